using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Signatures;

namespace NetMesh.Labs.Worlds.Sections;

/// <summary><c>keys: { ddns: "hmac-sha256:c2VjcmV0" }</c>: secrets that name servers share with others (RFC 8945), by name.</summary>
internal static class KeySection
{
    public static IReadOnlyDictionary<DomainName, TransactionKey> Read(Section world)
    {
        var keys = new OrderedDictionary<DomainName, TransactionKey>();
        foreach (var (name, value) in world.Named("keys"))
        {
            var parts = (value as YamlScalar)?.Text.Split(':') ?? [];
            if (parts.Length is not (1 or 2))
            {
                world.Errors.Add(value.At, $"key '{name.Text}' is {value.Kind}", "[algorithm:]secret, the secret in Base64");
            }
            else if (!TransactionKey.TryRead(string.Join(':', [.. parts[..^1], name.Text, parts[^1]]), out var key, out var error))
            {
                var said = error.Split("; expected ", 2);
                world.Errors.Add(value.At, said[0], said.Length > 1 ? said[1] : "[algorithm:]secret, the secret in Base64");
            }
            else if (!keys.TryAdd(key.Name, key))
            {
                world.Errors.Add(name.At, $"a second key {key.Name}", "one of a name");
            }
        }

        return keys;
    }
}
