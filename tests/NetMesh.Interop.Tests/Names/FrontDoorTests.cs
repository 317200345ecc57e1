using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Interop.Tests.Names;

/// <summary>The ways in to a planet's name servers, tried by the clients that people have.</summary>
public sealed class FrontDoorTests : IAsyncLifetime
{
    private const string Name = "gaia.cs.umass.edu";
    private const string Address = "127.16.2.80";
    private const string Resolver = "127.17.0.53";
    private const string Server = "127.16.2.1";

    private RunningPlanet planet = null!;

    private string Authority => Path.Combine(planet.Data, "ca.pem");

    public async Task InitializeAsync() => planet = await RunningPlanet.StartAsync(["--world", Repository.PathOf("worlds", "names.yaml")]);

    public async Task DisposeAsync() => await planet.DisposeAsync();

    [RealClientFact("dig", "kdig", "curl")]
    public async Task Both_clients_of_names_and_curl_ask_over_TLS_and_HTTPS_and_trust_nobody_but_the_planet()
    {
        Assert.Equal(Address, await ShortAsync("kdig", Resolver, 853, $"+tls-ca={Authority}", "+tls"));
        Assert.Equal(Address, await ShortAsync("kdig", Resolver, 443, $"+tls-ca={Authority}", "+https"));
        Assert.Equal(Address, await ShortAsync("kdig", Resolver, 443, $"+tls-ca={Authority}", "+https", "+https-get"));
        Assert.Equal(Address, await ShortAsync("dig", Server, 853, $"+tls-ca={Authority}", "+tls"));
        Assert.Equal(Address, await ShortAsync("dig", Server, 443, $"+tls-ca={Authority}", "+https"));
        Assert.Equal(Address, await ShortAsync("dig", Server, 443, $"+tls-ca={Authority}", "+https-get"));

        // Nobody listens at the address that is found; that it is dialled shows that it was found.
        var url = string.Create(CultureInfo.InvariantCulture, $"https://{Resolver}:{planet.PortOffset + 443}/dns-query");
        var found = await ProgramRun.OfAsync("curl", ["-sv", "--doh-url", url, "--cacert", Authority, "--noproxy", "*", $"http://{Name}:1/"]);
        Assert.Contains($"Trying {Address}:1", found.Error, StringComparison.Ordinal);

        // Without the planet's authority nobody is taken in.
        Assert.NotEqual(Address, await ShortAsync("kdig", Resolver, 853, "+tls-ca", "+tls"));
        Assert.NotEqual(0, (await ProgramRun.OfAsync("curl", ["-s", "--noproxy", "*", url])).ExitCode);
    }

    [RealClientFact("dig", "kdig")]
    public async Task Every_extension_is_answered_as_its_clients_expect()
    {
        Assert.Matches("COOKIE: [0-9a-f]{48} \\(good\\)", await AskAsync("dig", Server, 53, "+cookie", Name));
        Assert.Matches("COOKIE: [0-9a-f]{48} \\(good\\)", await AskAsync("dig", Server, 53, "+cookie=0102030405060708aabbccddeeff0011", Name));
        Assert.Contains("COOKIE: ", await AskAsync("dig", Server, 53, "+header-only", "+cookie"), StringComparison.Ordinal);
        Assert.Contains("CLIENT-SUBNET: 127.18.0.0/16/0", await AskAsync("dig", Server, 53, "+subnet=127.18.0.0/16", Name), StringComparison.Ordinal);
        Assert.Contains("CLIENT-SUBNET: 0.0.0.0/0/0", await AskAsync("dig", Resolver, 53, "+subnet=0", Name), StringComparison.Ordinal);
        Assert.Contains("status: NOERROR", await AskAsync("dig", Server, 53, "+ednsopt=65001:0102", Name), StringComparison.Ordinal);
        Assert.Contains("status: FORMERR", await AskAsync("dig", Server, 53, "+nocookie", "+ednsopt=10:0102", Name), StringComparison.Ordinal);
        Assert.Contains("status: FORMERR", await AskAsync("dig", Server, 53, "+ednsopt=8:00012000", Name), StringComparison.Ordinal);
        Assert.Contains("EDE: 20 (Not Authoritative)", await AskAsync("dig", Server, 53, "www.netcinema.com"), StringComparison.Ordinal);
        Assert.Contains("EDE: 21 (Not Supported)", await AskAsync("dig", Server, 53, "+opcode=status", Name), StringComparison.Ordinal);
        Assert.Matches("PAD: .*\n(.*\n)*.*MSG SIZE +rcvd: 468", await AskAsync("dig", Server, 853, "+tls", $"+tls-ca={Authority}", "+padding=128", Name));
        Assert.Contains("Received 468 B", await AskAsync("kdig", Server, 443, "+https", $"+tls-ca={Authority}", "+padding", Name), StringComparison.Ordinal);
        Assert.Contains("TCP KEEPALIVE: 10.0 secs", await AskAsync("dig", Server, 53, "+tcp", "+keepalive", Name), StringComparison.Ordinal);
    }

    [RealClientFact("dig")]
    public async Task A_burst_is_answered_up_to_the_usual_rate_and_whoever_proves_his_address_is_answered_still()
    {
        const int Burst = 1000;
        using var flooder = new UdpClient(new IPEndPoint(IPAddress.Parse("127.0.0.77"), 0));
        flooder.Client.ReceiveBufferSize = 1 << 20;
        flooder.Connect(new IPEndPoint(IPAddress.Parse(Server), planet.PortOffset + 53));
        var question = DnsWriter.Write(new DnsMessage { Id = 1, Question = new Question(DomainName.Parse($"{Name}."), RecordType.A) });
        for (var i = 0; i < Burst; i++)
        {
            await flooder.SendAsync(question);
        }

        // Every answer is counted, whatever became of it.
        await Eventually.HoldsAsync(async () => await planet.MetricAsync("netmesh_names_answers_total") >= Burst, () => new(planet.Written));
        var (whole, slipped) = (0, 0);
        while (flooder.Available > 0)
        {
            var answer = DnsReader.Read((await flooder.ReceiveAsync()).Buffer).Value!;
            _ = answer.Flags.HasFlag(MessageFlags.Truncated) ? slipped++ : whole++;
        }

        // The burst takes a moment, in which the rate allows a few more.
        Assert.InRange(whole, 200, 600);
        Assert.InRange(slipped, 1, (Burst - whole + 1) / 2);

        // dig, from the same network, comes again as it is told: over TCP without a cookie, with the cookie otherwise.
        Assert.Contains(Address, await AskAsync("dig", Server, 53, "-b", "127.0.0.78", "+nocookie", "+tries=5", "+time=1", Name), StringComparison.Ordinal);
        Assert.Contains(Address, await AskAsync("dig", Server, 53, "-b", "127.0.0.78", "+cookie", "+tries=5", "+time=1", Name), StringComparison.Ordinal);
    }

    private async Task<string> ShortAsync(string client, string server, int port, params IEnumerable<string> options) =>
        (await AskAsync(client, server, port, ["+short", .. options, Name])).Trim();

    private async Task<string> AskAsync(string client, string server, int port, params IEnumerable<string> question) =>
        (await ProgramRun.OfAsync(client, [$"@{server}", "-p", (planet.PortOffset + port).ToString(CultureInfo.InvariantCulture), .. question])).Output;
}
