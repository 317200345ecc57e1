using System.Collections.Immutable;
using System.Security.Cryptography;
using NetMesh.Protocols.Dns.Answers;
using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Zones;
using NetMesh.Protocols.Tests.Dns.Zones;

namespace NetMesh.Protocols.Tests.Dns.Changes;

/// <summary>Zones that are changed in the time of the change, beside zones that are made anew each time. A failure names the seed.</summary>
public sealed class ChangedZoneTests : IDisposable
{
    private const int Updates = 40;

    private static readonly DomainName Apex = DomainName.Parse("example.");

    // Few labels, so that names come to stand above, below and between each other, and hosts are named that are there or not.
    private static readonly ImmutableArray<DomainName> Names =
        [.. from deep in (string[])["", "a.", "*.", "b.a.", "c.*."] from upper in (string[])["", "a.", "b.", "d.b."] select DomainName.Parse($"{deep}{upper}example.")];

    private static readonly ImmutableArray<RecordType> Types = [RecordType.A, RecordType.NS, RecordType.DS, RecordType.CNAME, RecordType.DNAME, RecordType.MX, RecordType.SOA];

    private readonly SigningKey key = SigningKey.Generate(isEntryPoint: true);

    public static IEnumerable<object[]> Cases => from kind in (string[])["plain", "nsec", "nsec3", "opt-out"] from seed in Enumerable.Range(1, 2) select new object[] { kind, seed };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_changed_zone_is_what_a_new_one_of_its_records_would_be(string kind, int seed)
    {
        var random = new Random(seed);
        var zone = Signed(kind, ZoneLookupTests.Make("$TTL 600\n@ SOA ns h 1 7200 900 1209600 300\n@ NS ns\nns A 192.0.2.1\n", "example."), null);
        var book = new AnswerBook(new AuthoritativeServer([zone]));
        for (var i = 0; i < Updates; i++)
        {
            var before = zone;
            var outcome = ZoneUpdate.Apply(before, Update(random));
            if (outcome.Change is null)
            {
                continue;
            }

            zone = kind == "plain" ? outcome.Zone : Signer(kind, before).SignChange(outcome.Zone);
            var whole = New(kind == "plain" ? zone.Records : Signed(kind, outcome.Zone, before).Records);
            Assert.Equal(Plain(whole), Plain(zone));
            Assert.Equal(outcome.Zone.Serial, zone.Serial);

            var change = ZoneChange.Between(before, zone);
            Assert.Equal(before.Records.Where(record => record.Type != RecordType.SOA).Except(zone.Records).ToHashSet(), change.Removed.ToHashSet());
            Assert.Equal(zone.Records.Where(record => record.Type != RecordType.SOA).Except(before.Records).ToHashSet(), change.Added.ToHashSet());
            var copy = change.Apply(before, out var error);
            Assert.True(copy is not null, error);
            Assert.Equal(zone.Records.Select(record => record.ToString()).Order(StringComparer.Ordinal), copy.Records.Select(record => record.ToString()).Order(StringComparer.Ordinal));

            var server = new AuthoritativeServer([copy]);
            book.Follow(server);
            AssertAnswers(book, server, new AuthoritativeServer([whole]), random);
        }

        AssertSignatures(kind, zone);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_would_be_no_zone_anew_is_none_as_a_change(int seed)
    {
        var random = new Random(seed);
        var (zone, refused) = (ZoneLookupTests.Make("$TTL 600\n@ SOA ns h 1 7200 900 1209600 300\n@ NS ns\n", "example."), 0);
        for (var i = 0; i < 400; i++)
        {
            var names = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Names[random.Next(1, Names.Length)]).Distinct()
                .ToDictionary(name => name, _ => Enumerable.Range(0, random.Next(3)).Select(_ => Types[random.Next(Types.Length)]).ToList())
                .ToDictionary(entry => entry.Key, entry => entry.Value.Select(type => new ResourceRecord(entry.Key, 600, Data(type, random))).ToList());
            var records = zone.Records.Where(record => !names.ContainsKey(record.Owner)).Concat(names.Values.SelectMany(some => some));
            var changed = zone.With(names, out var error);
            Assert.Equal(Zone.TryMake(Apex, records.Select(record => new PlacedRecord(record, default)), out var whole, out _), changed is not null);
            Assert.Equal(changed is null, error is not null);
            Assert.Equal(whole?.Records.Select(record => record.ToString()).Order(), changed?.Records.Select(record => record.ToString()).Order());
            refused += changed is null ? 1 : 0;
            zone = changed ?? zone;
        }

        Assert.InRange(refused, 20, 380);
    }

    [Fact]
    public void A_change_leaves_nearly_all_of_a_large_zone_as_the_same_objects()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"n{i} A 192.0.2.1\n"));
        var before = ZoneLookupTests.Make($"$TTL 600\n@ SOA ns h 1 7200 900 1209600 300\n@ NS ns\n{text}", "example.");
        var after = before.With([new(DomainName.Parse("m.example."), [new ResourceRecord(DomainName.Parse("m.example."), 600, Data(RecordType.MX, new Random(1)))])], out _)!;
        Assert.Equal(["m.example."], Zone.Differences(before, after).Select(name => name.ToString()));
        var least = GC.GetAllocatedBytesForCurrentThread();
        _ = before.With([new(DomainName.Parse("n7.example."), [])], out _);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - least, 0, 20_000);
    }

    public void Dispose() => key.Dispose();

    private static void AssertAnswers(AnswerBook book, AuthoritativeServer server, AuthoritativeServer whole, Random random)
    {
        var room = new byte[Edns.UsualUdpLength];
        foreach (var name in Names)
        {
            // Not all each time: some are older than the last change.
            var query = new DnsMessage { Id = 1, Question = new Question(name, Types[random.Next(Types.Length)]), Edns = new Edns(1232, random.Next(2) == 0) };
            var expected = Text(whole.Answer(query)!);
            Assert.Equal(expected, Text(server.Answer(query)!));
            var length = book.Answer(DnsWriter.Write(query), 0, room, out _);
            if (length > 0)
            {
                Assert.Equal(expected, Text(DnsReader.Read(room.AsSpan(0, length)).Value!));
            }
        }
    }

    // Signatures with their keys and what they cover alone: no two are the same.
    private static string Text(DnsMessage answer) => string.Join('\n', [answer.Question!.ToString(), answer.Code.ToString(), answer.Flags.ToString(), .. Plain(answer.Answers), "-", .. Plain(answer.Authorities), "-", .. Plain(answer.Additionals)]);

    private static IEnumerable<string> Plain(Zone zone) => Plain(zone.Records);

    private static IEnumerable<string> Plain(IEnumerable<ResourceRecord> records) =>
        records.Select(record => record.Type == RecordType.RRSIG ? $"{record.Owner} {record.Ttl} {new SignatureFields(record.Data).Covered} {new SignatureFields(record.Data).OriginalTtl}" : record.ToString())
            .Select(text => text.ToLowerInvariant()).Order(StringComparer.Ordinal);

    private void AssertSignatures(string kind, Zone zone)
    {
        Assert.Equal(kind != "plain", zone.Denial is not null);
        var point = key.Public.PublicKey.ToArray();
        using var pair = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[..32], Y = point[32..] } });
        foreach (var set in zone.Sets.Where(set => !set.Signatures.IsEmpty))
        {
            var fields = new SignatureFields(Assert.Single(set.Signatures).Data);
            var signed = SignedForm.Of(fields.SignedHead, set.Owner, fields.OriginalTtl, set.Records.Select(record => record.Data));
            Assert.True(pair.VerifyData(signed, fields.Signature, HashAlgorithmName.SHA256), $"{set.Owner} {set.Type}");
        }
    }

    private Zone Signed(string kind, Zone zone, Zone? earlier) => kind == "plain" ? zone : Signer(kind, earlier).Sign(zone);

    private ZoneSigner Signer(string kind, Zone? earlier) => new([key], 100, 200, kind == "nsec" ? null : Nsec3Parameters.Usual(kind == "opt-out")) { Earlier = earlier };

    private static Zone New(IEnumerable<ResourceRecord> records)
    {
        Assert.True(Zone.TryMake(Apex, records.Select(record => new PlacedRecord(record, default)), out var zone, out var errors), string.Join('\n', errors));
        return zone;
    }

    private static DnsMessage Update(Random random) => new()
    {
        Id = 1,
        Opcode = Opcode.Update,
        Question = new Question(Apex, RecordType.SOA),
        Authorities = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => One(random))],
    };

    private static ResourceRecord One(Random random)
    {
        var (name, type) = (Names[random.Next(Names.Length)], Types[random.Next(Types.Length - 1)]);
        return random.Next(10) switch
        {
            < 6 => new ResourceRecord(name, (uint)random.Next(2) * 300, Data(type, random)),
            < 8 => new ResourceRecord(name, RecordClass.ANY, 0, RecordData.None(type)),
            8 => new ResourceRecord(name, RecordClass.NONE, 0, Data(type, random)),
            _ => new ResourceRecord(name, RecordClass.ANY, 0, RecordData.None(RecordType.ANY)),
        };
    }

    private static RecordData Data(RecordType type, Random random)
    {
        var target = Names[random.Next(Names.Length)];
        return type switch
        {
            RecordType.A => RecordData.TryMake(type, [192, 0, 2, (byte)random.Next(3)])!,
            RecordType.MX => RecordData.TryMake(type, [0, 1, .. target.Wire])!,
            RecordType.DS => RecordData.TryMake(type, [0, 1, 13, 2, .. new byte[32]])!,
            RecordType.SOA => RecordData.TryMake(type, [.. target.Wire, .. target.Wire, .. new byte[20]])!,
            _ => RecordData.Of(type, target),
        };
    }
}
