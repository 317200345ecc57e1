namespace NetMesh.Interop.Tests.Names;

/// <summary>CZ.NIC's name server.</summary>
internal sealed class Knot : RealNameServer
{
    public override string Program => "knotd";

    protected override string[] Arguments(string configuration) => ["-c", configuration];

    protected override string Configuration(IReadOnlyList<RealZone> zones) => $"""
        server:
          listen: 127.0.0.1@{Port}
          rundir: "{Folder}"
          background-workers: 1
          udp-workers: 1
          tcp-workers: 1
        log:
        - target: stderr
          any: info
        database:
          storage: "{Folder}"
          journal-db-max-size: 32M
          kasp-db-max-size: 8M
          timer-db-max-size: 8M
          catalog-db-max-size: 8M
        key:
        - id: {Key}
          algorithm: hmac-sha256
          secret: {Secret}
        acl:
        - id: notices
          key: {Key}
          action: notify
        - id: transfers
          key: {Key}
          action: transfer
        template:
        - id: default
          storage: "{Folder}"
          zonefile-load: difference
          zonefile-sync: -1
          journal-max-usage: 16M
        remote:
        {string.Join('\n', zones.Where(zone => zone.Other is not null).Select(zone => $"- id: of-{zone.Name}\n  address: {zone.Other!.Address}@{zone.Other.Port}\n  key: {Key}"))}
        zone:
        {string.Join('\n', zones.Select(ZoneText))}
        """;

    private static string ZoneText(RealZone zone) => $"""
        - domain: {zone.Name}
          file: {FileName(zone.Name)}
          acl: [notices, transfers]
        {(zone.Other is null ? "" : $"  {(zone.Text is null ? "master" : "notify")}: of-{zone.Name}")}
        """;
}
