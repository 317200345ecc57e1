using System.Collections.Immutable;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Security.Validating;

namespace NetMesh.Protocols.Dns.Resolving;

/// <summary>A question that a server was asked.</summary>
/// <param name="Goal">What it was asked for.</param>
/// <param name="Server">Its address.</param>
/// <param name="Cut">The zone that it is asked for, beyond which it is not believed.</param>
/// <param name="Query">The question.</param>
/// <param name="At">When it was asked.</param>
/// <param name="IsForwarded">It looks up for us, and knows what others say: whether it serves a zone itself is of no account.</param>
/// <param name="OverStream">It was asked over a connection.</param>
internal sealed record Asked(Goal Goal, IPv4Address Server, DomainName Cut, DnsMessage Query, TimeSpan At, bool IsForwarded = false, bool OverStream = false);

/// <summary>What a server's answer teaches: it is believed only as far as the server's own zone reaches.</summary>
/// <param name="to">The question.</param>
/// <param name="answer">The answer.</param>
/// <param name="cache">What is learnt goes there.</param>
/// <param name="now">The time.</param>
internal sealed class ServerAnswer(Asked to, DnsMessage answer, NameCache cache, TimeSpan now)
{
    private readonly Goal goal = to.Goal;
    private readonly DomainName name = to.Query.Question!.Name;
    private readonly RecordType type = to.Query.Question!.Type;

    private bool IsWhole => name.LabelCount == goal.Name.LabelCount;

    public HopOutcome Learn()
    {
        switch (answer.Code)
        {
            // That of an alias is said of what it stands for (RFC 2308 §2.1).
            case ResponseCode.NXDomain when !Of(answer.Answers).Any(record => record.Type == RecordType.CNAME && record.Owner.Equals(name)):
                LearnNone(ResponseCode.NXDomain);
                return HopOutcome.NoName;
            case (ResponseCode.NoError or ResponseCode.NXDomain) when !answer.Flags.HasFlag(MessageFlags.Truncated):
                break;
            default:
                // It may be that the server dislikes the shorter question alone (RFC 9156 §4).
                goal.Fail(to.Server, IsWhole ? 2 : 1);
                goal.AsksWhole = true;
                return HopOutcome.Lame;
        }

        if (LearnAnswers())
        {
            goal.NoCutUpTo = name.LabelCount;
            return HopOutcome.Answer;
        }

        var delegation = answer.Authorities.Where(record => record.Type == RecordType.NS && record.Owner.IsBelow(to.Cut) && name.IsAtOrBelow(record.Owner)).ToList();
        if (delegation.Count > 0 && !to.IsForwarded)
        {
            LearnDelegation([.. delegation.Where(record => record.Owner.Equals(delegation[0].Owner))]);
            goal.NoCutUpTo = 0;
            goal.SentTo.Add(delegation[0].Owner);
            return HopOutcome.Referral;
        }

        if (Soa is null && !answer.Flags.HasFlag(to.IsForwarded ? MessageFlags.RecursionAvailable : MessageFlags.Authoritative))
        {
            // Neither an answer nor a way on: it does not have the zone, or looks nothing up for us.
            goal.Fail(to.Server, 2);
            return HopOutcome.Lame;
        }

        LearnNone(ResponseCode.NoError);
        goal.NoCutUpTo = IsWhole ? goal.NoCutUpTo : name.LabelCount;
        return HopOutcome.NoData;
    }

    private ResourceRecord? Soa =>
        answer.Authorities.FirstOrDefault(record => record.Type == RecordType.SOA && record.Owner.IsAtOrBelow(to.Cut) && name.IsAtOrBelow(record.Owner));

    private IEnumerable<ResourceRecord> Of(ImmutableArray<ResourceRecord> section) =>
        section.Where(record => record.Class == RecordClass.IN && record.Owner.IsAtOrBelow(to.Cut));

    // Whether what was asked is among them, or an alias.
    private bool LearnAnswers()
    {
        var isAnswered = false;
        var signatures = Of(answer.Answers).Where(record => record.Type == RecordType.RRSIG).ToList();
        foreach (var set in Of(answer.Answers).GroupBy(record => (record.Owner, record.Type)))
        {
            // The zone may have it in a case of its own.
            var isIt = set.Key.Owner.Equals(name);
            var owner = isIt ? goal.Name.Ancestor(name.LabelCount) : set.Key.Owner;
            if (set.Key.Type == RecordType.RRSIG && type != RecordType.RRSIG)
            {
                continue;
            }

            ImmutableArray<ResourceRecord> its = [.. signatures.Where(record => record.Owner.Equals(owner) && IsSignatureOf(record, set.Key.Type)).Select(record => record with { Owner = owner })];
            ImmutableArray<ResourceRecord> substitutes = set.Key.Type == RecordType.CNAME && its.IsEmpty ? Substitutes(owner, signatures) : [];
            var finding = new Finding(owner, set.Key.Type, ResponseCode.NoError, [.. set.Select(record => new ResourceRecord(owner, record.Ttl, DataOf(record.Data)))])
            {
                Signatures = its,
                Proofs = its.Any(IsOfWildcard) ? Proofs() : substitutes,
            };
            cache.Learn(finding, Trust.Answer, now);
            var isAlias = set.Key.Type == RecordType.CNAME && type != RecordType.CNAME;
            if (isIt && (isAlias || set.Key.Type == type))
            {
                isAnswered = true;
                goal.SaidAlias = IsWhole && isAlias ? new CachedAnswer(finding, uint.MaxValue) : goal.SaidAlias;
                goal.Said = IsWhole && !isAlias ? new CachedAnswer(finding, uint.MaxValue) : goal.Said;
            }

            // What a DNAME makes of the name repeats its case, too.
            RecordData DataOf(RecordData data) =>
                substitutes.FirstOrDefault() is { } dname && owner.Substitute(dname.Owner, dname.Data.Name(0)) is { } made && made.Equals(data.Name(0)) ? RecordData.Of(RecordType.CNAME, made) : data;
        }

        return isAnswered;
    }

    private void LearnDelegation(ImmutableArray<ResourceRecord> delegation)
    {
        cache.Learn(delegation, Trust.Referral, now);
        foreach (var server in delegation.Select(record => record.Data.Name(0)).Where(server => server.IsAtOrBelow(to.Cut)))
        {
            var glue = answer.Additionals.Where(record => record.Type == RecordType.A && record.Owner.Equals(server)).ToImmutableArray();
            if (!glue.IsEmpty)
            {
                cache.Learn(glue, Trust.Glue, now);
            }
        }

        // Whether the zone below is signed the referral says, too.
        var owner = delegation[0].Owner;
        var signer = answer.Authorities.Where(record => record.Type == RecordType.DS && record.Owner.Equals(owner)).ToImmutableArray();
        var proofs = Proofs();
        if (!signer.IsEmpty)
        {
            var signatures = answer.Authorities.Where(record => record.Owner.Equals(owner) && IsSignatureOf(record, RecordType.DS));
            cache.Learn(new Finding(owner, RecordType.DS, ResponseCode.NoError, signer) { Signatures = [.. signatures] }, Trust.Referral, now);
        }
        else if (!proofs.IsEmpty)
        {
            cache.Learn(new Finding(owner, RecordType.DS, ResponseCode.NoError, []) { Proofs = proofs }, Trust.Referral, now);
        }
    }

    private void LearnNone(ResponseCode code)
    {
        var owner = goal.Name.Ancestor(name.LabelCount);
        var finding = new Finding(owner, code == ResponseCode.NXDomain ? RecordType.None : type, code, [], Soa) { Proofs = Proofs() };
        if (Soa is not null)
        {
            cache.Learn(finding, Trust.Answer, now);
        }

        // Without a SOA, or with a TTL of nothing, it holds for this question alone. Of a shorter name only its absence says something of the whole one.
        if (IsWhole || code == ResponseCode.NXDomain)
        {
            goal.Said = new CachedAnswer(finding, uint.MaxValue);
        }
    }

    private ImmutableArray<ResourceRecord> Proofs() =>
    [
        .. Of(answer.Authorities).Where(record => record.Type is RecordType.NSEC or RecordType.NSEC3
            || IsSignatureOf(record, RecordType.NSEC) || IsSignatureOf(record, RecordType.NSEC3) || IsSignatureOf(record, RecordType.SOA)),
    ];

    // The DNAME that an alias was made of.
    private ImmutableArray<ResourceRecord> Substitutes(DomainName owner, IEnumerable<ResourceRecord> signatures)
    {
        var made = Of(answer.Answers).Where(record => record.Type == RecordType.DNAME && owner.IsBelow(record.Owner)).ToList();
        return [.. made, .. signatures.Where(record => IsSignatureOf(record, RecordType.DNAME) && made.Exists(one => one.Owner.Equals(record.Owner)))];
    }

    private static bool IsSignatureOf(ResourceRecord record, RecordType type) => record.Type == RecordType.RRSIG && new SignatureFields(record.Data).Covered == type;

    private static bool IsOfWildcard(ResourceRecord signature) => new SignatureFields(signature.Data).Labels < signature.Owner.SignedLabelCount;
}
