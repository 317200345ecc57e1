using System.Runtime.CompilerServices;
using System.Text.Json;

namespace NetMesh.Tests.Dashboard;

/// <summary>Reads a stream as a page's <c>EventSource</c> does.</summary>
internal static class ServerSentEvents
{
    public static async IAsyncEnumerable<(string Name, JsonElement Data)> ReadAsync(HttpClient http, Uri at, [EnumeratorCancellation] CancellationToken cancelled)
    {
        using var response = await http.GetAsync(at, HttpCompletionOption.ResponseHeadersRead, cancelled);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancelled));
        Assert.Equal("retry: 2000", await lines.ReadLineAsync(cancelled));
        var name = "";
        while (await lines.ReadLineAsync(cancelled) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line["event: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                yield return (name, JsonDocument.Parse(line["data: ".Length..]).RootElement);
            }
        }
    }
}
