using System.Globalization;
using System.Net;
using System.Text;

namespace NetMesh.Interop.Tests;

/// <summary>A collector of OTLP over HTTP on a free port of 127.0.0.1, read as far as the names of metrics (opentelemetry-proto, metrics/v1).</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly HashSet<string> services = new(StringComparer.Ordinal);
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

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await receiving;
        listener.Close();
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
            var isMetrics = context.Request is { HttpMethod: "POST", Url.AbsolutePath: "/v1/metrics", ContentType: "application/x-protobuf" };
            if (isMetrics)
            {
                Note(body.ToArray());
            }

            context.Response.StatusCode = isMetrics ? 200 : 404;
            context.Response.Close();
        }
    }

    private void Note(ReadOnlyMemory<byte> request)
    {
        lock (names)
        {
            // resource_metrics (1) → scope_metrics (2) → metrics (2) → name (1).
            names.UnionWith(At(request, 1, 2, 2, 1).Select(Text));

            // resource_metrics (1) → resource (1) → attributes (1), each a key (1) and a value (2), which is a string (1).
            services.UnionWith(At(request, 1, 1, 1).Where(pair => Text(At(pair, 1).Single()) == "service.name").Select(pair => Text(At(pair, 2, 1).Single())));
        }
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
