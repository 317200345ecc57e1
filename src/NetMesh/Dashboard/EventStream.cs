using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace NetMesh.Dashboard;

/// <summary>Server-sent events (HTML Living Standard §9.2): what a page's <c>EventSource</c> reads, and <c>curl -N</c> shows.</summary>
internal static class EventStream
{
    public const string MediaType = "text/event-stream";

    /// <summary>A line that says nothing, when there has been nothing to say for so long: whoever stands between would take the stream for dead.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>A viewer that takes nothing for so long is cut off.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // After how long, in milliseconds, a page that lost the stream asks again.
    private static readonly byte[] Retry = "retry: 2000\n\n"u8.ToArray();
    private static readonly byte[] StillHere = ": still here\n\n"u8.ToArray();

    /// <summary>An event as it is sent.</summary>
    public static byte[] Event<T>(string name, T data, JsonTypeInfo<T> type)
    {
        // JSON has no line breaks, which would end the event.
        var json = JsonSerializer.SerializeToUtf8Bytes(data, type);
        return [.. "event: "u8, .. System.Text.Encoding.ASCII.GetBytes(name), .. "\ndata: "u8, .. json, .. "\n\n"u8];
    }

    /// <summary>Sends a viewer what it is to see, until it goes, is too slow, or the planet ends.</summary>
    /// <param name="heartbeat">In place of <see cref="Heartbeat"/>.</param>
    /// <param name="patience">In place of <see cref="Patience"/>.</param>
    public static async Task SendAsync(HttpContext context, Viewer viewer, TimeSpan? heartbeat = null, TimeSpan? patience = null)
    {
        var within = patience ?? Patience;
        context.Response.ContentType = MediaType;
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var gone = context.RequestAborted;
        try
        {
            await WriteAsync(context, Retry, within);
            await WriteAsync(context, viewer.Start, within);
            Task<bool>? more = null;
            while (true)
            {
                more ??= viewer.Events.WaitToReadAsync(gone).AsTask();
                if (await Task.WhenAny(more, Task.Delay(heartbeat ?? Heartbeat, gone)) != more)
                {
                    await WriteAsync(context, StillHere, within);
                    continue;
                }

                if (!await more)
                {
                    return;
                }

                more = null;
                while (viewer.Events.TryRead(out var one))
                {
                    await WriteAsync(context, one, within);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Gone, or too slow; what is queued for it is not waited for.
            context.Abort();
        }
    }

    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> bytes, TimeSpan within)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        var writing = PushAsync(context, bytes);
        if (!writing.IsCompletedSuccessfully)
        {
            try
            {
                await writing.WaitAsync(within, context.RequestAborted);
            }
            catch (TimeoutException e)
            {
                throw new OperationCanceledException("the viewer is too slow", e);
            }
        }
    }

    private static async Task PushAsync(HttpContext context, ReadOnlyMemory<byte> bytes)
    {
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
