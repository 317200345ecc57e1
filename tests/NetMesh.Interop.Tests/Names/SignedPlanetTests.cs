using System.Globalization;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;

namespace NetMesh.Interop.Tests.Names;

/// <summary>A planet with signed zones: its resolver, delv and Unbound come to the same from the root's key.</summary>
public sealed class SignedPlanetTests
{
    [RealClientFact("dig", "delv", "unbound")]
    public async Task The_planets_resolver_and_delv_and_Unbound_find_the_same_secure_insecure_and_bogus_and_so_does_a_resolver_that_forwards_to_Unbound()
    {
        var folder = Directory.CreateTempSubdirectory("netmesh-signed-planet-").FullName;
        try
        {
            await using var unbound = new Unbound();
            var (world, anchor) = await SignedWorld.WriteAsync(folder, unbound.Port);
            await using var planet = await RunningPlanet.StartAsync(["--world", world]);
            var port = (planet.PortOffset + 53).ToString(CultureInfo.InvariantCulture);
            await unbound.StartAsync(
                anchor, ((string[])[".", "good.", "plain.", "bad."]).Select(zone => (zone, $"{(zone == "." ? SignedWorld.RootServer : SignedWorld.Server)}@{port}")));
            foreach (var (name, type, expected) in ((string, string, string)[])
            [
                ("www.good", "A", "NOERROR ad 127.16.0.80"),
                ("b.any.good", "A", "NOERROR ad 127.16.0.81"),
                ("also.good", "A", "NOERROR ad www.good. 127.16.0.80"),
                ("x.old.good", "A", "NOERROR ad x.www.good. 127.16.0.82"),
                ("www.good", "MX", "NOERROR ad"),
                ("b.any.good", "MX", "NOERROR ad"),
                ("no.good", "A", "NXDOMAIN ad"),
                ("good", "DNSKEY", "NOERROR ad *"),
                ("long.good", "TXT", "NOERROR ad *"),
                ("no.such", "A", "NXDOMAIN ad"),
                ("www.plain", "A", "NOERROR 127.16.0.80"),
                ("no.plain", "A", "NXDOMAIN"),
                ("out.good", "A", "NOERROR www.plain. 127.16.0.80"),
                ("www.bad", "A", "SERVFAIL"),
                ("no.bad", "A", "SERVFAIL"),
            ])
            {
                AssertTold(expected, await DigAsync(SignedWorld.Resolver, port, name, type), $"NetMesh, {name} {type}");
                AssertTold(expected, await DigAsync("127.0.0.1", unbound.Port.ToString(CultureInfo.InvariantCulture), name, type), $"Unbound, {name} {type}");
                AssertTold(expected, await DigAsync(SignedWorld.Forwarding, port, name, type), $"NetMesh by way of Unbound, {name} {type}");
            }

            Assert.Contains("EDE: 9", (await ProgramRun.OfAsync("dig", [$"@{SignedWorld.Resolver}", "-p", port, "www.bad"])).Output, StringComparison.Ordinal);
            AssertTold("NOERROR 127.16.0.80", await DigAsync(SignedWorld.Resolver, port, "www.bad", "A", "+cd"), "NetMesh, +cd");

            // delv asks the resolver for every link of the chain and checks it itself.
            await File.WriteAllTextAsync(Path.Combine(folder, "anchor"), $"trust-anchors {{ . static-key {Numbers(anchor)}; }};\n");
            foreach (var (name, expected) in ((string, string)[])[("www.good", "fully validated"), ("no.good", "negative response, fully validated"), ("b.any.good", "fully validated"), ("www.plain", "unsigned answer")])
            {
                var run = await ProgramRun.OfAsync("delv", [$"@{SignedWorld.Resolver}", "-p", port, "-a", Path.Combine(folder, "anchor"), "+root=.", name]);
                Assert.True(run.Output.Contains($"; {expected}", StringComparison.Ordinal), $"{name}: {run.Output}{run.Error}");
            }

            var bogus = await ProgramRun.OfAsync("delv", [$"@{SignedWorld.Resolver}", "-p", port, "-a", Path.Combine(folder, "anchor"), "+root=.", "www.bad"]);
            Assert.True(bogus.Output.Contains("resolution failed", StringComparison.Ordinal) || bogus.Error.Contains("resolution failed", StringComparison.Ordinal), bogus.Output + bogus.Error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Flags, protocol, algorithm, and the key in quotes.
    private static string Numbers(ResourceRecord key)
    {
        var its = new ZoneKey(key.Data);
        return string.Create(CultureInfo.InvariantCulture, $"{its.Flags} 3 {(int)its.Algorithm} \"{Convert.ToBase64String(its.PublicKey)}\"");
    }

    private static void AssertTold(string expected, string told, string who) =>
        Assert.True(expected.EndsWith('*') ? told.StartsWith(expected[..^2], StringComparison.Ordinal) : told == expected, $"{who}: {told}; expected {expected}");

    // The code, whether it is vouched for, and the answer's data.
    private static async Task<string> DigAsync(string server, string port, string name, string type, params string[] more)
    {
        var run = await ProgramRun.OfAsync("dig", [$"@{server}", "-p", port, "+noall", "+comments", "+answer", "+ad", "+timeout=15", "+tries=1", .. more, name, type]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var status = lines.First(line => line.Contains("status: ", StringComparison.Ordinal)).Split("status: ")[1].Split(',')[0];
        var isSecure = lines.First(line => line.StartsWith(";; flags:", StringComparison.Ordinal)).Split(';')[2].Split(' ').Contains("ad");
        var data = lines.Where(line => line[0] != ';').Select(line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).Where(words => words[3] != "DNAME").Select(words => words[^1]);
        return string.Join(' ', (string[])[status, .. isSecure ? ["ad"] : Array.Empty<string>(), .. data]);
    }
}
