using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Security.Validating;

/// <summary>What a server said of a name and type, with all that is there to check it by. Immutable but for what the check found.</summary>
/// <param name="name">The name.</param>
/// <param name="type">The type; <see cref="RecordType.None"/> when there is no such name, which says it of all its types.</param>
/// <param name="code"><see cref="ResponseCode.NoError"/> or <see cref="ResponseCode.NXDomain"/>.</param>
/// <param name="records">All of the name and type; none when there are none.</param>
/// <param name="soa">Of the zone that said that there are none.</param>
public sealed class Finding(DomainName name, RecordType type, ResponseCode code, ImmutableArray<ResourceRecord> records, ResourceRecord? soa = null)
{
    public DomainName Name => name;

    public RecordType Type => type;

    public ResponseCode Code => code;

    public ImmutableArray<ResourceRecord> Records => records;

    public ResourceRecord? Soa => soa;

    /// <summary>Of the records.</summary>
    public ImmutableArray<ResourceRecord> Signatures { get; init; } = [];

    /// <summary>
    /// NSEC and NSEC3 records: that there is nothing, or nothing nearer than the wildcard that the records come from. A DNAME, that an alias comes from. And the signatures of
    /// all these and of <see cref="Soa"/>.
    /// </summary>
    public ImmutableArray<ResourceRecord> Proofs { get; init; } = [];

    /// <summary>What validation found; null before it.</summary>
    public Verdict? Verdict { get; private set; }

    /// <summary>The name is delegated, and is proven to have no DS: nothing below it can be expected to be signed.</summary>
    public bool IsUnsignedDelegation { get; private set; }

    /// <summary>Those of the proofs that are rightly signed: known when the verdict is.</summary>
    public ImmutableArray<ResourceRecord> Proven { get; private set; } = [];

    /// <summary>When the verdict no longer holds, by the resolver's time: a signature expires, or what is wrong may have been put right.</summary>
    public TimeSpan HoldsUntil { get; private set; } = TimeSpan.MaxValue;

    /// <summary>Seconds for which it may be kept: the least of all its parts (RFC 4035 §5.3.3); of a denial, what its SOA says, too (RFC 2308 §5).</summary>
    public uint Ttl => Parts.Select(TtlOf).DefaultIfEmpty(0u).Min();

    /// <summary>Records of one name and type: one at least.</summary>
    public static Finding Of(ImmutableArray<ResourceRecord> records) => new(records[0].Owner, records[0].Type, ResponseCode.NoError, records);

    /// <summary>That there is no such name, or of the name no such type.</summary>
    public static Finding None(DomainName name, RecordType type, ResponseCode code, ResourceRecord? soa) =>
        new(name, code == ResponseCode.NXDomain ? RecordType.None : type, code, [], soa);

    /// <summary>Notes what validation found.</summary>
    /// <param name="verdict">What it found.</param>
    /// <param name="until">How long that holds.</param>
    /// <param name="isUnsignedDelegation">Of a denial of DS.</param>
    /// <param name="proven">The proofs that are right.</param>
    public void Judge(Verdict verdict, TimeSpan until, bool isUnsignedDelegation = false, ImmutableArray<ResourceRecord> proven = default)
    {
        Proven = proven.IsDefault ? [] : proven;
        Verdict = verdict;
        HoldsUntil = until;
        IsUnsignedDelegation = isUnsignedDelegation;
    }

    private IEnumerable<ResourceRecord> Parts => Records.Concat(Signatures).Concat(Proofs).Concat(Soa is null ? [] : [Soa]);

    private static uint TtlOf(ResourceRecord record) => record.Type switch
    {
        RecordType.SOA => Math.Min(record.Ttl, record.Data.Number(6)),
        RecordType.RRSIG => Math.Min(record.Ttl, new SignatureFields(record.Data).OriginalTtl),
        _ => record.Ttl,
    };
}
