using System.Globalization;
using System.Net;

namespace NetMesh.Interop.Tests.Names;

/// <summary>
/// A planet whose name servers exchange zones with three real ones: each copies two of the planet's zones, of which one is signed, and the planet copies two of each, of which
/// one is signed.
/// </summary>
public sealed class ExchangingPlanet : UpdatedPlanet
{
    /// <summary>Where the planet's own zones are.</summary>
    public const string Primary = Server;

    /// <summary>Where it has copies.</summary>
    public const string Secondary = "127.16.1.2";

    /// <summary>Who may have them whole: not who may change them.</summary>
    public const string Transferrer = $"hmac-sha256:{RealNameServer.Key}:{RealNameServer.Secret}";

    /// <summary>A zone that the planet copies from a server that is not always there.</summary>
    public const string BriefZone = "brief.test";

    private static readonly string[] Programs = ["named", "nsd", "knotd"];

    private readonly Dictionary<string, RealNameServer> servers = Programs.ToDictionary(program => program, RealNameServer.Of);
    private readonly Bind brief = new();

    /// <summary>The zone that a server has and the planet copies.</summary>
    public static string ZoneOf(string program) => $"from-{program}.test";

    /// <summary>The same, signed.</summary>
    public static string SignedZoneOf(string program) => $"signed-{program}.test";

    /// <summary>A zone that the planet wants to copy with a key that the server does not know.</summary>
    public static string ForbiddenZoneOf(string program) => $"forbidden-{program}.test";

    /// <summary>A small zone.</summary>
    /// <param name="serial">Its serial.</param>
    /// <param name="timers">Refresh, retry and expire.</param>
    /// <param name="records">What it has more.</param>
    public static string Text(int serial, string timers = "1h 15m 2w", string records = "") => $"""
        $TTL 1h
        @    SOA dns hostmaster {serial} {timers} 5m
             NS  dns
        dns  A   127.16.1.1
        www  A   127.16.1.10
        txt  TXT "a \"quoted\" text; with $signs" @two
        {records}

        """;

    protected override string[] Needed => [.. Programs, "dnssec-signzone"];

    public override async Task DisposeAsync()
    {
        await brief.DisposeAsync();
        foreach (var server in servers.Values)
        {
            await server.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    internal RealNameServer RealServer(string program) => servers[program];

    /// <summary>Starts the server of <see cref="BriefZone"/>, which may not be answered from for long when it is gone.</summary>
    internal async Task<RealNameServer> StartBriefPrimaryAsync()
    {
        await brief.StartAsync(new RealZone(BriefZone, Text(1, "1 1 3"), new IPEndPoint(IPAddress.Parse(Secondary), Port)));
        return brief;
    }

    /// <summary>What <c>dig</c> prints, asked to be short.</summary>
    public static async Task<string> DigAsync(string server, int port, params IEnumerable<string> question)
    {
        var run = await ProgramRun.OfAsync("dig", [$"@{server}", "-p", port.ToString(CultureInfo.InvariantCulture), "+short", "+norecurse", .. question]);
        return run.Output.Trim();
    }

    protected override Task StartedAsync() => Task.WhenAll(Programs.Select(StartAsync));

    private async Task StartAsync(string program)
    {
        var (primary, secondary) = (new IPEndPoint(IPAddress.Parse(Primary), Port), new IPEndPoint(IPAddress.Parse(Secondary), Port));
        await servers[program].StartAsync(
            new RealZone("moving.test", null, primary),
            new RealZone("signed.test", null, primary),
            new RealZone(ZoneOf(program), Text(1), secondary),
            new RealZone(SignedZoneOf(program), await SignedZone.SignAsync(SignedZoneOf(program), Text(1), DenialVariant.Nsec3), secondary),
            new RealZone(ForbiddenZoneOf(program), Text(1), secondary));
    }

    protected override string World()
    {
        string At(string program, string key) => AtPort(servers[program].Port, key);
        string AtPort(int port, string key) => $"{{ at: 127.0.0.1:{port}, key: {key} }}";
        string Own(string zone, string more) => $"""
              {zone}:
                on: dns1
                updates: ddns
                secondaries: [{string.Join(", ", Programs.Select(program => At(program, RealNameServer.Key)))}]
            {more}    records: |
                  {Text(1).Replace("\n", "\n      ", StringComparison.Ordinal).TrimEnd()}
            """;
        string Copied(string zone, string program, string key) => $"  {zone}: {{ on: dns2, primary: {At(program, key)}, transfers: {RealNameServer.Key} }}";
        return $$"""
            regions:
              us-east: { at: [39.0, -77.5], prefix: 127.16.0.0/16 }
            hosts:
              dns1: { region: us-east, address: {{Primary}}, runs: name-server }
              dns2: { region: us-east, address: {{Secondary}}, runs: name-server }
            keys:
              {{KeyText(Transferrer)}}
              {{KeyText(Updater)}}
              stranger: hmac-sha256:c3RyYW5nZXI=
            zones:
              {{BriefZone}}: { on: dns2, primary: {{AtPort(brief.Port, RealNameServer.Key)}} }
            {{Own("moving.test", "")}}
            {{Own("signed.test", "    signed: nsec3\n")}}
            {{string.Join('\n', Programs.Select(program => $"{Copied(ZoneOf(program), program, RealNameServer.Key)}\n{Copied(SignedZoneOf(program), program, RealNameServer.Key)}\n{Copied(ForbiddenZoneOf(program), program, "stranger")}"))}}
            """;
    }
}
