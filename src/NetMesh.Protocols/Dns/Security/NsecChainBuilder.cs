using System.Buffers;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Dns.Security;

/// <summary>Lays a chain of NSEC records through the names of a zone: each name with records points at the next, the last at the apex (RFC 4034 §4.1).</summary>
internal sealed class NsecChainBuilder(SignedNames names) : IChainBuilder
{
    // Who comes before a name points at it, or past it.
    public ISet<DomainName> Widen(IEnumerable<DomainName> changed)
    {
        var scope = new HashSet<DomainName>();
        foreach (var name in changed)
        {
            scope.Add(name);
            if (names.Zone.FindBefore(name, isInclusive: false, SignedNames.IsLinked) is { } before)
            {
                scope.Add(before.Name);
            }
        }

        return scope;
    }

    public IEnumerable<(DomainName Owner, RecordSet? Set)> Build(ISet<DomainName> scope)
    {
        var zone = names.Zone;
        var ttl = ZoneSigner.DenialTtl(zone);

        // What an earlier chain of the other kind left.
        foreach (var node in zone.Hashed.Where(node => !scope.Contains(node.Name)))
        {
            yield return (node.Name, null);
        }

        foreach (var name in scope)
        {
            if (zone.Find(name) is { } node && SignedNames.IsLinked(node))
            {
                var data = new ArrayBufferWriter<byte>();
                data.Write((zone.FindAfter(node, SignedNames.IsLinked)?.Name ?? zone.Name).Wire);
                TypeSetField.Write([.. names.Types(node), RecordType.RRSIG, RecordType.NSEC], data);
                yield return (node.Name, new RecordSet(node.Name, RecordType.NSEC, ttl, [new ResourceRecord(node.Name, ttl, RecordData.TryMake(RecordType.NSEC, data.WrittenSpan)!)]));
            }
        }
    }
}
