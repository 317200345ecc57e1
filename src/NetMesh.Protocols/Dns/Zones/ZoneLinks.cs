using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;

namespace NetMesh.Protocols.Dns.Zones;

/// <summary>The trees of a zone's names while they are made or changed. Names between the apex and those with records are there too, and each knows the cut and the alias above it.</summary>
internal sealed class ZoneLinks(DomainName apex, NodeTree? nodes, NodeTree? hashed)
{
    public NodeTree Nodes { get; private set; } = nodes ?? NodeTree.Empty;

    public NodeTree Hashed { get; private set; } = hashed ?? NodeTree.Empty;

    /// <summary>Links the names of a new zone.</summary>
    /// <param name="names">In their order, the apex first.</param>
    public void AddAll(List<(DomainName Name, ImmutableArray<RecordSet> Sets)> names)
    {
        var (all, hashes, path) = (new List<ZoneNode>(names.Count), new List<ZoneNode>(), new Stack<ZoneNode>());
        foreach (var (name, sets) in names)
        {
            if (HasHash(sets))
            {
                hashes.Add(new ZoneNode(name, sets, null));
                if (ZoneDenial.IsHashed(hashes[^1]))
                {
                    continue;
                }
            }

            while (path.TryPeek(out var last) && !name.IsBelow(last.Name))
            {
                path.Pop();
            }

            for (var labels = path.TryPeek(out var above) ? above.Name.LabelCount + 1 : name.LabelCount; labels <= name.LabelCount; labels++)
            {
                above = new ZoneNode(labels == name.LabelCount ? name : name.Ancestor(labels), labels == name.LabelCount ? sets : [], above);
                all.Add(above);
                path.Push(above);
            }
        }

        Nodes = NodeTree.Of(all);
        Hashed = NodeTree.Of(hashes);
    }

    /// <summary>Gives a name of a zone, or a new one, other records.</summary>
    /// <param name="name">The name: those above it have got theirs.</param>
    /// <param name="sets">None for a name that goes.</param>
    public void Set(DomainName name, ImmutableArray<RecordSet> sets)
    {
        var alone = new ZoneNode(name, sets, null);
        Hashed = HasHash(sets) ? Hashed.With(alone) : Hashed.Without(name);
        if (!sets.IsEmpty && !ZoneDenial.IsHashed(alone))
        {
            Put(name, sets);
        }
        else if (Nodes.Find(name) is not null)
        {
            Take(name);
        }
    }

    private static bool HasHash(ImmutableArray<RecordSet> sets) => sets.Any(set => set.Type == RecordType.NSEC3);

    private void Put(DomainName name, ImmutableArray<RecordSet> sets)
    {
        var before = Nodes.Find(name);
        var node = new ZoneNode(name, sets, name.LabelCount > apex.LabelCount ? Above(name) : null);
        Nodes = Nodes.With(node);
        if (before is not null && !before.StandsAs(node))
        {
            foreach (var below in Nodes.Below(name).ToList())
            {
                Nodes = Nodes.With(new ZoneNode(below.Name, below.Sets, Nodes.Find(below.Name.Parent)));
            }
        }
    }

    // The node above, which is there from now on, as are those above it.
    private ZoneNode Above(DomainName name)
    {
        var parent = name.Parent;
        if (Nodes.Find(parent) is not { } above)
        {
            above = new ZoneNode(parent, [], Above(parent));
            Nodes = Nodes.With(above);
        }

        return above;
    }

    // A name that others stand below stays, without records; one that stood there only because of this one goes as well.
    private void Take(DomainName name)
    {
        if (HasBelow(name))
        {
            Put(name, []);
            return;
        }

        Nodes = Nodes.Without(name);
        for (var above = name.Parent; above.LabelCount > apex.LabelCount && Nodes.Find(above) is { Sets.IsEmpty: true } && !HasBelow(above); above = above.Parent)
        {
            Nodes = Nodes.Without(above);
        }
    }

    private bool HasBelow(DomainName name) => Nodes.After(name)?.Name.IsBelow(name) == true;
}
