using System.Text;
using NetMesh.Protocols.Proxies;
using NetMesh.Protocols.Proxies.Http;
using NetMesh.Protocols.Tests.Fuzzing;

namespace NetMesh.Protocols.Tests.Proxies;

public sealed class HttpProxyTests
{
    private const string Tunnel = "CONNECT web.example:8000 HTTP/1.1\r\nHost: web.example:8000\r\nProxy-Connection: keep-alive\r\n\r\n";
    private const string Get =
        "GET http://127.16.0.9:6969/announce?port=1 HTTP/1.1\r\nHost: elsewhere\r\nAccept: */*\r\nproxy-connection: Keep-Alive\r\nConnection: keep-alive, X-Private\r\nx-private: 1\r\n\r\n";

    private static readonly ReaderFuzz<HttpProxyRequest> Fuzz = new(
        () => HttpProxyReader.Read, request => $"{request.IsTunnel} {request.Call} {Encoding.Latin1.GetString(request.Call.Ahead.Span)}");

    [Fact]
    public void A_tunnel_is_a_call_and_what_follows_its_head_is_the_called_hosts()
    {
        foreach (var pieces in (int[])[int.MaxValue, 1])
        {
            var client = new ProxyConversation(ProxySessions.For((byte)Tunnel[0]));
            var turn = client.Hear([.. Encoding.ASCII.GetBytes(Tunnel), 22, 3, 1], pieces);
            Assert.Equal(("web.example", 8000, true), (turn.Call?.Host, turn.Call!.Port, turn.Call.Ahead.IsEmpty));
            Assert.Equal([22, 3, 1], client.Unread);
            Assert.Empty(client.Said);
            Assert.Equal("HTTP/1.1 200 Connection established\r\n\r\n", Encoding.ASCII.GetString(client.Answer(ProxyOutcome.Connected)));
        }
    }

    [Fact]
    public void A_request_goes_ahead_in_origin_form_without_what_was_for_the_proxy()
    {
        var client = new ProxyConversation(new HttpProxySession());
        var call = client.Hear([.. Encoding.ASCII.GetBytes(Get), .. "body"u8]).Call!;
        Assert.Equal("127.16.0.9:6969", call.ToString());
        Assert.Equal(
            "GET /announce?port=1 HTTP/1.1\r\nHost: 127.16.0.9:6969\r\nAccept: */*\r\nVia: 1.1 netmesh\r\nConnection: close\r\n\r\n",
            Encoding.ASCII.GetString(call.Ahead.Span));
        Assert.Equal("body", Encoding.ASCII.GetString(client.Unread));
        Assert.Empty(client.Answer(ProxyOutcome.Connected));
    }

    [Theory]
    [InlineData("GET http://web HTTP/1.1", "GET / HTTP/1.1\r\nHost: web\r\n", "web:80")]
    [InlineData("GET HTTP://Web:81?q=/ HTTP/1.1", "GET /?q=/ HTTP/1.1\r\nHost: Web:81\r\n", "Web:81")]
    [InlineData("OPTIONS http://web HTTP/1.1", "OPTIONS * HTTP/1.1\r\nHost: web\r\n", "web:80")]
    [InlineData("POST http://web/a HTTP/1.0", "POST /a HTTP/1.0\r\nHost: web\r\n", "web:80")]
    [InlineData("GET http://[::1]:81/ HTTP/1.1", "GET / HTTP/1.1\r\nHost: [::1]:81\r\n", "[::1]:81")]
    public void A_target_says_host_port_and_path(string line, string head, string call)
    {
        var read = HttpProxyReader.Read(Encoding.ASCII.GetBytes(line + "\r\n\r\n")).Value!;
        Assert.Equal(call, read.Call.ToString());
        Assert.StartsWith(head, Encoding.ASCII.GetString(read.Call.Ahead.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: 127.0.0.1:18100", "this is a proxy")]
    [InlineData("CONNECT web HTTP/1.1", "a target that names no host")]
    [InlineData("CONNECT web:0 HTTP/1.1", "a target that names no host")]
    [InlineData("CONNECT web:70000 HTTP/1.1", "a target that names no host")]
    [InlineData("GET http://user@web/ HTTP/1.1", "a target that names no host")]
    [InlineData("GET http:///path HTTP/1.1", "a target that names no host")]
    [InlineData("GET http://web/#part HTTP/1.1", "a target that names no host")]
    [InlineData("GET http://::1/ HTTP/1.1", "a target that names no host")]
    [InlineData("GET  http://web/ HTTP/1.1", "a request line that is none")]
    [InlineData("GET http://web/ HTTP/2.0", "a request line that is none")]
    [InlineData("GET http://web/ HTTP/1.1\r\nno field", "a header field that is none")]
    [InlineData("GET http://web/ HTTP/1.1\r\nA : b", "a header field that is none")]
    [InlineData("GET http://web/ HTTP/1.1\r\nA: b\r\n folded", "a header field that is none")]
    [InlineData("GET http://web/ HTTP/1.1\r\nA: b\nB: c", "a header field that is none")]
    [InlineData("GET http://web/ HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked", "both Transfer-Encoding and Content-Length")]
    public void What_is_no_request_to_a_proxy_is_answered_with_400_and_why(string head, string why)
    {
        foreach (var pieces in (int[])[int.MaxValue, 1])
        {
            var client = new ProxyConversation(new HttpProxySession());
            Assert.Contains(why, client.Hear(Encoding.Latin1.GetBytes(head + "\r\n\r\n"), pieces).Error!.What, StringComparison.Ordinal);
            Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", client.SaidText, StringComparison.Ordinal);
            Assert.Contains(why, client.SaidText, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(ProxyOutcome.Forbidden, "502", "destination_ip_prohibited")]
    [InlineData(ProxyOutcome.UnknownName, "502", "dns_error")]
    [InlineData(ProxyOutcome.UnknownAddressType, "502", "destination_ip_unroutable")]
    [InlineData(ProxyOutcome.Refused, "502", "connection_refused")]
    [InlineData(ProxyOutcome.Unreachable, "504", "connection_timeout")]
    public void A_call_that_leads_nowhere_is_answered_with_an_error_that_names_it(ProxyOutcome outcome, string status, string word)
    {
        var client = new ProxyConversation(new HttpProxySession());
        client.Hear(Encoding.ASCII.GetBytes(Tunnel));
        var answer = Encoding.UTF8.GetString(client.Answer(outcome));
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains($"\r\nProxy-Status: netmesh; error={word}\r\n", answer, StringComparison.Ordinal);
        var (head, body) = (answer[..answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)], answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        Assert.Contains($"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n", head, StringComparison.Ordinal);
        Assert.Contains("web.example", body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_head_without_end_is_refused_when_it_is_too_long()
    {
        var endless = Encoding.ASCII.GetBytes("GET http://web/ HTTP/1.1\r\nA: " + new string('a', HttpProxyReader.LongestHead));
        Assert.Equal(ReadStatus.NeedMore, HttpProxyReader.Read(endless.AsSpan(0, HttpProxyReader.LongestHead - 1)).Status);
        Assert.Contains("16384 bytes", HttpProxyReader.Read([.. endless, .. "\r\n\r\n"u8]).Error!.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_requests_mean_the_same_whole_and_byte_by_byte() =>
        Fuzz.Mutated([Encoding.ASCII.GetBytes(Tunnel), Encoding.ASCII.GetBytes(Get)], 2000, seed: 72, isStream: true);
}
