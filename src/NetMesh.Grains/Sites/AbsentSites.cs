using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Sites;

/// <summary>The processes that are gone, the latest of them: what they said before may still be on its way.</summary>
internal sealed class AbsentSites
{
    private const int Most = 1024;

    private readonly Dictionary<SiteId, bool> absent = [];
    private readonly Queue<SiteId> order = new();

    /// <summary>Whether a process is gone, for good or as far as one can see.</summary>
    public bool Has(SiteId site) => absent.ContainsKey(site);

    /// <summary>Whether it is gone for good: it, or the host of grains, has said so.</summary>
    public bool IsFinal(SiteId site) => absent.GetValueOrDefault(site);

    public void Add(SiteId site, bool isFinal)
    {
        if (absent.TryAdd(site, isFinal))
        {
            order.Enqueue(site);
            if (order.Count > Most)
            {
                absent.Remove(order.Dequeue());
            }
        }
        else
        {
            absent[site] |= isFinal;
        }
    }

    /// <summary>It was only silent.</summary>
    public void Return(SiteId site)
    {
        if (Has(site))
        {
            absent.Remove(site);
            var rest = order.Where(other => other != site).ToArray();
            order.Clear();
            foreach (var other in rest)
            {
                order.Enqueue(other);
            }
        }
    }
}
