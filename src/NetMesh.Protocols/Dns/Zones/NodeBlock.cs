using NetMesh.Protocols.Dns.Names;

namespace NetMesh.Protocols.Dns.Zones;

/// <summary>A block of a <see cref="NodeTree"/>: nodes, or blocks of one height below it; never none. Immutable.</summary>
internal sealed class NodeBlock
{
    private const int Most = 64;

    // New blocks have room, and blocks that have shrunk to less than this look for company.
    private const int Usual = 48;
    private const int Few = 16;

    private readonly ZoneNode[] nodes;

    private NodeBlock(ZoneNode[] nodes, NodeBlock[] below)
    {
        this.nodes = nodes;
        Below = below;
        Height = below.Length > 0 ? below[0].Height + 1 : 1;
        First = below.Length > 0 ? below[0].First : nodes[0];
    }

    /// <summary>The blocks that it consists of; none when it consists of nodes.</summary>
    public NodeBlock[] Below { get; }

    /// <summary>1 for one of nodes.</summary>
    public int Height { get; }

    public ZoneNode First { get; }

    public ZoneNode Last => IsLeaf ? nodes[^1] : Below[^1].Last;

    /// <summary>How many nodes or blocks it consists of.</summary>
    public int Count => IsLeaf ? nodes.Length : Below.Length;

    private bool IsLeaf => Below.Length == 0;

    /// <summary>A node or block of it.</summary>
    public object this[int index] => IsLeaf ? nodes[index] : Below[index];

    /// <summary>A block of nodes in their order, however many; null for none.</summary>
    public static NodeBlock? Of(IReadOnlyList<ZoneNode> nodes) =>
        nodes.Count == 0 ? null : Join([.. nodes.Chunk(Usual).Select(some => new NodeBlock(some, []))]);

    /// <summary>One block of several of one height.</summary>
    public static NodeBlock Join(NodeBlock[] blocks)
    {
        while (blocks.Length > 1)
        {
            blocks = [.. blocks.Chunk(Usual).Select(some => new NodeBlock([], some))];
        }

        return blocks[0];
    }

    public ZoneNode? LastBefore(DomainName name, bool isInclusive)
    {
        for (var block = this; ;)
        {
            var at = block.CountBefore(name, isInclusive);
            if (at == 0 || block.IsLeaf)
            {
                return at == 0 ? null : block.nodes[at - 1];
            }

            block = block.Below[at - 1];
        }
    }

    public ZoneNode? FirstAfter(DomainName name, bool isBelowSkipped)
    {
        ZoneNode? behind = null;
        for (var block = this; ;)
        {
            var at = isBelowSkipped ? block.CountThroughBelow(name) : block.CountBefore(name, isInclusive: true);
            behind = at < block.Count ? block.FirstOf(at) : behind;
            if (at == 0 || block.IsLeaf)
            {
                return behind;
            }

            block = block.Below[at - 1];
        }
    }

    /// <summary>The block with a node in place of the one of its name: in two when it has become too large.</summary>
    public NodeBlock[] With(ZoneNode node)
    {
        var at = CountBefore(node.Name, isInclusive: true);
        if (!IsLeaf)
        {
            at = Math.Max(at - 1, 0);
            return Made([], Spliced(Below, at, 1, Below[at].With(node)));
        }

        var isThere = at > 0 && nodes[at - 1].Name.Equals(node.Name);
        return Made(Spliced(nodes, isThere ? at - 1 : at, isThere ? 1 : 0, [node]), []);
    }

    /// <summary>The block without the node of a name that it has; null when nothing is left.</summary>
    public NodeBlock? Without(DomainName name)
    {
        var at = CountBefore(name, isInclusive: true) - 1;
        if (IsLeaf)
        {
            return nodes.Length == 1 ? null : new NodeBlock(Spliced(nodes, at, 1, []), []);
        }

        var left = Below[at].Without(name);
        if (left is null)
        {
            return Below.Length == 1 ? null : new NodeBlock([], Spliced(Below, at, 1, []));
        }

        var beside = at > 0 ? at - 1 : 1;
        if (left.Count >= Few || beside >= Below.Length || left.Count + Below[beside].Count > Most)
        {
            return new NodeBlock([], Spliced(Below, at, 1, [left]));
        }

        var (one, other) = at < beside ? (left, Below[beside]) : (Below[beside], left);
        return new NodeBlock([], Spliced(Below, Math.Min(at, beside), 2, [new NodeBlock([.. one.nodes, .. other.nodes], [.. one.Below, .. other.Below])]));
    }

    private static NodeBlock[] Made(ZoneNode[] nodes, NodeBlock[] below)
    {
        var count = Math.Max(nodes.Length, below.Length);
        return count <= Most
            ? [new NodeBlock(nodes, below)]
            : [new NodeBlock(Front(nodes, count / 2), Front(below, count / 2)), new NodeBlock(Back(nodes, count / 2), Back(below, count / 2))];
    }

    private static T[] Front<T>(T[] all, int count) => all.Length == 0 ? all : all[..count];

    private static T[] Back<T>(T[] all, int count) => all.Length == 0 ? all : all[count..];

    private static T[] Spliced<T>(T[] all, int at, int count, T[] instead)
    {
        var spliced = new T[all.Length - count + instead.Length];
        all.AsSpan(0, at).CopyTo(spliced);
        instead.CopyTo(spliced, at);
        all.AsSpan(at + count).CopyTo(spliced.AsSpan(at + instead.Length));
        return spliced;
    }

    private ZoneNode FirstOf(int index) => IsLeaf ? nodes[index] : Below[index].First;

    // How many of its parts begin before a name, or with it.
    private int CountBefore(DomainName name, bool isInclusive)
    {
        var (low, high, most) = (0, Count, isInclusive ? 0 : -1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = FirstOf(middle).Name.CompareTo(name) <= most ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    // How many of its parts begin before a name, with it, or below it.
    private int CountThroughBelow(DomainName name)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var first = FirstOf(middle).Name;
            (low, high) = first.IsAtOrBelow(name) || first.CompareTo(name) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
