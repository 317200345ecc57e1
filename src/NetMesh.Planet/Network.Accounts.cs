using NetMesh.Planet.Traffic;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet;

// What the network keeps count of: for whoever checks that the counts agree. On the wall clock other threads may be changing them.
public sealed partial class Network
{
    /// <summary>Whether this end can still hear something.</summary>
    internal bool IsOpen(ConnectionEnd end) => Find(end) is not null;

    /// <summary>The address and port that this end's stream was dialled from; the default when it is over already.</summary>
    internal Endpoint DialledFrom(ConnectionEnd end) => table.Find(end)?.From ?? default;

    /// <summary>Streams that wait for a partition to heal.</summary>
    internal int StalledCount => stalled.Count;

    /// <summary>What its counts should never say; null: they agree.</summary>
    internal string? Discrepancy()
    {
        foreach (var connection in table.Where(_ => true))
        {
            if (connection.Forth.ReceiverGone && connection.Back.ReceiverGone)
            {
                return $"{connection.From} to {connection.To}: over at both ends, and still there";
            }

            if (Discrepancy(connection.Forth) is { } forth)
            {
                return $"{connection.From} to {connection.To}: {forth}";
            }

            if (Discrepancy(connection.Back) is { } back)
            {
                return $"{connection.To} back to {connection.From}: {back}";
            }
        }

        return null;
    }

    /// <summary>The streams there are, and how each stands.</summary>
    internal IEnumerable<string> Streams() => table.Where(_ => true).Select(stream =>
        $"{stream.From} to {stream.To}{(stream.Trunk is null ? "" : " over a trunk")} ({Standing(stream.Forth)}; back {Standing(stream.Back)})");

    private static string Standing(Flow flow) =>
        $"{(flow.SenderGone ? "sender gone, " : "")}{(flow.ReceiverGone ? "receiver gone, " : "")}held by {flow.Hold}, {flow.QueuedBytes} bytes queued";

    private static string? Discrepancy(Flow flow) =>
        flow.QueuedBytes < 0 ? $"{flow.QueuedBytes} bytes queued"
        : flow.DownlinkBytes < 0 ? $"{flow.DownlinkBytes} bytes wait for the downlink"
        : null;
}
