using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using NetMesh.Control;
using NetMesh.Dashboard;

namespace NetMesh.Tests.Dashboard;

public sealed class EventStreamTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private readonly LiveFeed feed = new(TimeProvider.System, () => TimeSpan.Zero);
    private readonly DefaultHttpContext context = new();
    private readonly Lifetime lifetime = new();

    public EventStreamTests() => context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);

    public void Dispose() => feed.Dispose();

    [Fact]
    public async Task It_is_what_an_event_source_reads_and_ends_with_the_planet()
    {
        var body = new MemoryStream();
        context.Response.Body = body;
        var viewer = new Viewer(feed, "it", "event: start\ndata: {}\n\n"u8.ToArray());
        viewer.Offer(EventStream.Event("error", new("a & b"), ControlJson.Plain.ControlError));
        viewer.End();
        await EventStream.SendAsync(context, viewer, Long, Long);
        Assert.Equal("retry: 2000\n\nevent: start\ndata: {}\n\nevent: error\ndata: {\"error\":\"a & b\"}\n\n", Encoding.UTF8.GetString(body.ToArray()));
        Assert.Equal("text/event-stream", context.Response.ContentType);
        Assert.Equal("no-store", context.Response.Headers.CacheControl);
        Assert.False(lifetime.RequestAborted.IsCancellationRequested);
    }

    [Fact]
    public async Task Where_there_is_nothing_to_say_a_comment_says_that_the_stream_is_alive()
    {
        var body = new ToldStream();
        context.Response.Body = body;
        var viewer = new Viewer(feed, "it", default);
        var sending = EventStream.SendAsync(context, viewer, TimeSpan.FromMilliseconds(1), Long);
        await body.Has(": still here\n\n").WaitAsync(Long);
        viewer.End();
        await sending.WaitAsync(Long);
    }

    [Fact]
    public async Task Who_takes_nothing_is_cut_off()
    {
        context.Response.Body = new StuckStream();
        var viewer = new Viewer(feed, "it", default);
        await EventStream.SendAsync(context, viewer, Long, TimeSpan.FromMilliseconds(1)).WaitAsync(Long);
        Assert.True(lifetime.RequestAborted.IsCancellationRequested);
    }

    [Fact]
    public async Task Who_goes_is_let_go()
    {
        context.Response.Body = new MemoryStream();
        var sending = EventStream.SendAsync(context, new Viewer(feed, "it", default), Long, Long);
        lifetime.Abort();
        await sending.WaitAsync(Long);
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        private readonly CancellationTokenSource gone = new();

        public Lifetime() => RequestAborted = gone.Token;

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => gone.Cancel();
    }

    private sealed class ToldStream : MemoryStream
    {
        private readonly TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private string awaited = "?";

        public Task Has(string text)
        {
            Volatile.Write(ref awaited, text);
            return told.Task;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Encoding.UTF8.GetString(buffer.Span) == Volatile.Read(ref awaited))
            {
                told.TrySetResult();
            }

            await base.WriteAsync(buffer, cancellationToken);
        }
    }

    // As a socket whose other end reads nothing.
    private sealed class StuckStream : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
