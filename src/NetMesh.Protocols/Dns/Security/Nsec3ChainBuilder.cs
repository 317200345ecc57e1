using System.Buffers;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Dns.Security;

/// <summary>Lays a chain of NSEC3 records through the names of a zone (RFC 5155 §7.1).</summary>
/// <param name="names">The zone.</param>
/// <param name="parameters">How names are hashed.</param>
/// <param name="isWhole">All of it is laid anew; otherwise the zone has one that is right but for names that have changed.</param>
internal sealed class Nsec3ChainBuilder(SignedNames names, Nsec3Parameters parameters, bool isWhole) : IChainBuilder
{
    // Algorithm, flags, iterations, and the lengths of salt and hash.
    private const int FixedLength = 6;

    // Owners of links that are new, or may list other types, with these.
    private readonly Dictionary<DomainName, byte[]> listed = [];

    // Names below which a link has come, and those below which one has gone.
    private readonly HashSet<DomainName> gained = [];
    private readonly HashSet<DomainName> lost = [];

    private readonly HashSet<DomainName> owners = [];
    private NodeTree links = isWhole ? NodeTree.Empty : names.Zone.Hashed;

    private Zone Zone => names.Zone;

    // Names above one that has records are in the chain, too, though they have none (§7.1, step 4).
    public ISet<DomainName> Widen(IEnumerable<DomainName> changed)
    {
        var scope = new HashSet<DomainName>();
        foreach (var name in changed)
        {
            for (var above = name; above.LabelCount >= Zone.Name.LabelCount && scope.Add(above) && !above.IsRoot;)
            {
                above = above.Parent;
            }
        }

        return scope;
    }

    public IEnumerable<(DomainName Owner, RecordSet? Set)> Build(ISet<DomainName> scope)
    {
        var bare = new List<(DomainName Name, DomainName Owner)>();
        foreach (var name in scope)
        {
            var owner = Nsec3Chain.OwnerOf(Zone.Name, parameters.Hash(name));
            if (Zone.Find(name) is { } node && IsLinked(node))
            {
                var isSigned = !node.IsCut || node.Set(RecordType.DS) is not null;
                Link(owner, [.. names.Types(node), .. isSigned ? [RecordType.RRSIG] : Array.Empty<RecordType>()]);
                AddAbove(gained, name);
            }
            else
            {
                bare.Add((name, owner));
                if (links.Find(owner) is { } link && !TypesOf(link).IsEmpty)
                {
                    lost.Add(name);
                    AddAbove(lost, name);
                }
            }
        }

        foreach (var (name, owner) in bare)
        {
            var was = links.Find(owner) is not null;
            if (Zone.Find(name) is not null && (gained.Contains(name) || (was && (!lost.Contains(name) || Zone.Nodes.Below(name).Any(IsLinked)))))
            {
                Link(owner, []);
            }
            else if (was)
            {
                links = links.Without(owner);
                owners.Add(owner);
            }
        }

        return Links(scope);
    }

    // Unsigned delegations may be left out, and with them names that are there because of them alone (§6).
    private bool IsLinked(ZoneNode node) => SignedNames.IsLinked(node) && !(parameters.IsOptOut && node.IsCut && node.Set(RecordType.DS) is null);

    // Of names without records none are listed.
    private ReadOnlySpan<byte> TypesOf(ZoneNode link) =>
        link.Set(RecordType.NSEC3) is { } set ? set.Records[0].Data.Wire[(FixedLength + parameters.Salt.Length + Nsec3Parameters.HashLength)..] : [];

    private void AddAbove(HashSet<DomainName> set, DomainName name)
    {
        for (var above = name; above.LabelCount > Zone.Name.LabelCount;)
        {
            above = above.Parent;
            set.Add(above);
        }
    }

    private void Link(DomainName owner, RecordType[] types)
    {
        var data = new ArrayBufferWriter<byte>();
        TypeSetField.Write(types, data);
        if (!listed.TryAdd(owner, data.WrittenSpan.ToArray()))
        {
            throw new InvalidOperationException($"{owner} is the hash of two names; expected a salt that keeps them apart");
        }

        owners.Add(owner);
        links = links.Find(owner) is null ? links.With(new ZoneNode(owner, [], null)) : links;
    }

    // Those that have changed and those before them, which point at them or past them.
    private IEnumerable<(DomainName Owner, RecordSet? Set)> Links(ISet<DomainName> scope)
    {
        foreach (var owner in owners.Union(isWhole ? Zone.Hashed.Select(node => node.Name) : scope.Where(name => links.Find(name) is not null)).ToList())
        {
            owners.Add(owner);
            if ((links.Before(owner) ?? links.Last) is { } before)
            {
                owners.Add(before.Name);
            }
        }

        var ttl = ZoneSigner.DenialTtl(Zone);
        foreach (var owner in owners)
        {
            yield return (owner, links.Find(owner) is { } link ? new RecordSet(owner, RecordType.NSEC3, ttl, [new ResourceRecord(owner, ttl, Data(link))]) : null);
        }
    }

    private RecordData Data(ZoneNode link)
    {
        var data = new ArrayBufferWriter<byte>();
        data.Write([parameters.Algorithm, parameters.Flags, (byte)(parameters.Iterations >> 8), (byte)parameters.Iterations, (byte)parameters.Salt.Length]);
        data.Write(parameters.Salt.Span);
        data.Write((ReadOnlySpan<byte>)[Nsec3Parameters.HashLength]);
        data.Write(Nsec3Chain.HashOf(links.After(link.Name) ?? links.First!));
        data.Write(listed.TryGetValue(link.Name, out var types) ? types : TypesOf(link));
        return RecordData.TryMake(RecordType.NSEC3, data.WrittenSpan)!;
    }
}
