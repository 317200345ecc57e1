using System.Buffers;

namespace NetMesh.Protocols.Proxies.Http;

/// <summary>
/// HTTP/1.1 as a proxy speaks it (RFC 9110 §7, §9.3.6):
/// 1. CONNECT becomes a call, answered with 200 when the called host has answered; then everything is the tunnel's;
/// 2. any other request becomes a call that takes the request along; the called server's answer is the answer, and with it the connection ends;
/// 3. a call that leads nowhere, and what is no request to a proxy, is answered with an error.
/// </summary>
public sealed class HttpProxySession : IProxySession
{
    internal const string Protocol = "http-proxy";

    private HttpProxyRequest? request;

    /// <inheritdoc/>
    public ProxyTurn Receive(in ReadOnlySequence<byte> input, IBufferWriter<byte> answers)
    {
        var read = HttpProxyReader.Read(input);
        if (read.IsInvalid)
        {
            HttpProxyWriter.WriteError("400 Bad Request", "http_request_error", $"netmesh: {read.Error.What}; expected {read.Error.Expected}", answers);
            return new ProxyTurn(0, null, read.Error);
        }

        request = read.Value;
        return new ProxyTurn(read.Consumed, request?.Call, null);
    }

    /// <inheritdoc/>
    public void Answer(ProxyOutcome outcome, IBufferWriter<byte> answers)
    {
        var call = request!.Call;
        if (outcome == ProxyOutcome.Connected)
        {
            if (request.IsTunnel)
            {
                HttpProxyWriter.WriteTunnel(answers);
            }

            return;
        }

        var (status, word, why) = outcome switch
        {
            ProxyOutcome.Forbidden => ("502 Bad Gateway", "destination_ip_prohibited", $"{call.Host} is not on the planet, and this proxy reaches nothing else"),
            ProxyOutcome.UnknownName => ("502 Bad Gateway", "dns_error", $"no host of the planet is called {call.Host}; netmesh hosts lists them"),
            ProxyOutcome.UnknownAddressType => ("502 Bad Gateway", "destination_ip_unroutable", $"{call.Host} is no IPv4 address, and the planet has no others"),
            ProxyOutcome.Unreachable => ("504 Gateway Timeout", "connection_timeout", $"{call} does not answer: the host is down, or cut off"),
            _ => ("502 Bad Gateway", "connection_refused", $"nobody listens at {call}"),
        };
        HttpProxyWriter.WriteError(status, word, $"netmesh: {why}", answers);
    }
}
