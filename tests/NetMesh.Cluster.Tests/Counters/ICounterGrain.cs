using NetMesh.Contracts.Hosts;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Cluster.Tests.Counters;

/// <summary>A program that numbers what it sends, and sees whether what it hears is numbered without a gap, a repetition or a change of order.</summary>
public interface ICounterGrain : IHostGrain
{
    /// <summary>Dials a counter on another host and sends it this many messages as fast as the stream takes them. Does not wait for any of it.</summary>
    ValueTask FloodAsync(Endpoint to, int messages);

    /// <summary>Begins to run, if it did not yet, and says what it has counted.</summary>
    ValueTask<Count> LookAsync();
}

/// <summary>What a counter has seen since it runs, on all of its streams.</summary>
/// <param name="Accepted">Streams that it dialled and that were answered.</param>
/// <param name="Opened">Streams on which it was dialled.</param>
/// <param name="Received">Messages in the right order with the right content.</param>
/// <param name="Confirmed">Answers to its own, in the right order.</param>
/// <param name="Wrong">The first message that was not what it should have been; empty: none was.</param>
/// <param name="Resets">Streams that were reset.</param>
/// <param name="Closed">Streams that the other side closed.</param>
[GenerateSerializer, Immutable, Alias("netmesh.tests.count")]
public sealed record Count(
    [property: Id(0)] int Accepted,
    [property: Id(1)] int Opened,
    [property: Id(2)] int Received,
    [property: Id(3)] int Confirmed,
    [property: Id(4)] string Wrong,
    [property: Id(5)] int Resets,
    [property: Id(6)] int Closed);
