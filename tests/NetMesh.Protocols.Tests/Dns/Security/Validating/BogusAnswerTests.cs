using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Resolving;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Security.Validating;

namespace NetMesh.Protocols.Tests.Dns.Security.Validating;

/// <summary>Every way in which an answer can be wrong: it is not told, but to those who check themselves, and why it was not is told.</summary>
public sealed class BogusAnswerTests
{
    private readonly SignedTree tree = new();

    [Fact]
    public void A_changed_record_is_bogus_and_told_only_to_those_who_check_themselves()
    {
        Change(record => record.Type == RecordType.A ? record with { Data = RecordData.Of(IPv4Address.Parse("10.6.6.6")) } : record);
        Assert.Equal("ServFail Bogus", tree.Line("www.netcinema.com."));
        Assert.Equal("NoError Bogus 10.6.6.6 10.6.6.6", tree.Line("www.netcinema.com.", flags: MessageFlags.CheckingDisabled | MessageFlags.AuthenticData));
        Assert.Empty(tree.Ask("www.netcinema.com.").Answers);
        Assert.Equal(SecurityStatus.Bogus, tree.Tree.Found.Verdict.Status);
        Assert.Contains("over www.netcinema.com. A is wrong", tree.Tree.Found.Verdict.Why!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_wrong_answer_is_asked_for_once_more()
    {
        var lies = 1;
        Change(record => record.Type == RecordType.A && lies-- > 0 ? record with { Data = RecordData.Of(IPv4Address.Parse("10.6.6.6")) } : record);
        Assert.Equal("NoError secure 10.9.9.9 10.9.9.8", tree.Line("www.netcinema.com."));
        Assert.Equal(2, tree.Tree.Asked.Count(asked => asked.EndsWith("www.netcinema.com. A", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_wrong_is_looked_at_again_after_a_minute()
    {
        var isLiar = true;
        Change(record => isLiar && record.Type == RecordType.A ? record with { Data = RecordData.Of(IPv4Address.Parse("10.6.6.6")) } : record);
        Assert.Equal("ServFail Bogus", tree.Line("www.netcinema.com."));
        isLiar = false;
        tree.Tree.Now += TimeSpan.FromSeconds(50);
        Assert.Equal("ServFail Bogus", tree.Line("www.netcinema.com."));
        Assert.Equal(0, tree.Tree.Last.Work.Checks);
        tree.Tree.Now += TimeSpan.FromSeconds(10);
        Assert.StartsWith("NoError secure", tree.Line("www.netcinema.com."), StringComparison.Ordinal);
    }

    [Fact]
    public void An_added_record_is_bogus()
    {
        tree.Tree.Change(SignedTree.NetCinemaServer, answer => Added(answer, record => record.Type == RecordType.A, new ResourceRecord(DomainName.Parse("www.netcinema.com."), 60, RecordData.Of(IPv4Address.Parse("10.6.6.6")))));
        Assert.Equal("ServFail Bogus", tree.Line("www.netcinema.com."));
    }

    [Fact]
    public void Without_signatures_a_zone_that_is_signed_is_bogus()
    {
        Change(record => record.Type == RecordType.RRSIG && new SignatureFields(record.Data).Covered != RecordType.DNSKEY ? null : record);
        Assert.Equal("ServFail SignaturesMissing", tree.Line("www.netcinema.com."));

        // If it only forgets those of this answer, the proof that the name is no zone of its own stands.
        var other = new SignedTree();
        other.Tree.Change(SignedTree.NetCinemaServer, answer => SignedTree.With(answer, record => IsSignatureOf(record, RecordType.A) ? null : record));
        Assert.Equal("ServFail SignaturesMissing", other.Line("www.netcinema.com."));
    }

    [Theory]
    [InlineData(11, ExtendedErrorCode.SignatureExpired)]
    [InlineData(-2, ExtendedErrorCode.SignatureNotYetValid)]
    public void Out_of_their_time_signatures_prove_nothing(int days, ExtendedErrorCode why)
    {
        tree.Tree.Trust = tree.Tree.Trust! with { Epoch = tree.Tree.Trust.Epoch.AddDays(days) };
        Assert.Equal($"ServFail {why}", tree.Line("www.netcinema.com."));
    }

    [Fact]
    public void Keys_that_nothing_points_at_are_no_keys()
    {
        tree.Serve(SignedTree.ComServer, "com.", $"@ SOA g h 1 1 1 1 900\n NS g\ng A 10.0.0.2\nnetcinema NS dns1.netcinema\ndns1.netcinema A 10.0.1.1\nnetcinema DS {SignedTree.Pointer("other.com.")}\n");
        Assert.Equal("ServFail KeyMissing", tree.Line("www.netcinema.com."));

        var other = new SignedTree();
        other.Tree.Change(SignedTree.NetCinemaServer, answer => SignedTree.With(answer, record => record.Type == RecordType.DNSKEY ? null : record));
        Assert.Equal("ServFail KeyMissing", other.Line("www.netcinema.com."));
    }

    [Fact]
    public void A_referral_cannot_hide_that_the_zone_below_is_signed()
    {
        tree.Tree.Change(SignedTree.ComServer, answer => SignedTree.With(answer, record => record.Type == RecordType.DS || IsSignatureOf(record, RecordType.DS) ? null : record));
        tree.Serve(SignedTree.NetCinemaServer, "netcinema.com.", "@ SOA dns1 h 1 1 1 1 300\n NS dns1\ndns1 A 10.0.1.1\nwww A 10.6.6.6");
        tree.Tree.Change(SignedTree.NetCinemaServer, answer => SignedTree.With(answer, record => record.Type == RecordType.RRSIG ? null : record));
        Assert.Equal("ServFail ProofMissing", tree.Line("www.netcinema.com."));
    }

    [Fact]
    public void The_proof_of_one_thing_is_none_of_another()
    {
        // A name that is there, denied by the record of another gap.
        var gap = tree.Ask("no.such.netcinema.com.").Authorities;
        tree.Tree.Change(SignedTree.NetCinemaServer, answer => answer.Question!.Name.Equals(DomainName.Parse("www.netcinema.com."))
            ? new DnsMessage { Id = answer.Id, Flags = answer.Flags, Code = ResponseCode.NXDomain, Question = answer.Question, Authorities = gap, Edns = answer.Edns }
            : answer);
        Assert.Equal("ServFail ProofMissing", tree.Line("www.netcinema.com."));
    }

    [Fact]
    public void What_the_zone_above_says_of_a_delegation_denies_nothing_in_the_zone_below()
    {
        // The record of the delegation lists NS, DS and no A (RFC 6840 §4.4).
        tree.Serve(SignedTree.NetCinemaServer, "netcinema.com.", "@ SOA dns1 h 1 1 1 1 300\n NS dns1\n A 10.9.9.1\ndns1 A 10.0.1.1\n");
        var soa = tree.Ask("com.", RecordType.MX).Authorities.Where(record => record.Type == RecordType.SOA || IsSignatureOf(record, RecordType.SOA));
        var proof = tree.Tree.AllZones.Zones.First(zone => zone.Name.Equals(DomainName.Parse("com."))).Records
            .Where(record => record.Owner.Equals(DomainName.Parse("netcinema.com.")) && (record.Type == RecordType.NSEC || IsSignatureOf(record, RecordType.NSEC)));
        tree.Tree.Change(SignedTree.ComServer, answer => answer.Question!.Name.Equals(DomainName.Parse("netcinema.com.")) && answer.Question.Type == RecordType.A
            ? new DnsMessage { Id = answer.Id, Flags = answer.Flags | MessageFlags.Authoritative, Question = answer.Question, Authorities = [.. soa, .. proof], Edns = answer.Edns }
            : answer);
        Assert.Equal("ServFail ProofMissing", tree.Line("netcinema.com."));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void That_an_alias_has_no_addresses_itself_is_no_proof_that_there_are_none(bool isHashed)
    {
        var hashing = isHashed ? Nsec3Parameters.Usual() : (Nsec3Parameters?)null;
        var zone = new SignedTree(hashing).Tree.AllZones.Zones.Single(zone => zone.Name.LabelCount == 2 && zone.Denial is not null);
        var sets = zone.Denial!.NoSuchType(DomainName.Parse("also.netcinema.com.")).Append(zone.Apex.Set(RecordType.SOA)!);
        var other = new SignedTree(hashing);
        other.Tree.Change(SignedTree.NetCinemaServer, answer => answer.Question!.Name.Equals(DomainName.Parse("also.netcinema.com."))
            ? new DnsMessage { Id = answer.Id, Flags = answer.Flags, Question = answer.Question, Authorities = [.. sets.SelectMany(set => set.Records.Concat(set.Signatures))], Edns = answer.Edns }
            : answer);
        Assert.Equal("ServFail ProofMissing", other.Line("also.netcinema.com."));
    }

    [Fact]
    public void How_long_a_denial_holds_is_signed_too()
    {
        Change(record => record.Type == RecordType.SOA ? record with { Data = new SignedTree().Ask("com.", RecordType.SOA).Answers[0].Data } : record);
        Assert.Equal("ServFail Bogus", tree.Line("www.netcinema.com.", RecordType.MX));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Where_a_wildcard_stands_no_name_is_denied(bool isHashed, bool isMoved)
    {
        // With the proof that the wildcard lacks another type, which shows that there is nothing nearer than the wildcard, as if that were all; or with the wildcard's own record moved in front of it, as a wildcard's
        // records may be, so that it seems to deny the wildcard.
        var other = new SignedTree(isHashed ? Nsec3Parameters.Usual() : null);
        var soa = other.Ask("www.netcinema.com.", RecordType.MX).Authorities.Where(record => record.Type == RecordType.SOA || IsSignatureOf(record, RecordType.SOA));
        var proof = other.Ask("any.pages.netcinema.com.", RecordType.MX).Authorities.Where(record => record.Type != RecordType.SOA && !IsSignatureOf(record, RecordType.SOA)).ToList();
        var moved = other.Tree.AllZones.Zones.Single(zone => zone.Name.LabelCount == 2 && zone.Denial is not null).Find(DomainName.Parse("*.pages.netcinema.com."))?.Set(RecordType.NSEC);
        DomainName front = DomainName.Parse("!.pages.netcinema.com.");
        other = new SignedTree(isHashed ? Nsec3Parameters.Usual() : null);
        other.Tree.Change(SignedTree.NetCinemaServer, answer => answer.Question!.Name.Equals(DomainName.Parse("any.pages.netcinema.com."))
            ? new DnsMessage
            {
                Id = answer.Id,
                Flags = answer.Flags,
                Code = ResponseCode.NXDomain,
                Question = answer.Question,
                Authorities = [.. soa, .. isMoved ? moved!.Records.Concat(moved.Signatures).Select(record => record with { Owner = front }) : proof],
                Edns = answer.Edns,
            }
            : answer);
        Assert.Equal("ServFail ProofMissing", other.Line("any.pages.netcinema.com."));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_the_zone_above_has_around_a_delegation_denies_no_name_below_it(bool isHashed)
    {
        // The gap behind kingcdn.com is all that com has of www.kingcdn.com, which is not its to deny (RFC 6840 §4.1).
        var other = new SignedTree(isHashed ? Nsec3Parameters.Usual() : null);
        var com = other.Tree.AllZones.Zones.First(zone => zone.Name.Equals(DomainName.Parse("com."))).Records;
        var proof = com.Where(record => record.Type is RecordType.NSEC or RecordType.NSEC3 or RecordType.SOA
            || IsSignatureOf(record, RecordType.NSEC) || IsSignatureOf(record, RecordType.NSEC3) || IsSignatureOf(record, RecordType.SOA));
        other.Tree.Change(SignedTree.ComServer, answer => answer.Question is { Type: RecordType.A } question && question.Name.IsAtOrBelow(DomainName.Parse("kingcdn.com."))
            ? new DnsMessage
            {
                Id = answer.Id,
                Flags = answer.Flags | MessageFlags.Authoritative,
                Code = question.Name.LabelCount > 2 ? ResponseCode.NXDomain : ResponseCode.NoError,
                Question = question,
                Authorities = [.. proof],
                Edns = answer.Edns,
            }
            : answer);
        Assert.Equal("ServFail ProofMissing", other.Line("www.kingcdn.com."));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_wildcard_answers_only_where_nothing_is_nearer(bool isHashed)
    {
        var hashing = isHashed ? Nsec3Parameters.Usual() : (Nsec3Parameters?)null;
        var signed = new SignedTree(hashing);
        var wild = signed.Ask("any.pages.netcinema.com.");

        // As if the wildcard's records were those of a name that stands there itself; with its own proof, and without any.
        foreach (var proofs in new[] { wild.Authorities, [] })
        {
            var other = new SignedTree(hashing);
            other.Tree.Change(SignedTree.NetCinemaServer, answer => answer.Question is { Type: RecordType.A } question && question.Name.Equals(DomainName.Parse("x.y.pages.netcinema.com."))
                ? new DnsMessage { Id = answer.Id, Flags = answer.Flags, Question = question, Answers = [.. wild.Answers.Select(record => record with { Owner = question.Name })], Authorities = proofs, Edns = answer.Edns }
                : answer);
            Assert.Equal("ServFail ProofMissing", other.Line("x.y.pages.netcinema.com."));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whatever_single_record_is_dropped_or_changed_nothing_else_is_ever_secure(bool isHashed)
    {
        (string Name, RecordType Type)[] questions =
        [
            ("www.netcinema.com.", RecordType.A), ("any.pages.netcinema.com.", RecordType.A), ("no.such.netcinema.com.", RecordType.A), ("www.netcinema.com.", RecordType.MX),
            ("any.pages.netcinema.com.", RecordType.MX), ("www.old.netcinema.com.", RecordType.A), ("also.netcinema.com.", RecordType.A), ("www.kingcdn.com.", RecordType.A),
        ];
        var hashing = isHashed ? Nsec3Parameters.Usual() : (Nsec3Parameters?)null;
        foreach (var (name, type) in questions)
        {
            var right = new SignedTree(hashing).Line(name, type);
            for (var at = 0; ; at++)
            {
                var altered = new SignedTree(hashing);
                var seen = 0;
                ResourceRecord? victim = null;
                foreach (var server in new[] { "10.0.0.1", SignedTree.ComServer, SignedTree.NetCinemaServer })
                {
                    altered.Tree.Change(server, answer => SignedTree.With(answer, record =>
                    {
                        victim = seen++ == at / 2 ? record : victim;
                        return !record.Equals(victim) ? record : at % 2 == 0 ? null : Altered(record);
                    }));
                }

                var line = altered.Line(name, type);
                Assert.True(line == right || line == right.Replace(" secure", "", StringComparison.Ordinal) || line.StartsWith("ServFail", StringComparison.Ordinal), $"{name} {type}, change {at}: {line}; expected {right}");
                Assert.True(!line.Contains("secure", StringComparison.Ordinal) || line == right);
                if (seen <= at / 2)
                {
                    break;
                }
            }
        }
    }

    // The last byte of the data, but where that would be no such data.
    private static ResourceRecord Altered(ResourceRecord record)
    {
        byte[] wire = [.. record.Data.Wire];
        wire[^1] ^= 1;
        return RecordData.TryMake(record.Type, wire) is { } data ? record with { Data = data } : record with { Ttl = record.Ttl + 1 };
    }

    private void Change(Func<ResourceRecord, ResourceRecord?> change) => tree.Tree.Change(SignedTree.NetCinemaServer, answer => SignedTree.With(answer, change));

    private static bool IsSignatureOf(ResourceRecord record, RecordType type) => record.Type == RecordType.RRSIG && new SignatureFields(record.Data).Covered == type;

    private static DnsMessage Added(DnsMessage answer, Func<ResourceRecord, bool> beside, ResourceRecord more) => answer.Answers.Any(beside)
        ? new DnsMessage { Id = answer.Id, Flags = answer.Flags, Code = answer.Code, Question = answer.Question, Answers = [more, .. answer.Answers], Authorities = answer.Authorities, Edns = answer.Edns }
        : answer;
}
