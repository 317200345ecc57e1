namespace NetMesh.Interop.Tests.Names;

/// <summary>ISC's name server.</summary>
internal sealed class Bind : RealNameServer
{
    public override string Program => "named";

    protected override string[] Arguments(string configuration) => ["-g", "-n", "1", "-c", configuration];

    protected override string Configuration(IReadOnlyList<RealZone> zones) => $$"""
        options {
          directory "{{Folder}}";
          listen-on port {{Port}} { 127.0.0.1; };
          listen-on-v6 { none; };
          pid-file none;
          session-keyfile none;
          recursion no;
          dnssec-validation no;
          notify explicit;
          notify-delay 0;
          ixfr-from-differences yes;
          masterfile-format text;
          check-names primary ignore;
          minimal-responses yes;
          minimal-any yes;
          zero-no-soa-ttl no;
        };
        controls { };
        key {{Key}} { algorithm hmac-sha256; secret "{{Secret}}"; };
        {{string.Join('\n', zones.Select(ZoneText))}}
        """;

    private static string ZoneText(RealZone zone) => zone.Text is null
        ? $$"""zone "{{zone.Name}}" { type secondary; file "{{FileName(zone.Name)}}"; primaries { {{At(zone)}}; }; };"""
        : $$"""zone "{{zone.Name}}" { type primary; file "{{FileName(zone.Name)}}"; allow-transfer { key {{Key}}; }; {{(zone.Other is null ? "" : $$"""also-notify { {{At(zone)}}; }; """)}}};""";

    private static string At(RealZone zone) => $"{zone.Other!.Address} port {zone.Other.Port} key {Key}";
}
