using System.Collections.Immutable;

namespace NetMesh.Protocols.Wire;

/// <summary>A frame on its way to an end that another process holds.</summary>
/// <param name="To">The receiving end.</param>
/// <param name="Sequence">Counts all frames of this direction of the stream from 0.</param>
/// <param name="Frame">What happened.</param>
public readonly record struct TrunkItem(ConnectionEnd To, long Sequence, TrunkFrame Frame);

/// <summary>What one process has for the streams it shares with another one, gathered while it had its turn: they cross as one.</summary>
/// <param name="from">The sending process; all frames come from ends there.</param>
/// <param name="items">In the order in which they were sent.</param>
public sealed class TrunkBatch(SiteId from, ImmutableArray<TrunkItem> items) : WireMessage
{
    public SiteId From { get; } = from;

    public ImmutableArray<TrunkItem> Items { get; } = items;

    /// <summary>No host pays for it: the messages inside were charged on their way through the planet.</summary>
    public override int WireLength => 0;

    public override ulong TraceIdentity
    {
        get
        {
            var identity = (ulong)Items.Length;
            foreach (var (to, sequence, frame) in Items)
            {
                identity = TraceMix.Mix(TraceMix.Mix(identity, (ulong)to.Value), (ulong)sequence, frame.TraceIdentity);
            }

            return identity;
        }
    }
}
