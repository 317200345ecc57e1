using System.Text;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Dns.Security;

/// <summary>NSEC3 (RFC 5155): as NSEC, but names are hashed, so that the chain does not give them away, and unsigned delegations may be left out of it.</summary>
public sealed class Nsec3Chain : ZoneDenial
{
    private readonly Nsec3Parameters parameters;
    private readonly byte[][] hashes;
    private readonly RecordSet[] sets;

    private Nsec3Chain(Nsec3Parameters parameters, byte[][] hashes, RecordSet[] sets)
    {
        this.parameters = parameters;
        this.hashes = hashes;
        this.sets = sets;
    }

    /// <inheritdoc/>
    public override IEnumerable<RecordSet> NoSuchType(DomainName name) => Matching(name) is { } set ? [set] : Enclosed(name, Encloser(name));

    /// <inheritdoc/>
    public override IEnumerable<RecordSet> NoSuchName(DomainName name, DomainName closest)
    {
        // The reader knows of no other encloser than the one that is shown to him, and looks for the wildcard there (RFC 5155 §8.4).
        var encloser = Encloser(closest);
        var proof = Enclosed(name, encloser);
        return encloser.Child("*"u8) is { } wildcard ? proof.Append(AtOrBefore(wildcard)) : proof;
    }

    /// <inheritdoc/>
    public override IEnumerable<RecordSet> NoNearerName(DomainName name, DomainName closest) => [AtOrBefore(name.Ancestor(closest.LabelCount + 1))];

    /// <summary>The chain of the given parameters; null when the apex is not in one.</summary>
    internal static Nsec3Chain? TryMake(ZoneNode apex, Nsec3Parameters parameters, IEnumerable<ZoneNode> nodes)
    {
        var links = new List<(byte[] Hash, RecordSet Set)>();
        foreach (var node in nodes)
        {
            if (node.Name.LabelCount == apex.Name.LabelCount + 1 && node.Set(RecordType.NSEC3) is { } set
                && set.Records.Any(record => Nsec3Parameters.Of(record.Data).HashesAs(parameters))
                && Base32Hex.TryRead(Encoding.ASCII.GetString(node.Name.Label(0)), out var hash))
            {
                links.Add((hash, set));
            }
        }

        links.Sort((a, b) => a.Hash.AsSpan().SequenceCompareTo(b.Hash));
        var chain = new Nsec3Chain(parameters, [.. links.Select(link => link.Hash)], [.. links.Select(link => link.Set)]);
        return links.Count > 0 && chain.Matching(apex.Name) is not null ? chain : null;
    }

    // The nearest name, this one or above, that is in the chain. Unsigned delegations, and names that are there only because of them, need not be in it; then the
    // encloser stands higher.
    private DomainName Encloser(DomainName name)
    {
        // The apex is in the chain, so that this ends.
        while (Matching(name) is null)
        {
            name = name.Parent;
        }

        return name;
    }

    // That a name is in the chain, and the next one towards another is not (RFC 5155 §7.2.1).
    private IEnumerable<RecordSet> Enclosed(DomainName name, DomainName encloser) => encloser.LabelCount < name.LabelCount
        ? [Matching(encloser)!, AtOrBefore(name.Ancestor(encloser.LabelCount + 1))]
        : [Matching(encloser)!];

    private RecordSet? Matching(DomainName name)
    {
        var index = Array.BinarySearch(hashes, parameters.Hash(name), ByteOrder.Instance);
        return index < 0 ? null : sets[index];
    }

    // The record of the name itself, or the one whose gap its hash would stand in; before the first that is the last.
    private RecordSet AtOrBefore(DomainName name)
    {
        var index = Array.BinarySearch(hashes, parameters.Hash(name), ByteOrder.Instance);
        return index >= 0 ? sets[index] : sets[(~index + sets.Length - 1) % sets.Length];
    }
}
