using System.Globalization;
using System.Text.Json;

namespace NetMesh.Interop.Tests.Names;

/// <summary>A planet with a name system, asked by the clients that people have.</summary>
public sealed class NamedPlanetTests : IAsyncLifetime
{
    private RunningPlanet planet = null!;

    private string Port => (planet.PortOffset + 53).ToString(CultureInfo.InvariantCulture);

    public async Task InitializeAsync() => planet = await RunningPlanet.StartAsync(["--world", Repository.PathOf("worlds", "names.yaml")]);

    public async Task DisposeAsync() => await planet.DisposeAsync();

    [RealClientFact("dig", "kdig", "nsupdate", "delv", "curl", RealClients.Enter)]
    public async Task Every_command_about_names_works_as_written_and_both_clients_hear_what_the_zones_say()
    {
        await DocumentedCommands.RunAsync(planet, [Repository.PathOf("docs", DocumentedCommands.Names)], atLeast: 3);

        // A referral with its glue, an answer, a name that does not exist, a name without the type, an alias.
        Assert.Equal(
            ["NOERROR qr", "com. 172800 IN NS a.gtld-servers.com.", "a.gtld-servers.com. 172800 IN A 127.1.1.1"], await DigAsync("127.1.0.1", "+norecurse", "www.netcinema.com"));
        Assert.Equal(["NOERROR qr aa", "gaia.cs.umass.edu. 86400 IN A 127.16.2.80"], await DigAsync("127.16.2.1", "+norecurse", "gaia.cs.umass.edu"));
        Assert.Equal(["NXDOMAIN qr aa", "umass.edu. 900 IN SOA dns.umass.edu. hostmaster.umass.edu. 3 3600 900 1209600 900"], await DigAsync("127.16.2.1", "+norecurse", "+tcp", "no.umass.edu"));
        var noType = await DigAsync("127.18.1.1", "+norecurse", "www.netcinema.com", "MX");
        Assert.Equal("NOERROR qr aa", noType[0]);

        // The page has changed the zone by now.
        Assert.Matches(@"^netcinema\.com\. 300 IN SOA dns1\.netcinema\.com\. hostmaster\.netcinema\.com\. 20261129\d\d 3600 900 1209600 300$", Assert.Single(noType[1..]));
        Assert.Equal(["REFUSED qr"], await DigAsync("127.18.1.1", "+norecurse", "gaia.cs.umass.edu"));
        Assert.Equal(
            ["NOERROR qr rd ra", "video.netcinema.com. 300 IN CNAME a1115.kingcdn.com.", "a1115.kingcdn.com. 60 IN A 127.18.4.1"],
            await DigAsync("127.18.0.53", "video.netcinema.com"));
        Assert.Equal(["REFUSED qr"], await DigAsync("127.18.0.53", "+norecurse", "video.netcinema.com"));

        // The way from the root on: nobody in us-east has asked for anything in com. yet.
        var traced = await planet.CommandAsync("resolve", "nobody.pages.netcinema.com", "--from", "us-east", "--trace", "--json");
        using var trace = JsonDocument.Parse(traced.Output);
        Assert.Equal([".", "com.", "netcinema.com."], trace.RootElement.GetProperty("hops").EnumerateArray().Select(hop => hop.GetProperty("zone").GetString()).Distinct());
        Assert.Equal("nobody.pages.netcinema.com. 3600 IN A 127.16.1.30", trace.RootElement.GetProperty("answers")[0].GetString());
        Assert.Equal("resolver-us in us-east knew", (await planet.CommandAsync("resolve", "nobody.pages.netcinema.com", "--from", "us-east", "--trace")).Output.Split('\n')[0]);
        var wrong = await planet.CommandAsync("resolve", "a..b");
        Assert.Equal((2, "netmesh: 'a..b' is no name: an empty label; expected one such as www.netcinema.com"), (wrong.ExitCode, wrong.Error.Trim()));

        var other = await ProgramRun.OfAsync("kdig", ["@127.16.1.1", "-p", Port, "+short", "+tcp", "mail.netcinema.com"]);
        Assert.Equal("127.16.1.20", other.Output.Trim());
    }

    [RealClientFact("dig", "dnsperf")]
    public async Task A_resolver_serves_all_that_dnsperf_asks_and_what_it_knows_while_the_servers_have_no_power()
    {
        Assert.Equal("127.16.2.80", (await DigAsync("127.17.0.53", "gaia.cs.umass.edu"))[^1].Split(' ')[^1]);
        await AssertPerformsAsync("udp");
        await AssertPerformsAsync("tcp");
        Assert.Equal(0, (await planet.CommandAsync("kill", "umass")).ExitCode);
        Assert.Equal("127.16.2.80", (await DigAsync("127.17.0.53", "gaia.cs.umass.edu"))[^1].Split(' ')[^1]);
        Assert.Equal(["SERVFAIL qr rd ra"], await DigAsync("127.17.0.53", "+tries=1", "+timeout=20", "new.umass.edu"));
        Assert.Equal(0, (await planet.CommandAsync("start", "umass")).ExitCode);
        Assert.StartsWith("NXDOMAIN", (await DigAsync("127.17.0.53", "+timeout=20", "newer.umass.edu"))[0], StringComparison.Ordinal);
    }

    [RealClientFact("dig")]
    public async Task A_domain_is_found_once_a_registrar_has_asked_its_servers_and_its_keys_are_known_above()
    {
        var elsewhere = await planet.CommandAsync("register", "networkutopia.com", "--ns", "dns1.networkutopia.com=127.16.2.1");
        Assert.Equal("netmesh: dns1.networkutopia.com. at 127.16.2.1 does not serve networkutopia.com.; expected a server that has the zone, or --unchecked", elsewhere.Error.Trim());
        var closed = await planet.CommandAsync("register", "mit.edu", "--ns", "dns.mit.edu=127.16.3.1");
        Assert.Equal("netmesh: nobody registers names like mit.edu. here; expected one below com.", closed.Error.Trim());
        var garbled = await planet.CommandAsync("register", "networkutopia.com", "--ns", "dns1.networkutopia.com");
        Assert.Equal((2, true), (garbled.ExitCode, garbled.Error.Contains("expected a server and its address", StringComparison.Ordinal)));
        Assert.Equal("NXDOMAIN", (await DigAsync("127.17.0.53", "www.networkutopia.com"))[0].Split(' ')[0]);

        var registered = await planet.CommandAsync("register", "networkutopia.com", "--ns", "dns1.networkutopia.com=127.16.3.1");
        Assert.Equal("com. delegates networkutopia.com. to dns1.networkutopia.com.=127.16.3.1", registered.Output.Trim());
        var found = await DigAsync("127.18.0.53", "+dnssec", "www.networkutopia.com");
        Assert.Equal(("NOERROR qr rd ra ad", "www.networkutopia.com. 3600 IN A 127.16.3.10"), (found[0], found[1]));
        Assert.Contains(await DigAsync("127.1.1.1", "+norecurse", "networkutopia.com", "DS"), line => line.Contains(" DS ", StringComparison.Ordinal));
    }

    // Slower than who asks too much.
    private async Task AssertPerformsAsync(string transport)
    {
        var questions = Path.GetTempFileName();
        await File.WriteAllLinesAsync(questions, Enumerable.Repeat((string[])["gaia.cs.umass.edu A", "www.netcinema.com A", "no.umass.edu MX"], 20).SelectMany(lines => lines));
        var run = await ProgramRun.OfAsync("dnsperf", ["-s", "127.17.0.53", "-p", Port, "-d", questions, "-n", "1", "-Q", "100", "-m", transport]);
        File.Delete(questions);
        Assert.Matches(@"Queries completed: +60 \(100\.00%\)", run.Output);
        Assert.Matches(@"NOERROR 40 \(66\.67%\), NXDOMAIN 20 \(33\.33%\)", run.Output);
    }

    // The code and flags, and every record, whichever section it is in.
    private async Task<string[]> DigAsync(string server, params IEnumerable<string> question)
    {
        var run = await ProgramRun.OfAsync("dig", [$"@{server}", "-p", Port, "+noall", "+comments", "+answer", "+authority", "+additional", .. question]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error + planet.Written);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string Behind(string mark) => lines.Select(line => line.IndexOf(mark, StringComparison.Ordinal) is var at and >= 0 ? line[(at + mark.Length)..].Split(',', ';')[0].Trim() : null).First(it => it is not null)!;
        return
        [
            $"{Behind("status: ")} {Behind("flags: ")}",
            .. lines.Where(line => line[0] != ';').Select(line => string.Join(' ', line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))),
        ];
    }
}
