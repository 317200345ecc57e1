using NetMesh.Planet.Faults;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Grains.Peers;

/// <summary>The peers one has heard of, and when to dial which.</summary>
/// <param name="self">Our own endpoint: trackers list it, and nobody dials himself.</param>
/// <param name="most">Peers to remember.</param>
public sealed class PeerBook(Endpoint self, int most)
{
    /// <summary>Failures after which a peer is forgotten.</summary>
    public const int MostFailures = 4;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(15);

    private const uint Never = uint.MaxValue;

    private readonly List<Entry> entries = [];

    /// <summary>For tests of the simulation.</summary>
    internal PlantedBug Bug { get; init; }

    public int Count => entries.Count;

    /// <summary>A tracker or a neighbour named these.</summary>
    public void Offer(ReadOnlySpan<Endpoint> peers)
    {
        foreach (var peer in peers)
        {
            if (peer != self && peer.Port != 0 && entries.Count < most && IndexOf(peer) < 0)
            {
                entries.Add(new Entry(peer));
            }
        }
    }

    /// <summary>The next one to dial: the one that failed least, among equals the one heard of first.</summary>
    /// <param name="mayDial">Says of each whether it may be dialled now; null: all may.</param>
    public bool TryNext(TimeSpan now, Func<Endpoint, bool>? mayDial, out Endpoint peer)
    {
        var best = -1;
        var seconds = (long)now.TotalSeconds;
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            if (!entry.IsConnected && entry.NotBefore <= seconds && (best < 0 || entry.Failures < entries[best].Failures) && mayDial?.Invoke(entry.At) != false)
            {
                best = i;
            }
        }

        peer = best < 0 ? default : entries[best].At;
        return best >= 0;
    }

    /// <summary>When the next of those may be dialled that are to be left alone now.</summary>
    public TimeSpan NextAfter(TimeSpan now)
    {
        var next = Never;
        var seconds = (long)now.TotalSeconds;
        foreach (var entry in entries)
        {
            next = !entry.IsConnected && entry.NotBefore > seconds && entry.NotBefore < next ? entry.NotBefore : next;
        }

        return next == Never ? TimeSpan.MaxValue : TimeSpan.FromSeconds(next);
    }

    /// <summary>It is being dialled, or a connection turned out to be with it.</summary>
    public void Connected(Endpoint peer) => Change(peer, static entry => entry with { IsConnected = true });

    /// <summary>A connection that worked has ended; it may be dialled again after a pause.</summary>
    public void Left(Endpoint peer, TimeSpan now) =>
        Change(peer, entry => entry with
        {
            IsConnected = false,
            Failures = 0,
            NotBefore = Bug == PlantedBug.LostPeersForgotten ? Never : After(now + FirstPause),
        });

    /// <summary>It did not answer, or not as a peer should; each time it is left alone twice as long.</summary>
    public void Failed(Endpoint peer, TimeSpan now)
    {
        var index = IndexOf(peer);
        if (index < 0)
        {
            return;
        }

        var entry = entries[index];
        if (Bug == PlantedBug.LostPeersForgotten)
        {
            Shun(peer);
            return;
        }

        if (entry.Failures + 1 >= MostFailures)
        {
            entries.RemoveAt(index);
            return;
        }

        entries[index] = entry with { IsConnected = false, Failures = (byte)(entry.Failures + 1), NotBefore = After(now + (FirstPause * (1 << entry.Failures))) };
    }

    /// <summary>There is nothing to be had from it for long: it is banned, ourselves, or a seed as we are.</summary>
    public void Shun(Endpoint peer) => Change(peer, static entry => entry with { IsConnected = false, NotBefore = Never });

    private void Change(Endpoint peer, Func<Entry, Entry> change)
    {
        var index = IndexOf(peer);
        if (index >= 0)
        {
            entries[index] = change(entries[index]);
        }
    }

    private int IndexOf(Endpoint peer)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].At == peer)
            {
                return i;
            }
        }

        return -1;
    }

    private static uint After(TimeSpan time) => (uint)Math.Ceiling(time.TotalSeconds);

    // Small, because a peer remembers some hundreds; whole seconds are exact enough for pauses.
    private readonly record struct Entry(Endpoint At, bool IsConnected = false, byte Failures = 0, uint NotBefore = 0);
}
