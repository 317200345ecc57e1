using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Security.Validating;

/// <summary>NSEC (RFC 4034 §4): each record shows a name, its types, and that there is no name between it and the next.</summary>
internal sealed class NsecProof(IReadOnlyList<ResourceRecord> records) : DenialProof
{
    public override Denial NoSuchType(DomainName name, RecordType type) =>
        Lacks(name, type) || (Gap(name) is { } gap && WildcardBeside(name, gap) is { } wildcard && Lacks(wildcard, type)) ? Denial.Proven : Denial.Missing;

    public override Denial NoSuchName(DomainName name) =>
        Gap(name) is { } gap && (WildcardBeside(name, gap) is not { } wildcard || Gap(wildcard) is not null) ? Denial.Proven : Denial.Missing;

    public override Denial NothingAt(DomainName name) => Gap(name) is null ? Denial.Missing : Denial.Proven;

    public override bool IsDelegation(DomainName name) => Matching(name) is { } matching && IsCut(Types(matching));

    // It is there, and without the type: or the next name stands below it, so that it is there without records.
    private bool Lacks(DomainName name, RecordType type) =>
        Matching(name) is { } matching ? Deny(Types(matching), name, type) : Around(name) is { } gap && Next(gap).IsBelow(name);

    private static DomainName Next(ResourceRecord record) => record.Data.Name(0);

    private static ReadOnlySpan<byte> Types(ResourceRecord record) => record.Data.Field(1);

    private ResourceRecord? Matching(DomainName name) => records.FirstOrDefault(record => record.Owner.Equals(name));

    // In whose gap a name stands; the last gap of a zone reaches to its end, and names the zone itself as next.
    private ResourceRecord? Around(DomainName name) => records.FirstOrDefault(record =>
        record.Owner.CompareTo(name) < 0
        && (name.CompareTo(Next(record)) < 0 || (Next(record).CompareTo(record.Owner) <= 0 && name.IsBelow(Next(record))))
        && !(name.IsBelow(record.Owner) && EndsHere(Types(record))));

    // Likewise, but of a name that is not even there without records.
    private ResourceRecord? Gap(DomainName name) => Around(name) is { } gap && !Next(gap).IsBelow(name) ? gap : null;

    // The nearest name above it that is there is one that it has in common with an end of its gap.
    private static DomainName? WildcardBeside(DomainName name, ResourceRecord gap)
    {
        var closest = name;
        while (!gap.Owner.IsAtOrBelow(closest) && !Next(gap).IsAtOrBelow(closest))
        {
            closest = closest.Parent;
        }

        return closest.Child("*"u8);
    }
}
