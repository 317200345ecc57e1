using System.Globalization;

namespace NetMesh.Interop.Tests.Names;

/// <summary>A planet whose tree goes on outside of it: its root delegates a domain to a real server, which its resolver asks where the world lets it.</summary>
public sealed class OutsideTreeTests
{
    // The planet's, whose resolvers serve nobody else.
    private const string Client = "127.17.0.99";

    private static readonly string Long = string.Join(' ', Enumerable.Range(0, 8).Select(i => $"\"{new string((char)('a' + i), 250)}\""));

    [RealClientFact("dig", "nsd")]
    public async Task A_resolver_that_may_asks_real_servers_for_what_is_delegated_to_them_and_another_does_not()
    {
        await using var nsd = new Nsd();
        await nsd.StartAsync(new RealZone("real.", $"$ORIGIN real.\n$TTL 1h\n@ SOA ns h 1 1h 15m 2w 5m\n NS ns\nns A 127.0.0.1\nwww A 192.0.2.80\nlong TXT {Long}\n"));
        var folder = Directory.CreateTempSubdirectory("netmesh-outside-").FullName;
        try
        {
            var world = Path.Combine(folder, "outside.yaml");
            await File.WriteAllTextAsync(world, $"""
                prefix: 127.16.0.0/12
                regions:
                  here: {"{"} at: [52.5, 13.4], prefix: 127.17.0.0/16 {"}"}
                hosts:
                  root:   {"{"} region: here, address: 127.17.0.1, runs: name-server {"}"}
                  out:    {"{"} region: here, address: 127.17.0.53, runs: resolver, outside: {nsd.Port} {"}"}
                  within: {"{"} region: here, address: 127.17.0.54, runs: resolver {"}"}
                zones:
                  .:
                    on: root
                    records: |
                      $TTL 1h
                      @       SOA root.here. h. 1 1h 15m 2w 5m
                              NS  root.here.
                      root.here. A 127.17.0.1
                      real.   NS  ns.real.
                      ns.real. A  127.0.0.1
                """);
            await using var planet = await RunningPlanet.StartAsync(["--world", world]);
            var port = (planet.PortOffset + 53).ToString(CultureInfo.InvariantCulture);
            Assert.Equal("192.0.2.80", await DigAsync("127.17.0.53", "www.real", "A"));
            Assert.Equal(Long, await DigAsync("127.17.0.53", "long.real", "TXT", "+tcp"));
            Assert.Contains("SERVFAIL", (await ProgramRun.OfAsync("dig", ["-b", Client, "@127.17.0.54", "-p", port, "+tries=1", "+timeout=20", "www.real"])).Output, StringComparison.Ordinal);

            async Task<string> DigAsync(string server, params string[] question)
            {
                var run = await ProgramRun.OfAsync("dig", ["-b", Client, $"@{server}", "-p", port, "+short", "+tries=1", "+timeout=20", .. question]);
                return run.Output.Trim();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
