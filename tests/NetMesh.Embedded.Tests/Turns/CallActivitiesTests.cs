using System.Collections.Concurrent;
using System.Diagnostics;

namespace NetMesh.Embedded.Tests.Turns;

/// <summary>What something traced makes grains do is in its trace, and nothing else is.</summary>
public sealed class CallActivitiesTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> stopped = new();
    private readonly Activity cause = new("cause");
    private ActivityListener? listener;

    public CallActivitiesTests() => cause.Start();

    public void Dispose()
    {
        cause.Dispose();
        listener?.Dispose();
    }

    [Fact]
    public async Task A_call_and_the_calls_that_it_makes_hang_below_what_made_it()
    {
        Listen();
        await using var host = Hosts.Wall();
        var (outer, inner) = (host.Grains.GetGrain<IGateGrain>("outer"), host.Grains.GetGrain<IGateGrain>("inner"));
        await outer.ContextThrough(inner, "any");
        Assert.Equal(cause, Activity.Current);
        Assert.Equal(["IGateGrain/Context", "IGateGrain/ContextThrough"], stopped.Select(activity => activity.OperationName));
        var (context, through) = (stopped.First(), stopped.Last());
        Assert.Equal((cause.SpanId, through.SpanId), (through.ParentSpanId, context.ParentSpanId));
        Assert.Contains("inner", context.GetTagItem("netmesh.grain") as string, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_that_waited_for_their_grain_belong_to_who_made_them()
    {
        Listen();
        await using var host = Hosts.Wall();
        var gate = host.Grains.GetGrain<IGateGrain>("g");
        var first = gate.Pass("first");
        var waiting = new List<(ActivitySpanId Cause, Task<string> Call)>();
        for (var i = 0; i < 3; i++)
        {
            using var other = new Activity("other").Start();
            waiting.Add((other.SpanId, gate.Pass("next")));
        }

        Activity.Current = null;
        var untraced = gate.Pass("untraced");
        Activity.Current = cause;
        await gate.Open();
        await Task.WhenAll(waiting.Select(each => each.Call).Append(first).Append(untraced));
        var passes = stopped.Where(activity => activity.OperationName == "IGateGrain/Pass").Select(activity => activity.ParentSpanId);
        Assert.Equal([cause.SpanId, .. waiting.Select(each => each.Cause)], passes);
    }

    [Fact]
    public async Task A_call_that_fails_says_so()
    {
        Listen();
        await using var host = Hosts.Wall();
        await Assert.ThrowsAsync<ArgumentException>(() => host.Grains.GetGrain<IEchoGrain>("e").FailLater("for a reason"));
        var failed = Assert.Single(stopped);
        Assert.Equal((ActivityStatusCode.Error, "for a reason"), (failed.Status, failed.StatusDescription));
    }

    [Fact]
    public async Task One_way_calls_have_none()
    {
        Listen();
        await using var host = Hosts.Wall();
        var grain = host.Grains.GetGrain<IEchoGrain>("e");
        await grain.Note(1);
        await grain.NoteSum();
        Assert.Equal(["IEchoGrain/NoteSum"], stopped.Select(activity => activity.OperationName));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task There_are_none_while_nobody_listens_and_never_on_the_virtual_clock(bool virtualClock)
    {
        if (virtualClock)
        {
            Listen();
        }

        await using var host = Hosts.On(virtualClock);
        Assert.Equal(cause.Id, await host.Get(host.Grains.GetGrain<IGateGrain>("g").Current()));
        Assert.Empty(stopped);
    }

    private void Listen() => ActivitySource.AddActivityListener(listener = new ActivityListener
    {
        // Other tests have hosts, too, but no traces.
        ShouldListenTo = source => source.Name == "NetMesh.Embedded",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        ActivityStopped = stopped.Enqueue,
    });
}
