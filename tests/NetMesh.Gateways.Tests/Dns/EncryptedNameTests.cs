using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using NetMesh.Contracts.Hosts;
using NetMesh.Gateways.Tests.Proxies;
using NetMesh.Gateways.Tests.Transport;
using NetMesh.Gateways.Transport;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Gateways.Tests.Dns;

public sealed class EncryptedNameTests
{
    private static readonly DomainName Name = DomainName.Parse("www.netcinema.com.");

    [Theory]
    [InlineData("dot")]
    [InlineData]
    public async Task Questions_over_TLS_reach_the_server_that_was_called(params string[] protocols)
    {
        await using var names = await EncryptedNames.StartAsync();
        await using var tls = await names.DialAsync(protocols);
        Assert.Equal(protocols.Length > 0 ? "dot" : "", tls.NegotiatedApplicationProtocol.ToString());
        await tls.WriteAsync((byte[])[.. NameGatewayTests.Framed(Bytes(7)), .. NameGatewayTests.Framed(Bytes(8))]);
        var answers = new[] { await EncryptedNames.ReadAsync(tls), await EncryptedNames.ReadAsync(tls) };
        Assert.Equal([7, 8], answers.Select(answer => (int)DnsReader.Read(answer).Value!.Id).Order());
        Assert.Equal(2, names.Planet.Grains.Names.Asked.Count);
    }

    [Fact]
    public async Task Who_would_speak_something_else_inside_is_not_let_in()
    {
        await using var names = await EncryptedNames.StartAsync();
        await Assert.ThrowsAsync<AuthenticationException>(() => names.DialAsync("imap"));
    }

    [Fact]
    public async Task A_client_that_does_not_greet_in_time_is_let_go()
    {
        await using var names = await EncryptedNames.StartAsync();
        using var counted = new MetricsListener("dns-tls", names.Planet.Map);
        using var silent = await TestPlanet.DialAsync(TestPlanet.Second, names.Planet.NameTlsPort);
        Assert.True(SpinWait.SpinUntil(() => names.Planet.Time.Waiting > 0, TestPlanet.Patience));
        names.Planet.Time.Move(TimeSpan.FromSeconds(10));
        Assert.Empty((await silent.ReadToEndAsync()).Bytes);
        Assert.Equal(1, counted.Sum("netmesh_gateway_refusals", RefusalReasons.HandshakeTime));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Questions_over_HTTPS_are_asked_in_an_address_or_as_a_body(string version)
    {
        await using var names = await EncryptedNames.StartAsync();
        names.Planet.Grains.Names.Answers = [new(Name, 300, RecordData.Of(TestPlanet.First)), new(Name, 60, RecordData.Of(TestPlanet.Client))];
        using var browser = names.Browser(Version.Parse(version));
        using var got = await browser.GetAsync(Address(Bytes(0)));
        using var posted = await browser.PostAsync("dns-query", Body(Bytes(0)));
        foreach (var response in (HttpResponseMessage[])[got, posted])
        {
            Assert.Equal((HttpStatusCode.OK, "application/dns-message"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
            Assert.Equal(TimeSpan.FromSeconds(60), response.Headers.CacheControl!.MaxAge);
            Assert.Equal(2, DnsReader.Read(await response.Content.ReadAsByteArrayAsync()).Value!.Answers.Length);
        }
    }

    [Fact]
    public async Task Requests_that_ask_no_name_server_fail_with_what_was_expected()
    {
        await using var names = await EncryptedNames.StartAsync();
        using var browser = names.Browser(HttpVersion.Version20);
        Assert.Equal((400, "question"), await StatusAsync(browser.GetAsync("dns-query"), "question"));
        Assert.Equal((400, "base64url"), await StatusAsync(browser.GetAsync("dns-query?dns=AB*D"), "base64url"));
        Assert.Equal((400, "padding"), await StatusAsync(browser.GetAsync("dns-query?dns=AA=="), "padding"));
        Assert.Equal((400, "question"), await StatusAsync(browser.GetAsync(Address([1, 2, 3])), "question"));
        Assert.Equal((400, "question"), await StatusAsync(browser.PostAsync("dns-query", Body([])), "question"));
        Assert.Equal((404, "/dns-query"), await StatusAsync(browser.GetAsync("dns"), "/dns-query"));
        Assert.Equal((405, "GET or POST"), await StatusAsync(browser.PutAsync("dns-query", Body(Bytes(0))), "GET or POST"));
        Assert.Equal((415, "application/dns-message"), await StatusAsync(browser.PostAsync("dns-query", new StringContent("www")), "application/dns-message"));
        Assert.Equal((413, "65535 bytes"), await StatusAsync(browser.PostAsync("dns-query", Body(new byte[65_536])), "65535 bytes"));
        Assert.Empty(names.Planet.Grains.Names.Asked);

        names.Planet.Grains.Names.Fails = new TimeoutException();
        Assert.Equal((503, "try again"), await StatusAsync(browser.PostAsync("dns-query", Body(Bytes(0))), "try again"));
    }

    [Fact]
    public async Task What_a_name_server_complains_about_is_a_success_of_HTTP_that_no_cache_keeps()
    {
        await using var names = await EncryptedNames.StartAsync();
        using var browser = names.Browser(HttpVersion.Version20);
        using var response = await browser.GetAsync(Address([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
        Assert.Equal(ResponseCode.FormErr, DnsReader.Read(await response.Content.ReadAsByteArrayAsync()).Value!.Code);
        Assert.Equal(TimeSpan.Zero, response.Headers.CacheControl!.MaxAge);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Through_a_regions_proxy_a_server_is_asked_over_HTTPS_as_well(string version)
    {
        await using var names = await EncryptedNames.StartAsync(hasProxies: true);
        using var browser = names.Browser(Version.Parse(version), new WebProxy($"socks5://{names.Planet.Gateways.Proxies[0].At}"));
        Assert.Equal(Name, DnsReader.Read(await browser.GetByteArrayAsync(Address(Bytes(0)))).Value!.Question!.Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Through_a_regions_proxy_a_server_is_asked_over_connections_with_TLS_and_without(bool byWellKnownPort)
    {
        await using var names = await EncryptedNames.StartAsync(hasProxies: true);
        using var plain = await TunnelAsync(byWellKnownPort ? ServiceNames.NameServerPort : names.Planet.NamePort);
        await plain.SendAsync(NameGatewayTests.Framed(Bytes(7)));
        Assert.Equal(7, DnsReader.Read(await NameGatewayTests.ReadAsync(plain)).Value!.Id);

        await using var tls = await names.EncryptAsync(await TunnelAsync(byWellKnownPort ? ServiceNames.NameServerTlsPort : names.Planet.NameTlsPort), "dot");
        await tls.WriteAsync(NameGatewayTests.Framed(Bytes(8)));
        Assert.Equal(8, DnsReader.Read(await EncryptedNames.ReadAsync(tls)).Value!.Id);
        Assert.Equal([7, 8], names.Planet.Grains.Names.Asked.Select(asked => (int)asked.Id));

        Task<Socket> TunnelAsync(ushort port) => ProxyGatewayTests.TunnelAsync(names.Planet, $"{TestPlanet.Second}:{port}");
    }

    private static async Task<(int Status, string Said)> StatusAsync(Task<HttpResponseMessage> asking, string expected)
    {
        using var response = await asking;
        var said = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, said.Contains(expected, StringComparison.Ordinal) ? expected : said);
    }

    private static byte[] Bytes(ushort id) => NameGatewayTests.Bytes(id);

    private static string Address(byte[] message) => $"dns-query?dns={Base64Url.EncodeToString(message)}";

    private static ByteArrayContent Body(byte[] message) => new(message) { Headers = { ContentType = new MediaTypeHeaderValue("application/dns-message") } };
}
