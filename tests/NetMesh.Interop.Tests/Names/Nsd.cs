namespace NetMesh.Interop.Tests.Names;

/// <summary>NLnet Labs' name server.</summary>
internal sealed class Nsd : RealNameServer
{
    public override string Program => "nsd";

    protected override string[] Arguments(string configuration) => ["-d", "-V", "2", "-c", configuration];

    protected override string Configuration(IReadOnlyList<RealZone> zones) => $"""
        server:
          ip-address: 127.0.0.1
          port: {Port}
          username: ""
          server-count: 1
          zonesdir: "{Folder}"
          database: ""
          pidfile: "{Folder}/nsd.pid"
          xfrdfile: "{Folder}/xfrd.state"
          zonelistfile: "{Folder}/zone.list"
          xfrdir: "{Folder}"
          cookie-secret-file: "{Folder}/cookies"
          rrl-ratelimit: 0
          rrl-whitelist-ratelimit: 0
          minimal-responses: yes
          ipv4-edns-size: 4096
          xfrd-reload-timeout: 0
        remote-control:
          control-enable: no
        key:
          name: {Key}
          algorithm: hmac-sha256
          secret: {Secret}
        {string.Join('\n', zones.Select(ZoneText))}
        """;

    private static string ZoneText(RealZone zone) => $"""
        zone:
          name: "{zone.Name}"
          zonefile: "{FileName(zone.Name)}"
        {Exchange(zone)}
        """;

    private static string Exchange(RealZone zone) => zone switch
    {
        { Text: null } => $"  request-xfr: {At(zone)} {Key}\n  allow-notify: {zone.Other!.Address} {Key}",
        { Other: not null } => $"  provide-xfr: 127.0.0.0/8 {Key}\n  notify: {At(zone)} {Key}\n  store-ixfr: yes\n  create-ixfr: yes",
        _ => "",
    };

    private static string At(RealZone zone) => $"{zone.Other!.Address}@{zone.Other.Port}";
}
