using System.Collections;
using NetMesh.Protocols.Dns.Names;

namespace NetMesh.Protocols.Dns.Zones;

/// <summary>
/// Nodes of a zone in the canonical order of their names (RFC 4034 §6.1): a B+ tree. Immutable; with one node more, less or another it shares all blocks with the one before
/// but those on the way to the node, so that a change costs the logarithm of the zone, and two states of a zone are compared in the time of what differs.
/// </summary>
internal sealed class NodeTree : IEnumerable<ZoneNode>
{
    public static readonly NodeTree Empty = new(null);

    private readonly NodeBlock? root;

    private NodeTree(NodeBlock? root) => this.root = root;

    /// <summary>The first node; null when there is none.</summary>
    public ZoneNode? First => root?.First;

    /// <summary>The last node; null when there is none.</summary>
    public ZoneNode? Last => root?.Last;

    /// <summary>A tree of nodes in their order, no two of one name.</summary>
    public static NodeTree Of(IReadOnlyList<ZoneNode> nodes) => new(NodeBlock.Of(nodes));

    /// <summary>The node of a name; null when there is none.</summary>
    public ZoneNode? Find(DomainName name) => AtOrBefore(name) is { } node && node.Name.Equals(name) ? node : null;

    /// <summary>The node of a name, or else the last one before it; null when there is none.</summary>
    public ZoneNode? AtOrBefore(DomainName name) => root?.LastBefore(name, isInclusive: true);

    /// <summary>The last node before a name; null when there is none.</summary>
    public ZoneNode? Before(DomainName name) => root?.LastBefore(name, isInclusive: false);

    /// <summary>The first node behind a name; null when there is none.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isBelowSkipped">Behind all names below it, too.</param>
    public ZoneNode? After(DomainName name, bool isBelowSkipped = false) => root?.FirstAfter(name, isBelowSkipped);

    /// <summary>Nodes below a name, in their order.</summary>
    public IEnumerable<ZoneNode> Below(DomainName name)
    {
        for (var node = After(name); node is not null && node.Name.IsBelow(name); node = After(node.Name))
        {
            yield return node;
        }
    }

    /// <summary>The tree with a node, in place of the one of its name.</summary>
    public NodeTree With(ZoneNode node) => new(root is null ? NodeBlock.Of([node]) : NodeBlock.Join(root.With(node)));

    /// <summary>The tree without the node of a name.</summary>
    public NodeTree Without(DomainName name)
    {
        if (Find(name) is null)
        {
            return this;
        }

        var left = root!.Without(name);
        while (left is { Below: [var only] })
        {
            left = only;
        }

        return new NodeTree(left);
    }

    /// <summary>Names whose nodes are not the same object in both trees, in their order, with the node of each; null where it has none.</summary>
    public static IEnumerable<(ZoneNode? Before, ZoneNode? After)> Differences(NodeTree before, NodeTree after)
    {
        var (a, b) = (new NodeWalk(before.root), new NodeWalk(after.root));
        while (a.Current is not null || b.Current is not null)
        {
            var order = a.Current is null ? 1 : b.Current is null ? -1 : a.Name.CompareTo(b.Name);
            if (ReferenceEquals(a.Current, b.Current))
            {
                a.Skip();
                b.Skip();
            }
            else if (order == 0 && a.Current is ZoneNode one && b.Current is ZoneNode other)
            {
                yield return (one, other);
                a.Skip();
                b.Skip();
            }
            else if (order < 0 && a.Current is ZoneNode gone)
            {
                yield return (gone, null);
                a.Skip();
            }
            else if (order > 0 && b.Current is ZoneNode added)
            {
                yield return (null, added);
                b.Skip();
            }
            else if (order < 0 || (order == 0 && a.Height >= b.Height))
            {
                // Both at once when they are of one height: what they share begins at the same place, then.
                if (order == 0 && a.Height == b.Height)
                {
                    b.Enter();
                }

                a.Enter();
            }
            else
            {
                b.Enter();
            }
        }
    }

    public IEnumerator<ZoneNode> GetEnumerator()
    {
        for (var walk = new NodeWalk(root); walk.Current is not null;)
        {
            if (walk.Current is ZoneNode node)
            {
                yield return node;
                walk.Skip();
            }
            else
            {
                walk.Enter();
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
