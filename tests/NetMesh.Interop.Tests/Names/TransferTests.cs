using System.Globalization;

namespace NetMesh.Interop.Tests.Names;

/// <summary>Zones between the planet's name servers and real ones (RFC 5936, RFC 1995, RFC 1996), signed with a secret (RFC 8945).</summary>
public sealed class TransferTests(ExchangingPlanet exchange) : IClassFixture<ExchangingPlanet>
{
    private RunningPlanet Planet => exchange.Planet;

    [RealClientTheory("named", "nsd", "knotd", "dnssec-signzone", "dig", "nsupdate")]
    [InlineData("named")]
    [InlineData("nsd")]
    [InlineData("knotd")]
    public async Task A_real_secondary_copies_the_planets_zones_and_follows_their_changes(string program)
    {
        var server = exchange.RealServer(program);
        foreach (var zone in (string[])["moving.test", "signed.test"])
        {
            await ComesAsync("127.16.1.10", "127.0.0.1", server.Port, $"www.{zone}", "A");
            var text = await ExchangingPlanet.DigAsync(ExchangingPlanet.Primary, exchange.Port, $"txt.{zone}", "TXT");
            Assert.Equal(text, await ExchangingPlanet.DigAsync("127.0.0.1", server.Port, $"txt.{zone}", "TXT"));

            var serial = int.Parse((await ExchangingPlanet.DigAsync(ExchangingPlanet.Primary, exchange.Port, zone, "SOA")).Split(' ')[2], CultureInfo.InvariantCulture);

            // Without a notice it would be told at the next refresh, in an hour.
            await UpdateAsync($"update add by-{program}.{zone} 60 A 192.0.2.1");
            await ComesAsync("192.0.2.1", "127.0.0.1", server.Port, $"by-{program}.{zone}", "A");
            await AssertKnowsChangeAsync(ExchangingPlanet.Primary, zone, serial, "-y", ExchangingPlanet.Transferrer);
            await UpdateAsync($"update delete by-{program}.{zone}");
            await ComesAsync("", "127.0.0.1", server.Port, $"by-{program}.{zone}", "A");
        }

        async Task UpdateAsync(string change)
        {
            var script = Path.Combine(Planet.Folder, $"update-{program}");
            await File.WriteAllTextAsync(script, $"server {ExchangingPlanet.Primary} {exchange.Port}\n{change}\nsend\n");
            var run = await ProgramRun.OfAsync("nsupdate", ["-y", ExchangingPlanet.Updater, script]);
            Assert.True(run.ExitCode == 0, run.Output + run.Error + Planet.Written);
        }
    }

    [RealClientTheory("named", "nsd", "knotd", "dnssec-signzone", "dig")]
    [InlineData("named")]
    [InlineData("nsd")]
    [InlineData("knotd")]
    public async Task The_planet_copies_a_real_primarys_zones_and_follows_their_changes(string program)
    {
        var server = exchange.RealServer(program);
        foreach (var zone in (string[])[ExchangingPlanet.ZoneOf(program), ExchangingPlanet.SignedZoneOf(program)])
        {
            await ComesAsync("127.16.1.10", ExchangingPlanet.Secondary, exchange.Port, $"www.{zone}", "A");
            var next = ExchangingPlanet.Text(2, records: "new A 192.0.2.2");
            await server.ChangeAsync(zone, zone == ExchangingPlanet.ZoneOf(program) ? next : await SignedZone.SignAsync(zone, next, DenialVariant.Nsec3));
            await ComesAsync("192.0.2.2", ExchangingPlanet.Secondary, exchange.Port, $"new.{zone}", "A");
            if (zone == ExchangingPlanet.ZoneOf(program))
            {
                await AssertKnowsChangeAsync(ExchangingPlanet.Secondary, zone, since: 1, "-y", ExchangingPlanet.Transferrer);
            }

            foreach (var question in (string[])["txt", "DNSKEY", "nothing"])
            {
                string[] asked = ["+dnssec", .. question == "DNSKEY" ? [zone, "DNSKEY"] : new[] { $"{question}.{zone}", "TXT" }];
                Assert.Equal(Sorted(await ExchangingPlanet.DigAsync("127.0.0.1", server.Port, asked)), Sorted(await ExchangingPlanet.DigAsync(ExchangingPlanet.Secondary, exchange.Port, asked)));
            }
        }
    }

    [RealClientTheory("named", "nsd", "knotd", "dnssec-signzone", "dig")]
    [InlineData("named")]
    [InlineData("nsd")]
    [InlineData("knotd")]
    public async Task A_zone_whose_primary_does_not_know_the_key_is_not_answered_from(string program)
    {
        // It has looked: what was known to come later is there.
        await ComesAsync("127.16.1.10", ExchangingPlanet.Secondary, exchange.Port, $"www.{ExchangingPlanet.SignedZoneOf(program)}", "A");
        Assert.Equal("SERVFAIL", await CodeAsync(ExchangingPlanet.Secondary, ExchangingPlanet.ForbiddenZoneOf(program), "SOA"));
    }

    [RealClientFact("named", "nsd", "knotd", "dnssec-signzone", "dig")]
    public async Task A_zone_is_given_whole_to_nobody_without_the_key()
    {
        string[] asked = ["+tcp", "moving.test"];
        Assert.Equal("REFUSED", await CodeAsync(ExchangingPlanet.Primary, [.. asked, "AXFR"]));
        Assert.Equal("REFUSED", await CodeAsync(ExchangingPlanet.Primary, [.. asked, "IXFR=1"]));

        // A key that may change zones, but not have them; a secret that is another; a key that nobody knows.
        Assert.Equal("REFUSED", await CodeAsync(ExchangingPlanet.Primary, [.. asked, "AXFR", "-y", ExchangingPlanet.Updater]));
        Assert.Equal("NOTAUTH BADSIG", await CodeAsync(ExchangingPlanet.Primary, [.. asked, "AXFR", "-y", ExchangingPlanet.Transferrer.Replace("bmV0", "Ym1m", StringComparison.Ordinal)]));
        Assert.Equal("NOTAUTH BADKEY", await CodeAsync(ExchangingPlanet.Primary, [.. asked, "AXFR", "-y", ExchangingPlanet.Transferrer.Replace(":transfer:", ":nobody:", StringComparison.Ordinal)]));

        var whole = await ExchangingPlanet.DigAsync(ExchangingPlanet.Primary, exchange.Port, [.. asked, "AXFR", "-y", ExchangingPlanet.Transferrer]);
        Assert.Contains("127.16.1.10", whole.Split('\n'));
    }

    [RealClientFact("named", "nsd", "knotd", "dnssec-signzone", "dig")]
    public async Task A_zone_whose_primary_is_gone_too_long_is_not_answered_from()
    {
        await using var primary = await exchange.StartBriefPrimaryAsync();
        await ComesAsync("127.16.1.10", ExchangingPlanet.Secondary, exchange.Port, $"www.{ExchangingPlanet.BriefZone}", "A");
        await primary.KillAsync();
        await Eventually.HoldsAsync(async () => await CodeAsync(ExchangingPlanet.Secondary, ExchangingPlanet.BriefZone, "SOA") == "SERVFAIL");
    }

    // The answer's code, and what it says of its signature.
    private async Task<string> CodeAsync(string server, params string[] question)
    {
        var run = await ProgramRun.OfAsync("dig", [$"@{server}", "-p", $"{exchange.Port}", "+norecurse", "+noall", "+comments", "+additional", .. question]);
        var code = run.Output.Split("status: ").ElementAtOrDefault(1)?.Split(',')[0];
        return ((string[])["BADSIG", "BADKEY"]).Where(error => run.Output.Contains(error, StringComparison.Ordinal)).Aggregate(code ?? run.Output, (all, error) => $"{all} {error}");
    }

    // Both serials twice: what has changed since, and not the whole zone (RFC 1995 §4). A server that got the zone whole does not know what changed.
    private async Task AssertKnowsChangeAsync(string server, string zone, int since, params string[] key)
    {
        var answer = await ExchangingPlanet.DigAsync(server, exchange.Port, ["+tcp", zone, $"IXFR={since}", .. key]);
        Assert.Equal(4, answer.Split('\n').Count(line => line.Contains(" hostmaster.", StringComparison.Ordinal)));
    }

    private static string Sorted(string lines) => string.Join('\n', lines.Split('\n').Order(StringComparer.Ordinal));

    private async Task ComesAsync(string expected, string server, int port, string name, string type)
    {
        var seen = "";
        await Eventually.HoldsAsync(
            async () => (seen = await ExchangingPlanet.DigAsync(server, port, "+tries=1", "+timeout=2", name, type)) == expected,
            () => new($"{name} at {server}#{port}: '{seen}'\n{Planet.Written}\n{string.Join('\n', ((string[])["named", "nsd", "knotd"]).Select(program => exchange.RealServer(program).Written))}"));
    }
}
