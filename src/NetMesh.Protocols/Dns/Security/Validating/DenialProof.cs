using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Security.Validating;

/// <summary>What records of a denial prove.</summary>
internal enum Denial
{
    /// <summary>Nothing of the kind.</summary>
    Missing,

    /// <summary>It is not there.</summary>
    Proven,

    /// <summary>It is not there, or only as a delegation that is not signed (RFC 5155 §6); or nobody would go to the length of finding out (RFC 9276 §3.2).</summary>
    Open,
}

/// <summary>Signed records of a zone, already checked, as proofs of what it has not (RFC 4035 §5.4, RFC 5155 §8, RFC 6840 §4).</summary>
internal abstract class DenialProof
{
    /// <summary>That a name has no such type, or is not there and no wildcard in its place has it.</summary>
    public abstract Denial NoSuchType(DomainName name, RecordType type);

    /// <summary>That there is no such name, nor a wildcard in its place.</summary>
    public abstract Denial NoSuchName(DomainName name);

    /// <summary>That there is no such name, nor one below it.</summary>
    public abstract Denial NothingAt(DomainName name);

    /// <summary>Whether a name is shown to be a delegation.</summary>
    public abstract bool IsDelegation(DomainName name);

    /// <summary>The proof that records are.</summary>
    /// <param name="zone">Whose they are.</param>
    /// <param name="records">NSEC or NSEC3 records with right signatures of the zone; if of both, NSEC counts.</param>
    /// <param name="budget">What hashing may cost.</param>
    public static DenialProof Of(DomainName zone, IReadOnlyCollection<ResourceRecord> records, WorkBudget budget) =>
        records.Any(record => record.Type == RecordType.NSEC)
            ? new NsecProof([.. records.Where(record => record.Type == RecordType.NSEC)])
            : new Nsec3Proof(zone, records, (name, parameters) => budget.TryHash(parameters.Iterations + 1) ? parameters.Hash(name) : null);

    /// <summary>Whether the types of a name deny one to whoever asks for it: those of a delegation, as the zone above has them, say nothing but of DS (RFC 6840 §4.1, §4.3).</summary>
    protected static bool Deny(ReadOnlySpan<byte> types, DomainName name, RecordType type) =>
        !TypeSetField.Has(types, type) && !TypeSetField.Has(types, RecordType.CNAME)
        && (type == RecordType.DS ? name.IsRoot || !TypeSetField.Has(types, RecordType.SOA) : !IsCut(types));

    /// <summary>Whether these are the types of a delegation, seen from above.</summary>
    protected static bool IsCut(ReadOnlySpan<byte> types) => TypeSetField.Has(types, RecordType.NS) && !TypeSetField.Has(types, RecordType.SOA);

    /// <summary>Whether somebody else, or another name, answers for all that is below.</summary>
    protected static bool EndsHere(ReadOnlySpan<byte> types) => IsCut(types) || TypeSetField.Has(types, RecordType.DNAME);
}
