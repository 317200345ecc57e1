using NetMesh.Protocols.Dns.Signatures;

namespace NetMesh.Interop.Tests.Names;

/// <summary>A planet with two zones that may be updated by whoever has the key, one of them signed.</summary>
public class UpdatedPlanet : IAsyncLifetime
{
    /// <summary>The name server.</summary>
    public const string Server = "127.16.1.1";

    /// <summary>Who may update the zones, and have them whole, as <c>nsupdate</c> and <c>dig</c> take it.</summary>
    public const string Updater = "hmac-sha256:ddns:bmV0bWVzaCBkeW5hbWljIHVwZGF0ZXMgMjAyNg==";

    /// <summary>A key that the server knows, and that may do nothing.</summary>
    public const string Onlooker = "hmac-sha256:onlooker:b25sb29rZXI=";

    /// <summary>The zones.</summary>
    public static readonly string[] Zones = ["plain.test", "signed.test"];

    private RunningPlanet? planet;

    public RunningPlanet Planet => planet!;

    /// <summary>Where the name server listens.</summary>
    public int Port => Planet.PortOffset + 53;

    /// <summary>What must be installed, or nothing is started.</summary>
    protected virtual string[] Needed => ["dig"];

    public async Task InitializeAsync()
    {
        if (RealClients.Missing(Needed) is null)
        {
            planet = await RunningPlanet.StartAsync(files: [("world.yaml", World())], arguments: ["--world", "world.yaml", "--no-shaping"]);
            await StartedAsync();
        }
    }

    public virtual async Task DisposeAsync() => await (planet?.DisposeAsync() ?? default);

    /// <summary>The updater's key.</summary>
    internal static TransactionKey Key { get; } = TransactionKey.TryRead(Updater, out var key, out _) ? key : throw new FormatException();

    /// <summary>What <c>dig</c> prints of the answer.</summary>
    internal async Task<string> DigAsync(params IEnumerable<string> question)
    {
        var run = await ProgramRun.OfAsync("dig", [$"@{Server}", "-p", $"{Port}", "+norecurse", "+noall", "+answer", .. question]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error + Planet.Written);
        return run.Output.Trim();
    }

    /// <summary>A line of the world's keys: as it has them, the name comes first.</summary>
    protected static string KeyText(string key)
    {
        var parts = key.Split(':');
        return $"{parts[1]}: {parts[0]}:{parts[2]}";
    }

    /// <summary>Starts what belongs to the planet, which is ready.</summary>
    protected virtual Task StartedAsync() => Task.CompletedTask;

    protected virtual string World() => $"""
        regions:
          us-east:
            at: [39.0, -77.5]
            prefix: 127.16.0.0/16
        hosts:
          dns1:
            region: us-east
            address: {Server}
            runs: name-server
        keys:
          {KeyText(Updater)}
          {KeyText(Onlooker)}
        zones:
        {string.Join('\n', Zones.Select(ZoneText))}
        """;

    private static string ZoneText(string zone) => $"""
          {zone}:
            on: dns1
            updates: ddns
            transfers: ddns
            {(zone == Zones[0] ? "" : "signed: nsec")}
            records: |
              @    1h SOA dns hostmaster 1 1h 15m 2w 5m
                   1h NS  dns
              dns  1h A   {Server}
        """;
}
