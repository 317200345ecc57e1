using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;
using NetMesh.Protocols.Tests.Dns.Zones;
using NetMesh.Protocols.Tests.Fuzzing;

namespace NetMesh.Protocols.Tests.Dns.Changes;

public sealed class ZoneTransferTests
{
    private static readonly Zone[] States = [.. Enumerable.Range(1, 4).Select(serial => Make((uint)serial, $"n{serial} A 127.0.0.{serial}\nm{serial / 2} TXT x"))];
    private static readonly ZoneJournal Journal = States.Zip(States.Skip(1)).Aggregate(new ZoneJournal(1000), (journal, pair) => journal.With(ZoneChange.Between(pair.First, pair.Second)));

    [Fact]
    public void A_whole_zone_arrives_in_filled_messages()
    {
        var zone = Make(9, string.Join('\n', Enumerable.Range(0, 5000).Select(i => $"host{i} A 127.0.0.1")));
        var query = ZoneTransfer.Ask(zone.Name, 7);
        var messages = ZoneTransfer.Answer(query, zone, new ZoneJournal(10)).Select(DnsWriter.Write).ToArray();
        Assert.InRange(messages.Length, 2, 10);
        Assert.All(messages, message => Assert.True(message.Length < 32 * 1024));
        var received = Receive(query, null, messages);
        Assert.Equal(Describe(zone), Describe(received.Zone));
        Assert.Empty(received.Changes);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    public void Who_holds_an_older_state_gets_what_has_changed_since(int state, int changes)
    {
        var query = ZoneTransfer.Ask(States[0].Name, 7, States[state].Soa);
        var messages = ZoneTransfer.Answer(query, States[^1], Journal).Select(DnsWriter.Write).ToArray();
        var received = Receive(query, States[state], messages);
        Assert.Equal(changes, received.Changes.Length);
        Assert.Equal(Describe(States[^1]), Describe(received.Zone));
        Assert.Equal(changes == 0, DnsReader.Read(messages[0]).Value!.Answers.Length == 1);
    }

    [Fact]
    public void Who_holds_a_state_that_the_journal_does_not_know_gets_the_whole_zone()
    {
        var old = Make(uint.MaxValue, string.Empty);
        var query = ZoneTransfer.Ask(old.Name, 7, old.Soa);
        var received = Receive(query, old, [.. ZoneTransfer.Answer(query, States[^1], Journal).Select(DnsWriter.Write)]);
        Assert.Empty(received.Changes);
        Assert.Equal(Describe(States[^1]), Describe(received.Zone));
    }

    [Fact]
    public void In_a_datagram_goes_what_fits_and_else_the_start_of_authority()
    {
        var query = ZoneTransfer.Ask(States[0].Name, 7, States[0].Soa);
        var messages = ZoneTransfer.Answer(query, States[^1], Journal).ToImmutableArray();
        var whole = ZoneTransfer.WithinDatagram(query.With(new Edns(Edns.UsualUdpLength)), messages);
        Assert.True(whole.Answers.Length > 1);
        var alone = ZoneTransfer.WithinDatagram(query, [.. messages, .. messages]);
        Assert.Equal(States[^1].Soa.ToString(), Assert.Single(alone.Answers).ToString());
        Assert.Equal(ResponseCode.FormErr, ZoneTransfer.WithinDatagram(ZoneTransfer.Ask(States[0].Name, 7), messages).Code);
        Assert.Equal(ReadStatus.NeedMore, new TransferReader(query, States[0]).Read(alone).Status);
    }

    [Fact]
    public void Changes_that_end_in_the_middle_of_one_are_refused()
    {
        var query = ZoneTransfer.Ask(States[0].Name, 7, States[0].Soa);
        var good = ZoneTransfer.Answer(query, States[^1], Journal).Single();
        ResourceRecord[] broken = [States[3].Soa, States[0].Soa, States[3].Soa, States[1].Soa, States[3].Soa];
        Assert.True(new TransferReader(query, States[0]).Read(With(good, broken)).IsInvalid);
    }

    [Fact]
    public void No_damage_to_a_transfer_is_too_much_for_its_reader()
    {
        var mutator = new ByteMutator(5936);
        foreach (var query in (DnsMessage[])[ZoneTransfer.Ask(States[0].Name, 7, States[0].Soa), ZoneTransfer.Ask(States[0].Name, 7)])
        {
            var good = ZoneTransfer.Answer(query, States[^1], Journal).Single();
            for (var length = 0; length < good.Answers.Length; length++)
            {
                Assert.Equal(ReadStatus.NeedMore, new TransferReader(query, States[0]).Read(With(good, [.. good.Answers[..length]])).Status);
            }

            var random = new Random(1);
            for (var i = 0; i < 3000; i++)
            {
                if (DnsReader.Read(mutator.Mutate(DnsWriter.Write(good))) is { IsComplete: true } damaged)
                {
                    new TransferReader(query, States[0]).Read(damaged.Value);
                }

                // The records in any order, some twice.
                new TransferReader(query, States[0]).Read(With(good, [.. random.GetItems(good.Answers.AsSpan(), random.Next(12))]));
            }
        }
    }

    private static DnsMessage With(DnsMessage message, ResourceRecord[] answers) => new() { Id = message.Id, Flags = message.Flags, Question = message.Question, Answers = [.. answers] };

    private static Transferred Receive(DnsMessage query, Zone? held, byte[][] messages)
    {
        var reader = new TransferReader(query, held);
        var last = default(ReadResult<Transferred>);
        foreach (var message in messages)
        {
            Assert.Equal(ReadStatus.NeedMore, last.Status);
            last = reader.Read(DnsReader.Read(message).Value!);
        }

        Assert.True(last.IsComplete, last.Error?.ToString());
        return last.Value;
    }

    private static IEnumerable<string> Describe(Zone zone) => zone.Records.Select(record => record.ToString());

    private static Zone Make(uint serial, string records) => ZoneLookupTests.Make($"$TTL 60\n@ SOA @ @ {serial} 1 1 1 1\n@ NS ns.test.\n{records}\n", "example.");
}
