using System.Security.Cryptography;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Security.Validating;

namespace NetMesh.Protocols.Tests.Dns.Security.Validating;

/// <summary>What is sent to make validation dear, and what it costs: counted, not timed.</summary>
public sealed class ValidationCostTests
{
    private static readonly DomainName Zone = DomainName.Parse("netcinema.com.");

    [Fact]
    public void Many_keys_with_one_tag_and_many_signatures_cost_few_checks()
    {
        // KeyTrap: each signature names the tag of every key.
        var keys = Colliding(60);
        var tree = new SignedTree();
        tree.Trust([.. keys.Select(key => new ResourceRecord(Zone, 3600, key.Data))]);
        tree.Tree.Change(SignedTree.NetCinemaServer, answer => Signed(answer.Question!.Type == RecordType.DNSKEY ? Keys(answer, keys) : answer, keys, 60));

        Assert.StartsWith("ServFail", tree.Line("www.netcinema.com."), StringComparison.Ordinal);
        Assert.InRange(tree.Tree.Last.Work.Checks, WorkBudget.MostFailuresPerSet, WorkBudget.MostChecks);

        // And those not with every question.
        tree.Line("dns1.netcinema.com.");
        Assert.Equal(0, tree.Tree.Last.Work.Checks);
    }

    [Fact]
    public void Of_one_set_few_wrong_signatures_are_looked_at()
    {
        var tree = new SignedTree();
        tree.Tree.Change(SignedTree.NetCinemaServer, answer => answer.Answers.FirstOrDefault(record => record.Type == RecordType.RRSIG) is { } right && answer.Question!.Type == RecordType.A
            ? With(answer, [.. answer.Answers.Where(record => record.Type != RecordType.RRSIG), .. Enumerable.Range(0, 500).Select(i => Wrong(right, i))])
            : answer);

        // It is asked for twice.
        Assert.Equal("ServFail Bogus", tree.Line("www.netcinema.com."));
        Assert.InRange(tree.Tree.Last.Work.Checks, 2 * WorkBudget.MostFailuresPerSet, (2 * WorkBudget.MostFailuresPerSet) + 8);
        Assert.False(tree.Tree.Last.Work.IsSpent);
    }

    [Theory]
    [InlineData(WorkBudget.MostIterations, "NXDomain secure")]
    [InlineData(WorkBudget.MostIterations + 1, "NXDomain")]
    public void Names_that_are_hashed_too_often_are_not_hashed(int iterations, string expected)
    {
        var tree = new SignedTree();
        var dear = new SignedTree(new Nsec3Parameters(Nsec3Parameters.Sha1, 0, (ushort)iterations, new byte[] { 1 }));
        tree.Tree.Serve(SignedTree.NetCinemaServer, dear.Serve(SignedTree.NetCinemaServer, "netcinema.com.", SignedTree.NetCinema));
        Assert.Equal(expected, tree.Line("no.such.netcinema.com."));
        Assert.Equal(iterations > WorkBudget.MostIterations, tree.Tree.Last.Work.HashRounds == 0);
    }

    [Fact]
    public void A_name_as_deep_as_they_go_is_hashed_within_bounds()
    {
        // Each of its names is hashed to find the nearest that is there (CVE-2023-50868).
        var tree = new SignedTree(new Nsec3Parameters(Nsec3Parameters.Sha1, 0, WorkBudget.MostIterations, default));
        var deep = string.Concat(Enumerable.Repeat("a.", 110)) + "netcinema.com.";
        Assert.StartsWith("NXDomain", tree.Line(deep), StringComparison.Ordinal);
        Assert.InRange(tree.Tree.Last.Work.HashRounds, 1, WorkBudget.MostHashRounds);
    }

    [Fact]
    public void A_zone_signed_by_algorithms_that_nobody_here_knows_is_as_if_it_were_not_signed()
    {
        var tree = new SignedTree();
        var unknown = SignedTree.Pointer("netcinema.com.").Replace(" 13 ", " 15 ", StringComparison.Ordinal);
        tree.Serve(SignedTree.ComServer, "com.", $"@ SOA g h 1 1 1 1 900\n NS g\ng A 10.0.0.2\nnetcinema NS dns1.netcinema\ndns1.netcinema A 10.0.1.1\nnetcinema DS {unknown}\n");
        Assert.Equal("NoError UnsupportedKeyAlgorithm 10.9.9.9 10.9.9.8", tree.Line("www.netcinema.com."));
    }

    [Theory]
    [InlineData(DnssecAlgorithm.RsaSha256, 0)]
    [InlineData(DnssecAlgorithm.RsaSha256, 3)]
    [InlineData(DnssecAlgorithm.RsaSha512, 200)]
    [InlineData(DnssecAlgorithm.EcdsaP256Sha256, 63)]
    [InlineData(DnssecAlgorithm.EcdsaP256Sha256, 64)]
    [InlineData(DnssecAlgorithm.EcdsaP384Sha384, 96)]
    [InlineData(DnssecAlgorithm.Ed25519, 32)]
    public void What_is_no_key_verifies_nothing(DnssecAlgorithm algorithm, int length)
    {
        var random = new Random(length);
        for (var i = 0; i < 4; i++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            var key = ZoneKey.Of(257, algorithm, bytes);
            var tree = new SignedTree();
            tree.Trust([new ResourceRecord(Zone, 3600, key.Data)]);
            tree.Tree.Change(SignedTree.NetCinemaServer, answer => answer.Question!.Type == RecordType.DNSKEY ? Signed(Keys(answer, [key]), [key], 1, length) : answer);
            Assert.Equal(algorithm == DnssecAlgorithm.Ed25519 ? "NoError UnsupportedKeyAlgorithm 10.9.9.9 10.9.9.8" : "ServFail Bogus", tree.Line("www.netcinema.com."));
        }
    }

    // Keys on the curve, whose tags are made one by their flags: all bits of it but those that mean something are free.
    private static List<ZoneKey> Colliding(int count)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = pair.ExportParameters(includePrivateParameters: false).Q;
        var keys = new List<ZoneKey>();
        for (var i = 0; keys.Count < count; i++)
        {
            // Two bytes swapped for each other, at even places of the record, leave its sum as it is.
            byte[] bytes = [.. point.X!, .. point.Y!];
            bytes[i % 32 * 2] += 1;
            bytes[((i % 32) + 1 + (i / 32)) % 32 * 2] -= 1;
            var key = ZoneKey.Of(257, DnssecAlgorithm.EcdsaP256Sha256, bytes);
            if (keys.Count == 0 || key.Tag == keys[0].Tag)
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    private static DnsMessage Keys(DnsMessage answer, List<ZoneKey> keys) =>
        With(answer, [.. keys.Select(key => new ResourceRecord(Zone, 3600, key.Data)), .. answer.Answers.Where(record => record.Type == RecordType.RRSIG)]);

    // As if a key had signed, which nobody has.
    private static DnsMessage Signed(DnsMessage answer, List<ZoneKey> keys, int count, int length = 64) => With(answer,
    [
        .. answer.Answers.Where(record => record.Type != RecordType.RRSIG),
        .. answer.Answers.Where(record => record.Type == RecordType.RRSIG).SelectMany(record => Enumerable.Range(0, count).Select(_ =>
        {
            byte[] head = [.. new SignatureFields(record.Data).SignedHead];
            (head[2], head[16], head[17]) = ((byte)keys[0].Algorithm, (byte)(keys[0].Tag >> 8), (byte)keys[0].Tag);
            return record with { Data = RecordData.TryMake(RecordType.RRSIG, [.. head, .. RandomNumberGenerator.GetBytes(length)])! };
        })),
    ]);

    private static ResourceRecord Wrong(ResourceRecord signature, int i)
    {
        byte[] wire = [.. signature.Data.Wire];
        wire[^1] ^= (byte)(1 + (i % 255));
        wire[^2] ^= (byte)(i / 255);
        return signature with { Data = RecordData.TryMake(RecordType.RRSIG, wire)! };
    }

    private static DnsMessage With(DnsMessage answer, IEnumerable<ResourceRecord> answers) => new()
    {
        Id = answer.Id,
        Flags = answer.Flags,
        Code = answer.Code,
        Question = answer.Question,
        Answers = [.. answers],
        Authorities = answer.Authorities,
        Edns = answer.Edns,
    };
}
