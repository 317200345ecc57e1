using NetMesh.Protocols.Dns.Names;

namespace NetMesh.Protocols.Dns.Zones;

/// <summary>A walk through a tree of nodes in their order, which can pass over whole blocks.</summary>
internal sealed class NodeWalk(NodeBlock? root)
{
    private readonly Stack<(NodeBlock Block, int At)> path = [];

    /// <summary>The block or node that comes next; null at the end.</summary>
    public object? Current { get; private set; } = root;

    /// <summary>The name with which it begins.</summary>
    public DomainName Name => Current is NodeBlock block ? block.First.Name : ((ZoneNode)Current!).Name;

    /// <summary>Of the block; 0 for a node.</summary>
    public int Height => Current is NodeBlock block ? block.Height : 0;

    /// <summary>Goes into the block.</summary>
    public void Enter()
    {
        var block = (NodeBlock)Current!;
        path.Push((block, 0));
        Current = block[0];
    }

    /// <summary>Goes to what comes behind it.</summary>
    public void Skip()
    {
        Current = null;
        while (Current is null && path.TryPop(out var place))
        {
            var (block, at) = (place.Block, place.At + 1);
            if (at < block.Count)
            {
                path.Push((block, at));
                Current = block[at];
            }
        }
    }
}
