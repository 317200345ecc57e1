using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security.Validating;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Dns.Resolving;

/// <summary>It is over.</summary>
/// <param name="Question">What was sought.</param>
/// <param name="Aliases">Names that stand for others, from the one that was asked for on.</param>
/// <param name="Found">What the last of them has; null when nobody could say.</param>
/// <param name="Verdict">What validation found of all of it.</param>
/// <param name="Hops">Who was asked for it, in turn; none when all of it was known.</param>
public sealed record Resolved(
    Question Question, ImmutableArray<CachedAnswer> Aliases, CachedAnswer? Found, Verdict Verdict, ImmutableArray<ResolutionHop> Hops) : ResolutionStep
{
    /// <summary>Nothing can be told, or nothing that may be believed.</summary>
    public bool IsFailure => Found is null || Verdict.Status == SecurityStatus.Bogus;

    /// <summary>A part of it is known for only a tenth of its time any more.</summary>
    public bool IsDue => Found is { IsDue: true } || Aliases.Any(part => part.IsDue);

    /// <summary>The answer to whoever asked for it (RFC 4035 §3.2): signatures and proofs only to those who want them (DO), what is bogus only to those who check themselves (CD).</summary>
    /// <param name="query">The question.</param>
    /// <param name="turn">How many were answered before: of several addresses each time another stands first.</param>
    public DnsMessage To(DnsMessage query, int turn = 0)
    {
        var isOpen = query.Flags.HasFlag(MessageFlags.CheckingDisabled);
        var isSecure = query.Edns is { IsDnssecOk: true };
        var told = Found is null || (IsFailure && !isOpen) ? null : Found;
        var wantsToKnow = isSecure || query.Flags.HasFlag(MessageFlags.AuthenticData);
        var why = Verdict.Why ?? (Found is { IsStale: true } ? new ExtendedError(ExtendedErrorCode.StaleAnswer, "") : null);
        return new DnsMessage
        {
            Id = query.Id,
            Flags = MessageFlags.Response | MessageFlags.RecursionAvailable | (query.Flags & (MessageFlags.RecursionDesired | MessageFlags.CheckingDisabled))
                | (told is not null && wantsToKnow && Verdict.Status == SecurityStatus.Secure ? MessageFlags.AuthenticData : MessageFlags.None),
            Opcode = query.Opcode,
            Code = told?.Code ?? ResponseCode.ServFail,
            Question = query.Question,
            Answers = told is null ? [] : AuthoritativeServer.Rotate([.. Aliases.Append(told).SelectMany(part => Answers(part, isSecure))], turn),
            Authorities = told is null ? [] : [.. told.Soa is { } soa ? [soa] : Array.Empty<ResourceRecord>(), .. isSecure ? Proofs(told) : []],
            Edns = query.Edns is null ? null : new Edns(Edns.UsualUdpLength, isSecure, Options: why is null ? [] : [why.ToOption()]),
        };
    }

    private static IEnumerable<ResourceRecord> Answers(CachedAnswer part, bool isSecure) =>
    [
        .. part.Proofs.IsEmpty ? [] : part.Proofs.Where(record => record.Type == RecordType.DNAME || (isSecure && IsOfSubstitute(part, record))),
        .. part.Records,
        .. isSecure ? part.Signatures : [],
    ];

    // Of all parts, those of a wildcard's aliases included, each once.
    private IEnumerable<ResourceRecord> Proofs(CachedAnswer told) => Aliases.Append(told)
        .SelectMany(part => part.Proofs.Where(record => record.Type != RecordType.DNAME && !IsOfSubstitute(part, record)))
        .Distinct();

    private static bool IsOfSubstitute(CachedAnswer part, ResourceRecord signature) =>
        signature.Type == RecordType.RRSIG && part.Proofs.Any(record => record.Type == RecordType.DNAME && record.Owner.Equals(signature.Owner));
}
