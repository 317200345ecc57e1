using System.Globalization;

namespace NetMesh.Interop.Tests.Names;

/// <summary>Zones between the planet's name servers and real ones (RFC 5936, RFC 1995, RFC 1996), signed with a secret (RFC 8945).</summary>
public sealed class TransferTests(ExchangingPlanet exchange) : IClassFixture<ExchangingPlanet>
{
    private const int NotByItself = 3600;

    private RunningPlanet Planet => exchange.Planet;

    [RealClientTheory("named", "nsd", "knotd", "dnssec-signzone", "dig", "nsupdate")]
    [InlineData("named")]
    [InlineData("nsd")]
    [InlineData("knotd")]
    public async Task A_real_secondary_copies_the_planets_zones_and_follows_their_changes(string program)
    {
        var server = exchange.Server(program);
        foreach (var zone in (string[])["moving.test", "signed.test"])
        {
            await ComesAsync("127.16.1.10", "127.0.0.1", server.Port, $"www.{zone}", "A");
            var text = await ExchangingPlanet.DigAsync(ExchangingPlanet.Primary, exchange.Port, $"txt.{zone}", "TXT");
            Assert.Equal(text, await ExchangingPlanet.DigAsync("127.0.0.1", server.Port, $"txt.{zone}", "TXT"));

            // Without a notice it would be told at the next refresh, in an hour.
            await UpdateAsync($"update add by-{program}.{zone} 60 A 192.0.2.1");
            await ComesAsync("192.0.2.1", "127.0.0.1", server.Port, $"by-{program}.{zone}", "A");
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
        var server = exchange.Server(program);
        foreach (var zone in (string[])[ExchangingPlanet.ZoneOf(program), ExchangingPlanet.SignedZoneOf(program)])
        {
            await ComesAsync("127.16.1.10", ExchangingPlanet.Secondary, exchange.Port, $"www.{zone}", "A");
            var next = ExchangingPlanet.Text(2, records: "new A 192.0.2.2");
            await server.ChangeAsync(zone, zone == ExchangingPlanet.ZoneOf(program) ? next : await SignedZone.SignAsync(zone, next, DenialVariant.Nsec3));
            await ComesAsync("192.0.2.2", ExchangingPlanet.Secondary, exchange.Port, $"new.{zone}", "A");
            foreach (var question in (string[])["txt", "DNSKEY", "nothing"])
            {
                string[] asked = ["+dnssec", .. question == "DNSKEY" ? [zone, "DNSKEY"] : new[] { $"{question}.{zone}", "TXT" }];
                Assert.Equal(Sorted(await ExchangingPlanet.DigAsync("127.0.0.1", server.Port, asked)), Sorted(await ExchangingPlanet.DigAsync(ExchangingPlanet.Secondary, exchange.Port, asked)));
            }
        }
    }

    private static string Sorted(string lines) => string.Join('\n', lines.Split('\n').Order(StringComparer.Ordinal));

    private async Task ComesAsync(string expected, string server, int port, string name, string type)
    {
        var seen = "";
        await Eventually.HoldsAsync(
            async () => (seen = await ExchangingPlanet.DigAsync(server, port, "+tries=1", "+timeout=2", name, type)) == expected,
            () => new($"{name} at {server}#{port}: '{seen}'\n{Planet.Written}\n{string.Join('\n', ((string[])["named", "nsd", "knotd"]).Select(program => exchange.Server(program).Written))}"));
    }
}
