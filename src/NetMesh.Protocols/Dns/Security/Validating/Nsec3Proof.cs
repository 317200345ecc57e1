using System.Text;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Security.Validating;

/// <summary>NSEC3 (RFC 5155 §8): each record shows the hash of a name, its types, and that no name's hash lies between it and the next.</summary>
internal sealed class Nsec3Proof : DenialProof
{
    private const int FieldOfNext = 4;
    private const int FieldOfTypes = 5;

    private readonly DomainName zone;
    private readonly Func<DomainName, Nsec3Parameters, byte[]?> hash;
    private readonly Nsec3Parameters parameters;
    private readonly List<(byte[] Hash, byte[] Next, ResourceRecord Record)> links = [];

    /// <param name="zone">Whose they are.</param>
    /// <param name="records">The records.</param>
    /// <param name="hash">Hashes a name; null when too much was hashed already.</param>
    public Nsec3Proof(DomainName zone, IEnumerable<ResourceRecord> records, Func<DomainName, Nsec3Parameters, byte[]?> hash)
    {
        this.zone = zone;
        this.hash = hash;
        foreach (var record in records)
        {
            var its = Nsec3Parameters.Of(record.Data);
            if (its is { Algorithm: Nsec3Parameters.Sha1, Flags: 0 or Nsec3Parameters.OptOut } && record.Owner.LabelCount == zone.LabelCount + 1
                && Base32Hex.TryRead(Encoding.ASCII.GetString(record.Owner.Label(0)), out var owner) && owner.Length == Nsec3Parameters.HashLength
                && record.Data.Field(FieldOfNext)[1..].ToArray() is { Length: Nsec3Parameters.HashLength } next)
            {
                // All of a proof are hashed alike (RFC 5155 §8.2).
                parameters = links.Count == 0 ? its : parameters;
                if (its.HashesAs(parameters))
                {
                    links.Add((owner, next, record));
                }
            }
        }
    }

    private bool IsDear => parameters.Iterations > WorkBudget.MostIterations;

    public override Denial NoSuchType(DomainName name, RecordType type)
    {
        if (IsDear)
        {
            return Denial.Open;
        }

        if (Matching(name) is { } matching)
        {
            return Deny(Types(matching), name, type) ? Denial.Proven : Denial.Missing;
        }

        var above = NoNearerThanEncloser(name, out var encloser);
        if (above != Denial.Proven)
        {
            return above;
        }

        return encloser.Child("*"u8) is { } wildcard && Matching(wildcard) is { } its && Deny(Types(its), wildcard, type) ? Denial.Proven : Denial.Missing;
    }

    public override Denial NoSuchName(DomainName name)
    {
        if (IsDear)
        {
            return Denial.Open;
        }

        var nearer = NoNearerThanEncloser(name, out var encloser);
        return nearer == Denial.Missing || encloser.Child("*"u8) is not { } wildcard || Covering(wildcard) is not null ? nearer : Denial.Missing;
    }

    public override Denial NothingAt(DomainName name) => IsDear ? Denial.Open : Covered(name);

    public override bool IsDelegation(DomainName name) => !IsDear && Matching(name) is { } matching && IsCut(Types(matching));

    private static ReadOnlySpan<byte> Types(ResourceRecord record) => record.Data.Field(FieldOfTypes);

    // RFC 5155 §8.3: a name above is there, and the next one towards this is not.
    private Denial NoNearerThanEncloser(DomainName name, out DomainName encloser)
    {
        for (var labels = name.LabelCount - 1; labels >= zone.LabelCount; labels--)
        {
            encloser = name.Ancestor(labels);
            if (Matching(encloser) is { } matching)
            {
                return EndsHere(Types(matching)) ? Denial.Missing : Covered(name.Ancestor(labels + 1));
            }
        }

        encloser = zone;
        return Denial.Missing;
    }

    private Denial Covered(DomainName name) => Covering(name) is not { } record ? Denial.Missing : Nsec3Parameters.Of(record.Data).IsOptOut ? Denial.Open : Denial.Proven;

    private ResourceRecord? Matching(DomainName name) =>
        Hash(name) is { } hash ? links.Find(link => link.Hash.AsSpan().SequenceEqual(hash)).Record : null;

    // In whose gap the hash of a name stands; the last gap leads around to the first.
    private ResourceRecord? Covering(DomainName name) => Hash(name) is not { } hash ? null : links.Find(link =>
    {
        var (after, before) = (link.Hash.AsSpan().SequenceCompareTo(hash) < 0, hash.AsSpan().SequenceCompareTo(link.Next) < 0);
        return link.Hash.AsSpan().SequenceCompareTo(link.Next) < 0 ? after && before : after || before;
    }).Record;

    // Null: there is nothing to compare it with, or too much was hashed already.
    private byte[]? Hash(DomainName name) => links.Count > 0 ? hash(name, parameters) : null;
}
