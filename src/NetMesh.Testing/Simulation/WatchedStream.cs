using NetMesh.Protocols.Wire;

namespace NetMesh.Testing.Simulation;

/// <summary>What is under way on a stream between two programs, in the order in which it was sent.</summary>
internal sealed class WatchedStream
{
    private readonly Queue<WireMessage> forth = new();
    private readonly Queue<WireMessage> back = new();

    /// <summary>A message leaves this end.</summary>
    public void Sent(ConnectionEnd from, WireMessage message) => (from.IsDialler ? forth : back).Enqueue(message);

    /// <summary>A message arrives at this end. False when it is not the one that is due.</summary>
    public bool Arrived(ConnectionEnd at, WireMessage? message) =>
        (at.IsDialler ? back : forth).TryDequeue(out var due) && ReferenceEquals(due, message);
}
