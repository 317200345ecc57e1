using System.Globalization;
using System.Net;
using System.Text;

namespace NetMesh.Interop.Tests;

/// <summary>What a collector is told of a span: whose source, its name, and where it hangs (opentelemetry-proto, trace/v1).</summary>
internal sealed record CollectedSpan(string Source, string Name, string Trace, string Id, string Parent);

/// <summary>
/// A collector of OTLP over HTTP on a free port of 127.0.0.1, read as far as the names of metrics and the places of spans (opentelemetry-proto, metrics/v1 and
/// trace/v1).
/// </summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly HashSet<string> services = new(StringComparer.Ordinal);
    private readonly List<CollectedSpan> spans = [];
    private readonly Task receiving;

    public Collector()
    {
        Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePorts.One()}");
        listener.Prefixes.Add(Address + "/");
        listener.Start();
        receiving = ReceiveAsync();
    }

    /// <summary>What <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> should say.</summary>
    public string Address { get; }

    /// <summary>Names of all metrics that have come so far.</summary>
    public IReadOnlyCollection<string> Names
    {
        get
        {
            lock (names)
            {
                return [.. names];
            }
        }
    }

    /// <summary>Whose they were: <c>service.name</c>.</summary>
    public IReadOnlyCollection<string> Services
    {
        get
        {
            lock (names)
            {
                return [.. services];
            }
        }
    }

    /// <summary>All spans that have come so far.</summary>
    public IReadOnlyList<CollectedSpan> Spans
    {
        get
        {
            lock (names)
            {
                return [.. spans];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Not stopped before: closing would open the port once more to close it, which by then may be another's.
        listener.Close();
        await receiving;
    }

    private async Task ReceiveAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            Action<ReadOnlyMemory<byte>>? note = context.Request switch
            {
                { HttpMethod: "POST", Url.AbsolutePath: "/v1/metrics", ContentType: "application/x-protobuf" } => NoteMetrics,
                { HttpMethod: "POST", Url.AbsolutePath: "/v1/traces", ContentType: "application/x-protobuf" } => NoteSpans,
                _ => null,
            };
            note?.Invoke(body.ToArray());
            context.Response.StatusCode = note is null ? 404 : 200;
            context.Response.Close();
        }
    }

    private void NoteMetrics(ReadOnlyMemory<byte> request)
    {
        lock (names)
        {
            // resource_metrics (1) → scope_metrics (2) → metrics (2) → name (1).
            names.UnionWith(At(request, 1, 2, 2, 1).Select(Text));

            // resource_metrics (1) → resource (1) → attributes (1), each a key (1) and a value (2), which is a string (1).
            services.UnionWith(At(request, 1, 1, 1).Where(pair => Text(At(pair, 1).Single()) == "service.name").Select(pair => Text(At(pair, 2, 1).Single())));
        }
    }

    private void NoteSpans(ReadOnlyMemory<byte> request)
    {
        // resource_spans (1) → scope_spans (2) → scope (1) → name (1), and → spans (2): trace_id (1), span_id (2), parent_span_id (4), name (5).
        lock (names)
        {
            spans.AddRange(
                from scope in At(request, 1, 2)
                let source = Text(At(scope, 1, 1).Single())
                from span in At(scope, 2)
                select new CollectedSpan(source, Text(At(span, 5).Single()), Hex(span, 1), Hex(span, 2), Hex(span, 4)));
        }

        static string Hex(ReadOnlyMemory<byte> span, int field) => string.Concat(At(span, field).Select(id => Convert.ToHexStringLower(id.Span)));
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static IEnumerable<ReadOnlyMemory<byte>> At(ReadOnlyMemory<byte> message, params int[] path) =>
        path.Aggregate((IEnumerable<ReadOnlyMemory<byte>>)[message], (messages, field) => messages.SelectMany(each => Fields(each, field)));

    // The fields of a message that have a length and this number; the others are passed over.
    private static List<ReadOnlyMemory<byte>> Fields(ReadOnlyMemory<byte> message, int wanted)
    {
        var found = new List<ReadOnlyMemory<byte>>();
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message.Span, ref at);
            var length = (key & 7) switch
            {
                0 => 0,
                1 => 8,
                2 => (int)Varint(message.Span, ref at),
                5 => 4,
                _ => throw new InvalidDataException($"wire type {key & 7}"),
            };
            if ((key & 7) == 0)
            {
                Varint(message.Span, ref at);
            }
            else if (key == ((ulong)wanted << 3 | 2))
            {
                found.Add(message.Slice(at, length));
            }

            at += length;
        }

        return found;
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var one = bytes[at++];
            value |= (ulong)(one & 0x7F) << shift;
            if (one < 0x80)
            {
                return value;
            }
        }
    }
}
