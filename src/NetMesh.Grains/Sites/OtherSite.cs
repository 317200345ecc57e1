using NetMesh.Contracts.Replicas;
using NetMesh.Contracts.Sites;
using NetMesh.Grains.Replicas;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Sites;

/// <summary>Another process as this one knows it.</summary>
/// <param name="id">Which.</param>
/// <param name="reference">How it is reached.</param>
/// <param name="leaseNs">Its lease, in nanoseconds.</param>
/// <param name="met">Our stamp when we heard of it first: its lease counts from there until it has confirmed a later one.</param>
/// <param name="outbox">Frames on their way to it.</param>
internal sealed class OtherSite(SiteId id, ISite reference, long leaseNs, long met, TrunkOutbox outbox)
{
    public SiteId Id { get; } = id;

    public ISite Reference { get; } = reference;

    public TrunkOutbox Outbox { get; } = outbox;

    public ReplicaCopies Copies { get; } = new(leaseNs);

    /// <summary>What it says of itself; null until it has.</summary>
    public SiteEntry? Entry { get; set; }

    /// <summary>The newest of its stamps, to be told back to it; 0: none.</summary>
    public long HeardStamp { get; private set; }

    /// <summary>When it was last asked for snapshots.</summary>
    public long AskedAt { get; set; } = long.MinValue;

    /// <summary>Version of the list of its residents that is in our directory; 0: none is.</summary>
    public long ListedVersion { get; set; }

    /// <summary>The last moment at which it certainly lived.</summary>
    public long AliveAt => Math.Max(met, Copies.Confirmed);

    public bool IsLost(long stamp) => stamp - AliveAt >= leaseNs;

    /// <summary>Takes news in. Returns whether they are the newest so far.</summary>
    public bool Hear(SiteNews news)
    {
        HeardStamp = Math.Max(HeardStamp, news.Stamp);
        var isNewest = Copies.Hear(news);
        if (isNewest)
        {
            Entry = news.From;
        }

        return isNewest;
    }
}
