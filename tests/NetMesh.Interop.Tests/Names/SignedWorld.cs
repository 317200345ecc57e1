using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Interop.Tests.Names;

/// <summary>
/// A world whose root is signed with NSEC and <c>good.</c> with NSEC3; <c>plain.</c> is not, and of <c>bad.</c> the root names another key. One resolver walks down the tree,
/// another asks a server outside.
/// </summary>
internal static class SignedWorld
{
    public const string RootServer = "127.16.0.1";
    public const string Server = "127.16.0.2";
    public const string Resolver = "127.16.0.53";
    public const string Forwarding = "127.16.0.54";

    // Its TXT record has no room in a datagram.
    public static readonly string Good =
        $"long 1h TXT {string.Concat(Enumerable.Repeat($"\"{new string('x', 250)}\" ", 8))}\n"
        + "$TTL 1h\n@ SOA dns h 1 1h 15m 2w 5m\n NS dns\ndns A 127.16.0.2\nwww A 127.16.0.80\n*.any A 127.16.0.81\nalso CNAME www\nout CNAME www.plain.\nold DNAME www\nx.www A 127.16.0.82\n";

    /// <summary>Writes it into a folder.</summary>
    /// <param name="outside">The port of the server outside, on loopback.</param>
    /// <returns>The path of the world file, and the root's DNSKEY record.</returns>
    public static async Task<(string Path, ResourceRecord Anchor)> WriteAsync(string folder, int outside)
    {
        using var rootKey = SigningKey.Generate(isEntryPoint: true);
        using var goodKey = SigningKey.Generate(isEntryPoint: true);
        using var badKey = SigningKey.Generate(isEntryPoint: true);
        await WriteAsync("good.", Good, goodKey, Nsec3Parameters.Usual());
        await WriteAsync("bad.", Good, badKey);
        await WriteAsync("plain.", Good, null);
        var delegations = string.Concat(((string[])["good", "bad", "plain"]).Select(zone => $"{zone} NS dns.{zone}.\ndns.{zone}. A {Server}\n"));
        var root = await WriteAsync(
            ".",
            $"$TTL 1h\n@ SOA a.root. h. 1 1h 15m 2w 5m\n NS a.root.\na.root. A {RootServer}\n{delegations}good DS {Pointer("good.", goodKey)}\nbad DS {Pointer("bad.", goodKey)}\n",
            rootKey);
        var path = Path.Combine(folder, "signed.yaml");
        await File.WriteAllTextAsync(path, $$"""
            name: signed
            regions:
              us-east: { at: [39.04, -77.49], prefix: 127.16.0.0/16 }
            access:
              server: { up: 10 Gb/s, down: 10 Gb/s, latency: 500 us }
            hosts:
              root: { region: us-east, address: {{RootServer}}, access: server, runs: name-server }
              dns: { region: us-east, address: {{Server}}, access: server, runs: name-server }
              resolver: { region: us-east, address: {{Resolver}}, access: server, runs: resolver }
              office: { region: us-east, address: {{Forwarding}}, access: server, runs: resolver, forward-to: { at: "127.0.0.1:{{outside}}" } }
            zones:
              .: { on: root, file: root.zone }
              good: { on: dns, file: good.zone }
              bad: { on: dns, file: bad.zone }
              plain: { on: dns, file: plain.zone }
            """);
        return (path, new ResourceRecord(DomainName.Root, 3600, rootKey.Public.Data));

        async Task<Zone> WriteAsync(string name, string text, SigningKey? key, Nsec3Parameters? hashing = null)
        {
            var zoneName = DomainName.Parse(name);
            Assert.True(Zone.TryMake(zoneName, new MasterFileReader().Read(text, name, zoneName).Records, out var zone, out var errors), string.Join('\n', errors));
            var now = SignatureTime.Of(DateTimeOffset.UtcNow);
            zone = key is null ? zone : new ZoneSigner([key], now - 3600, now + 86400, hashing).Sign(zone);
            await File.WriteAllLinesAsync(Path.Combine(folder, name == "." ? "root.zone" : name + "zone"), zone.Records.Select(record => record.ToString()));
            return zone;
        }
    }

    private static string Pointer(string zone, SigningKey key) => key.Public.DelegationSigner(DomainName.Parse(zone)).ToString();
}
