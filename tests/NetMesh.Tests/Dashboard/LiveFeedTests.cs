using System.Text;
using NetMesh.Clock;
using NetMesh.Dashboard;

namespace NetMesh.Tests.Dashboard;

public sealed class LiveFeedTests : IDisposable
{
    private readonly VirtualClock clock = new();
    private readonly LiveFeed feed;
    private readonly Counter counter = new();

    public LiveFeedTests() => feed = new LiveFeed(clock.TimeProvider, () => clock.TimeProvider.GetElapsedTime(0), mostViewers: 3);

    public void Dispose() => feed.Dispose();

    [Fact]
    public void Nothing_is_looked_at_while_nobody_looks()
    {
        Pass(10);
        Assert.Equal(0, clock.PendingCount);
        var viewer = feed.Join("counter", () => counter)!;
        Pass(3);
        Assert.Equal(4, counter.Taken);
        viewer.Dispose();
        Pass(10);
        Assert.Equal((4, 0, 0), (counter.Taken, feed.Viewers, clock.PendingCount));
    }

    [Fact]
    public void One_look_a_second_is_for_all_who_look()
    {
        var viewers = Enumerable.Range(0, 3).Select(_ => feed.Join("counter", () => counter)!).ToList();
        Pass(0);
        Pass(1);
        Assert.Equal(2, counter.Taken);
        Assert.All(viewers, viewer => Assert.Equal("start", Text(viewer.Start)));
        Assert.All(viewers, viewer => Assert.Equal(["0 at 0", "1 at 1"], Read(viewer)));
    }

    [Fact]
    public void Who_comes_later_sees_the_last_moment_at_once()
    {
        feed.Join("counter", () => counter);
        Pass(5);
        Assert.Equal(["5 at 5"], Read(feed.Join("counter", () => throw new InvalidOperationException("it is shown already"))!));
    }

    [Fact]
    public void One_that_is_slow_skips_moments_and_the_others_see_them_all()
    {
        var (slow, quick) = (feed.Join("counter", () => counter)!, feed.Join("counter", () => counter)!);
        var seen = new List<string>();
        for (var second = 0; second < 100; second++)
        {
            Pass(second == 0 ? 0 : 1);
            seen.AddRange(Read(quick));
        }

        Assert.Equal(100, seen.Count);
        Assert.Equal(Viewer.Room, slow.Events.Count);
        Assert.Equal(["98 at 98", "99 at 99"], Read(slow));
    }

    [Fact]
    public void As_many_look_as_may_and_one_more_when_one_has_gone()
    {
        var first = feed.Join("counter", () => counter)!;
        feed.Join("counter", () => counter);
        feed.Join("other", () => new Counter());
        Assert.Null(feed.Join("counter", () => counter));
        first.Dispose();
        first.Dispose();
        Assert.NotNull(feed.Join("counter", () => counter));
        Assert.Null(feed.Join("counter", () => counter));
    }

    [Fact]
    public void All_streams_end_with_the_planet_and_who_comes_too_late_sees_the_end()
    {
        var viewer = feed.Join("counter", () => counter)!;
        feed.Dispose();
        Assert.True(viewer.Events.Completion.IsCompleted);
        Assert.True(feed.Join("counter", () => counter)!.Events.Completion.IsCompleted);
        Pass(5);
        Assert.Equal(0, counter.Taken);
        viewer.Dispose();
    }

    [Fact]
    public void What_cannot_be_looked_at_ends_for_its_viewers_and_for_nobody_else()
    {
        var broken = feed.Join("broken", () => new Counter { Breaks = true })!;
        var sound = feed.Join("counter", () => counter)!;
        Pass(1);
        Assert.True(broken.Events.Completion.IsCompleted);
        Assert.Equal(["0 at 0", "1 at 1"], Read(sound));
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static List<string> Read(Viewer viewer)
    {
        var read = new List<string>();
        while (viewer.Events.TryRead(out var one))
        {
            read.Add(Text(one));
        }

        return read;
    }

    private void Pass(int seconds) => clock.RunFor(TimeSpan.FromSeconds(seconds));

    private sealed class Counter : ILiveTopic
    {
        public bool Breaks { get; init; }

        public int Taken { get; private set; }

        public ReadOnlyMemory<byte> Start => "start"u8.ToArray();

        public ReadOnlyMemory<byte> Take(TimeSpan at) => Breaks
            ? throw new InvalidOperationException("there is nothing to see")
            : Encoding.UTF8.GetBytes($"{Taken++} at {at.TotalSeconds}");
    }
}
