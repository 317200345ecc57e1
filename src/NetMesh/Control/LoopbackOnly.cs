using Microsoft.AspNetCore.Http;

namespace NetMesh.Control;

/// <summary>
/// Keeps the web out of the control API. It listens on the loopback address only, but a page in the user's browser can call that too: under a name
/// that its own DNS server points at 127.0.0.1 (hence no foreign Host header), or blindly across origins (hence nothing for a foreign Origin, and for what a foreign page loads).
/// </summary>
internal static class LoopbackOnly
{
    /// <summary>Why the request is refused, or null.</summary>
    public static string? Refusal(HttpRequest request, int port)
    {
        if (!IsOurs(request.Host.Host) || (request.Host.Port ?? 80) != port)
        {
            return $"the Host header is '{request.Host}'; expected 127.0.0.1:{port} or localhost:{port}";
        }

        // A page of another origin cannot read the answer, because nothing here permits it to; it need not make us work for it either.
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Scheme == Uri.UriSchemeHttp && IsOurs(from.Host) && from.Port == port))
        {
            return $"the request comes from '{origin}'; only pages of this planet are answered";
        }

        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            // A browser says whose page asks, even where it sends no Origin. To follow a link to us is no harm; to hold our streams open unseen would be.
            return request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site" && request.Headers["Sec-Fetch-Mode"] != "navigate"
                ? "the request comes from another site's page; only pages of this planet are answered"
                : null;
        }

        // A form or a script without permission cannot send this content type across origins, even from a browser that sends no Origin.
        return request.HasJsonContentType() ? null : "the content type is not application/json";
    }

    private static bool IsOurs(string host) => host is "127.0.0.1" || host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
}
