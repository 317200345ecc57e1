using System.Buffers.Binary;
using System.Security.Cryptography;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Gateways.Transport;

/// <summary>
/// Counts the datagrams of one protocol that wait for a program or for their way back. Beyond its limits they are dropped, and clients ask again. Safe from any thread.
/// </summary>
public sealed class PendingDatagrams
{
    /// <summary>All that may wait.</summary>
    private const int Most = 20_000;

    /// <summary>Of them, those that do not prove their source: whoever forges sources shuts out other newcomers, but nobody who is known.</summary>
    private const int MostUnproven = Most / 2;

    /// <summary>Of them, those of one source, and of those that share its counter.</summary>
    private const int MostOfSource = Most / 16;

    private const int Counters = 4096;

    // Keyed, so that nobody can choose whose counter he shares.
    private readonly SipHash scatter = new(RandomNumberGenerator.GetBytes(SipHash.KeyLength));
    private readonly int[] pendingOf = new int[Counters];
    private int pending;

    /// <summary>One more waits, unless there are too many: then the reason, one of <see cref="RefusalReasons"/>.</summary>
    /// <param name="source">Whose it is.</param>
    /// <param name="isProven">It showed that its source is not forged.</param>
    public string? Begin(IPv4Address source, bool isProven)
    {
        var refusal = Interlocked.Increment(ref pending) > (isProven ? Most : MostUnproven) ? RefusalReasons.TooManyConnections : null;
        refusal = Interlocked.Increment(ref pendingOf[CounterOf(source)]) > MostOfSource ? RefusalReasons.TooManyFromSource : refusal;
        if (refusal is not null)
        {
            End(source);
        }

        return refusal;
    }

    /// <summary>One that began is over.</summary>
    public void End(IPv4Address source)
    {
        Interlocked.Decrement(ref pending);
        Interlocked.Decrement(ref pendingOf[CounterOf(source)]);
    }

    private int CounterOf(IPv4Address source)
    {
        Span<byte> address = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(address, source.Value);
        return (int)(scatter.Of(address) % Counters);
    }
}
