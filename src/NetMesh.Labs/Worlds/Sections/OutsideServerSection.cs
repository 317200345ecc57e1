using NetMesh.Contracts.Names;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Signatures;

namespace NetMesh.Labs.Worlds.Sections;

/// <summary><c>{ at: 192.0.2.1:5300, key: transfer }</c>: a name server outside the planet.</summary>
internal sealed class OutsideServerSection(IReadOnlyDictionary<DomainName, TransactionKey> keys, ErrorList errors)
{
    private const ushort NamePort = 53;

    /// <summary>Where it listens.</summary>
    public static readonly ValueForm<Endpoint> At = new("an address, with a port unless it is 53, such as 192.0.2.1:5300", (text, out value) =>
        Endpoint.TryParse(text.Contains(':', StringComparison.Ordinal) ? text : $"{text}:{NamePort}", out value));

    public OutsideServer Read(YamlNode node)
    {
        var section = new Section(node, "a server", errors);
        var at = section.RequiredValue("at", At, default);
        var key = section.Optional("key") is { } name ? KeyOf(name, "the name of a key") : null;
        section.Done();
        return new OutsideServer(at, key);
    }

    /// <summary>The key of this name, or null with an error noted.</summary>
    public TransactionKey? KeyOf(YamlNode node, string expected)
    {
        if (node is YamlScalar { Text: var text } && DomainNameText.TryRead(text, DomainName.Root, out var name, out _) && keys.TryGetValue(name, out var key))
        {
            return key;
        }

        errors.Add(node.At, $"there is no key {node.Kind}", expected + " below 'keys:'");
        return null;
    }
}
