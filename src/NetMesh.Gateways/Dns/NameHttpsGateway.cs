using System.Buffers.Text;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using NetMesh.Gateways.Transport;
using NetMesh.Protocols.Dns.Messages;

namespace NetMesh.Gateways.Dns;

/// <summary>
/// Where questions about names enter over HTTPS (RFC 8484): in the address of a GET, or as the body of a POST. Whatever a name server has to say, be it a refusal, is a
/// success of HTTP.
/// </summary>
public sealed class NameHttpsGateway(NameGateway names, RoundTrips trips)
{
    public const string Protocol = "dns-https";

    private const string Path = "/dns-query";
    private const string MediaType = "application/dns-message";

    /// <summary>Answers one request.</summary>
    public async Task RunAsync(HttpContext context)
    {
        var entered = context.Features.Get<EnteredConnection>()!;
        if (!await trips.SetUpAsync(entered, context.Abort))
        {
            return;
        }

        try
        {
            var (status, message) = await ReadAsync(context.Request);
            await (message is null ? FailAsync(status) : AnswerAsync(message));
        }
        catch (BadHttpRequestException error)
        {
            // Kestrel has seen that it is too long, or comes too slowly.
            await FailAsync(error.StatusCode);
        }

        async Task AnswerAsync(byte[] message)
        {
            entered.Traffic.Received(message.Length);
            var asked = names.Read(message, NameTransport.Https);
            if (asked.IsNothing)
            {
                await FailAsync(StatusCodes.Status400BadRequest);
            }
            else if (await AnswerOrFailAsync(asked) is { } answer)
            {
                var body = DnsWriter.Write(answer);
                context.Response.ContentType = MediaType;
                context.Response.ContentLength = body.Length;
                context.Response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"max-age={FreshSeconds(answer)}");
                entered.Traffic.Sent(body.Length);
                await context.Response.Body.WriteAsync(body, context.RequestAborted);
            }
        }

        async Task<DnsMessage?> AnswerOrFailAsync(Asked asked)
        {
            try
            {
                var answer = await names.AnswerAsync(entered.Client, entered.Called, asked, entered.Traffic);
                if (answer is null)
                {
                    await FailAsync(StatusCodes.Status400BadRequest);
                }

                return answer;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                // The name server's silo died, or it did not answer in time.
                await FailAsync(StatusCodes.Status503ServiceUnavailable, RefusalReasons.Failed);
                return null;
            }
        }

        Task FailAsync(int status, string reason = RefusalReasons.Garbage)
        {
            entered.Traffic.Refused(reason);
            context.Response.StatusCode = status;
            if (status == StatusCodes.Status405MethodNotAllowed)
            {
                context.Response.Headers.Allow = "GET, POST";
            }

            context.Response.ContentType = "text/plain";
            return context.Response.WriteAsync($"{Expectation(status)}\n", context.RequestAborted);
        }
    }

    /// <summary>For how long an answer may be told again by a cache: until the first of its records is over (RFC 8484 §5.1), at least.</summary>
    private static long FreshSeconds(DnsMessage answer)
    {
        var records = answer.Answers.IsEmpty ? answer.Authorities : answer.Answers;
        return answer.Code is not (ResponseCode.NoError or ResponseCode.NXDomain) || records.IsEmpty ? 0 : records.Min(record => record.Ttl);
    }

    private static string Expectation(int status) => status switch
    {
        StatusCodes.Status404NotFound => $"nothing is here; expected {Path}",
        StatusCodes.Status405MethodNotAllowed => "expected GET or POST",
        StatusCodes.Status413PayloadTooLarge => $"expected at most {DnsWriter.MaxLength} bytes",
        StatusCodes.Status415UnsupportedMediaType => $"expected content of type {MediaType}",
        StatusCodes.Status503ServiceUnavailable => "the name server is not available, try again",
        _ => "expected a question to a name server, as ?dns= in base64url without padding, or as the body of a POST (RFC 8484)",
    };

    // The message, or how the request fails.
    private static async ValueTask<(int Status, byte[]? Message)> ReadAsync(HttpRequest request) =>
        request.Path != Path ? (StatusCodes.Status404NotFound, null)
        : HttpMethods.IsGet(request.Method) ? (StatusCodes.Status400BadRequest, FromQuery(request.Query["dns"]))
        : !HttpMethods.IsPost(request.Method) ? (StatusCodes.Status405MethodNotAllowed, null)
        : !string.Equals(request.ContentType, MediaType, StringComparison.OrdinalIgnoreCase) ? (StatusCodes.Status415UnsupportedMediaType, null)
        : (StatusCodes.Status400BadRequest, await BodyAsync(request));

    private static byte[]? FromQuery(string? dns) =>
        dns is { Length: > 0 } && !dns.EndsWith('=') && Base64Url.IsValid(dns) ? Base64Url.DecodeFromChars(dns) : null;

    private static async ValueTask<byte[]> BodyAsync(HttpRequest request)
    {
        // Kestrel ends what is longer than the longest message.
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        return body.ToArray();
    }
}
