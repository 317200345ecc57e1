using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NetMesh.Commands;

namespace NetMesh.Control;

/// <summary>Talks to the running planet. Every failure is one clear line.</summary>
internal sealed class ControlClient(int port) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <exception cref="CommandFailure">No planet answers, or it refuses.</exception>
    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancelled)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancelled);
        return await response.Content.ReadFromJsonAsync(type, cancelled) ?? throw Garbled();
    }

    /// <exception cref="CommandFailure">No planet answers, or it refuses.</exception>
    public async Task<TAnswer> PostAsync<TRequest, TAnswer>(
        string path, TRequest body, JsonTypeInfo<TRequest> type, JsonTypeInfo<TAnswer> answer, CancellationToken cancelled)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, type) };
        using var response = await SendAsync(request, cancelled);
        return await response.Content.ReadFromJsonAsync(answer, cancelled) ?? throw Garbled();
    }

    /// <summary>Asks the planet to share a file and follows its progress.</summary>
    /// <exception cref="CommandFailure">No planet answers, or it refuses.</exception>
    public async Task<ShareAnswer> ShareAsync(ShareRequest share, Action<ShareStep> progress, CancellationToken cancelled)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/swarms") { Content = JsonContent.Create(share, ControlJson.Plain.ShareRequest) };
        using var response = await SendAsync(request, cancelled);
        try
        {
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancelled));
            while (await lines.ReadLineAsync(cancelled) is { } line)
            {
                var step = JsonSerializer.Deserialize(line, ControlJson.Plain.ShareStep) ?? throw Garbled();
                if (step.Error is not null)
                {
                    throw new CommandFailure(ExitCodes.Failed, step.Error);
                }

                if (step.Done is not null)
                {
                    return step.Done;
                }

                progress(step);
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new CommandFailure(ExitCodes.Failed, "the planet went away while it was hashing");
        }

        throw Garbled();
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancelled)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancelled);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            // The socket's own error: it was reset before the client had looked to whom it is connected.
            throw new CommandFailure(ExitCodes.Failed, $"no planet is running at 127.0.0.1:{port}; start one with netmesh up");
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new CommandFailure(
                response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound ? ExitCodes.Unusable : ExitCodes.Failed,
                await ErrorOf(response, cancelled));
        }
    }

    private static async Task<string> ErrorOf(HttpResponseMessage response, CancellationToken cancelled)
    {
        try
        {
            return (await response.Content.ReadFromJsonAsync(ControlJson.Plain.ControlError, cancelled))?.Error ?? $"the planet answered {(int)response.StatusCode}";
        }
        catch (JsonException)
        {
            return $"what answers on this port is no planet ({(int)response.StatusCode} {response.ReasonPhrase})";
        }
    }

    private static CommandFailure Garbled() => new(ExitCodes.Failed, "what answers on this port does not speak as a planet does");
}
