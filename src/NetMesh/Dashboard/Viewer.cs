using System.Threading.Channels;

namespace NetMesh.Dashboard;

/// <summary>One who looks at a <see cref="LiveFeed"/>, and the events it has not taken yet. Leaves when disposed.</summary>
/// <param name="feed">Where.</param>
/// <param name="of">What it looks at.</param>
/// <param name="start">What it is sent first.</param>
internal sealed class Viewer(LiveFeed feed, string of, ReadOnlyMemory<byte> start) : IDisposable
{
    /// <summary>Events that are kept for one that is slow. Each further one takes the place of the oldest.</summary>
    public const int Room = 2;

    private readonly Channel<ReadOnlyMemory<byte>> events = Channel.CreateBounded<ReadOnlyMemory<byte>>(
        new BoundedChannelOptions(Room) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>What it looks at.</summary>
    public string Of { get; } = of;

    public ReadOnlyMemory<byte> Start { get; } = start;

    /// <summary>What it is sent after that; ends with the planet.</summary>
    public ChannelReader<ReadOnlyMemory<byte>> Events => events.Reader;

    public void Offer(ReadOnlyMemory<byte> one) => events.Writer.TryWrite(one);

    public void End() => events.Writer.TryComplete();

    public void Dispose() => feed.Leave(this);
}
