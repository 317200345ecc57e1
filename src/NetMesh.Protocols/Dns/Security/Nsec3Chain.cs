using System.Text;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Dns.Security;

/// <summary>NSEC3 (RFC 5155): as NSEC, but names are hashed, so that the chain does not give them away, and unsigned delegations may be left out of it.</summary>
public sealed class Nsec3Chain : ZoneDenial
{
    // Bytes of a hashed label: 160 bits in Base32, and its length.
    private const int OwnerLength = 33;

    private readonly Zone zone;
    private readonly Nsec3Parameters parameters;

    private Nsec3Chain(Zone zone, Nsec3Parameters parameters)
    {
        this.zone = zone;
        this.parameters = parameters;
    }

    /// <summary>How its names are hashed, with the flags of its records.</summary>
    internal Nsec3Parameters Parameters => Nsec3Parameters.Of(Matching(zone.Name)!.Records[0].Data);

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
    internal static Nsec3Chain? TryMake(Zone zone, Nsec3Parameters parameters)
    {
        var chain = new Nsec3Chain(zone, parameters);
        return zone.Name.Wire.Length + OwnerLength <= DomainName.MaxLength && chain.Matching(zone.Name) is not null ? chain : null;
    }

    /// <summary>The name that stands for a name in the chain (RFC 5155 §3).</summary>
    internal static DomainName OwnerOf(DomainName zone, byte[] hash) => zone.Child(Encoding.ASCII.GetBytes(Base32Hex.Write(hash)))
        ?? throw new InvalidOperationException($"{zone} is too long for hashed names below it");

    /// <summary>The hash that a name of a chain is made of.</summary>
    internal static byte[] HashOf(ZoneNode link) => Base32Hex.TryRead(Encoding.ASCII.GetString(link.Name.Label(0)), out var hash)
        ? hash
        : throw new ArgumentException($"{link.Name}; expected a hashed name", nameof(link));

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

    private RecordSet? Matching(DomainName name) => zone.Hashed.Find(Owner(name)) is { } node && IsLink(node) ? node.Set(RecordType.NSEC3) : null;

    // The record of the name itself, or the one whose gap its hash would stand in; before the first that is the last. The order of hashes is that of their names.
    private RecordSet AtOrBefore(DomainName name)
    {
        var node = zone.Hashed.AtOrBefore(Owner(name));
        while (node is null || !IsLink(node))
        {
            // The apex is in the chain, so that this ends.
            node = node is null ? zone.Hashed.Last : zone.Hashed.Before(node.Name);
        }

        return node.Set(RecordType.NSEC3)!;
    }

    private DomainName Owner(DomainName name) => OwnerOf(zone.Name, parameters.Hash(name));

    // Another chain may lie in the same zone, while one takes the place of the other.
    private bool IsLink(ZoneNode node) => node.Name.LabelCount == zone.Name.LabelCount + 1
        && node.Set(RecordType.NSEC3)!.Records.Any(record => Nsec3Parameters.Of(record.Data).HashesAs(parameters))
        && Base32Hex.TryRead(Encoding.ASCII.GetString(node.Name.Label(0)), out _);
}
