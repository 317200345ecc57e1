using NetMesh.Planet;
using NetMesh.Protocols.Wire;

namespace NetMesh.Labs.Workloads.Objects;

/// <summary>An object on its way out of one end of a stream, in messages of one size, no faster than the network takes them.</summary>
/// <param name="network">Carries it.</param>
/// <param name="end">Sends it.</param>
/// <param name="messageLength">Bytes of each message but the last.</param>
internal sealed class ObjectSending(INetwork network, ConnectionEnd end, int messageLength)
{
    private ObjectMessage part = new(messageLength, 0);
    private long left;

    public ConnectionEnd End => end;

    /// <summary>Begins with an object; the one before must have left.</summary>
    public void Send(long bytes, long number)
    {
        part = new ObjectMessage(messageLength, number);
        left = bytes;
        GoOn();
    }

    /// <summary>There may be room again.</summary>
    public void GoOn()
    {
        var hasRoom = true;
        while (left > 0 && hasRoom)
        {
            var isLast = left <= messageLength;
            var message = isLast ? new ObjectMessage((int)left, part.Number, isLast) : part;
            left -= message.WireLength;
            hasRoom = network.Send(end, message);
        }
    }
}
