using System.Buffers;
using System.Text;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Dns.Security;

/// <summary>Lays a chain of NSEC3 records through the names of a zone (RFC 5155 §7.1).</summary>
internal sealed class Nsec3ChainBuilder(Zone zone, Nsec3Parameters parameters)
{
    /// <param name="names">The names with records that the zone answers for, and its delegations, with their types.</param>
    public IEnumerable<RecordSet> Build(IEnumerable<KeyValuePair<DomainName, HashSet<RecordType>>> names)
    {
        var links = new SortedDictionary<byte[], RecordType[]>(ByteOrder.Instance);
        var hashed = new HashSet<DomainName>();
        foreach (var (name, types) in names)
        {
            var isCut = zone.Find(name)!.Cut is not null;
            var isSigned = !isCut || types.Contains(RecordType.DS);
            if (isSigned || !parameters.IsOptOut)
            {
                RecordType[] listed = [.. types.Where(type => !isCut || type is RecordType.NS or RecordType.DS), .. isSigned ? [RecordType.RRSIG] : Array.Empty<RecordType>()];
                Add(name, listed);

                // Names above it that have no records are there, too (§7.1, step 4). Names come in order, so that one with records is there before those below it.
                for (var above = name; above.LabelCount > zone.Name.LabelCount + 1;)
                {
                    above = above.Parent;
                    if (!hashed.Contains(above))
                    {
                        Add(above, []);
                    }
                }
            }
        }

        return Link(links);

        void Add(DomainName name, RecordType[] types)
        {
            if (hashed.Add(name) && !links.TryAdd(parameters.Hash(name), types))
            {
                throw new InvalidOperationException($"{name} has the hash of another name; expected a salt that keeps them apart");
            }
        }
    }

    private IEnumerable<RecordSet> Link(SortedDictionary<byte[], RecordType[]> links)
    {
        var hashes = links.Keys.ToArray();
        var ttl = ZoneSigner.DenialTtl(zone);
        for (var i = 0; i < hashes.Length; i++)
        {
            var data = new ArrayBufferWriter<byte>();
            data.Write([parameters.Algorithm, parameters.Flags, (byte)(parameters.Iterations >> 8), (byte)parameters.Iterations, (byte)parameters.Salt.Length]);
            data.Write(parameters.Salt.Span);
            data.Write((ReadOnlySpan<byte>)[Nsec3Parameters.HashLength]);
            data.Write(hashes[(i + 1) % hashes.Length].AsSpan());
            TypeSetField.Write(links[hashes[i]], data);
            var owner = zone.Name.Child(Encoding.ASCII.GetBytes(Base32Hex.Write(hashes[i])))!;
            yield return new RecordSet(owner, RecordType.NSEC3, ttl, [new ResourceRecord(owner, ttl, RecordData.TryMake(RecordType.NSEC3, data.WrittenSpan)!)]);
        }
    }
}
