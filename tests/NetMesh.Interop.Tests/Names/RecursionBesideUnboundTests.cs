using System.Text;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;

namespace NetMesh.Interop.Tests.Names;

public sealed class RecursionBesideUnboundTests
{
    [RealClientFact("unbound")]
    public async Task Trees_drawn_by_lot_are_looked_up_in_as_Unbound_does()
    {
        for (var seed = 1; seed <= AnswersBesideOthersTests.SignedSeeds; seed++)
        {
            await CompareAsync(seed);
        }
    }

    private static async Task CompareAsync(int seed)
    {
        var tree = new GeneratedTree(seed);
        await using var servers = new TreeServers(tree);
        await using var unbound = new Unbound();
        await unbound.StartAsync(tree.Anchor, servers.Ports);
        ushort id = 1;
        foreach (var (name, type) in tree.Questions(300))
        {
            Assert.True(RecordTypeText.TryRead(type, out RecordType read));
            var query = new DnsMessage { Id = ++id, Flags = MessageFlags.RecursionDesired, Question = new Question(DomainName.Parse(name), read), Edns = new Edns(4096, IsDnssecOk: true) };
            var (ours, theirs) = (servers.Resolve(query), await unbound.AskAsync(query));
            Assert.True(
                Describe(ours) == Describe(theirs) || IsUnboundsWay(tree, ours, theirs),
                $"seed {seed}, {query.Question}\nUnbound: {Why(theirs)}\n{Describe(theirs)}\nNetMesh: {Why(ours)}\n{Describe(ours)}\n\n{tree}");
        }
    }

    // Four of Unbound's ways are wrong (1.17.1). Where the wildcard that stands for a name has no records itself, only names below it (RFC 4592 §2.2.2), it finds the proof by NSEC
    // wrong, or takes it for one that there is no such name. Below a DNAME it fails at questions for CNAME, or goes on to what that stands for, and at some for DNAME, though it tells the
    // same answer to those for any other type. And it finds signatures wrong of what a wildcard further up says of a name that begins with an asterisk (RFC 4035 §5.3.2).
    // Of a name below one that is another's alias it now and then tells what that alias stands for, which says nothing of the name, and vouches for it.
    private static bool IsUnboundsWay(GeneratedTree tree, DnsMessage ours, DnsMessage theirs) =>
        (ours.Code == theirs.Code && IsOfOtherNames(theirs)) || (theirs.Code is ResponseCode.ServFail or ResponseCode.NXDomain && ours.Code switch
        {
            ResponseCode.NoError => tree.IsAtBareWildcard(OthersWays.Names(ours).Last()) || AsksForAliasBelowAlias(ours) || ours.Answers.Any(IsAsteriskByWildcard),
            ResponseCode.NXDomain => AsksForAliasBelowAlias(ours),
            _ => false,
        });

    private static bool IsOfOtherNames(DnsMessage theirs) =>
        !theirs.Answers.IsEmpty && !theirs.Answers.Any(record => record.Type == RecordType.DNAME || record.Owner.Equals(theirs.Question!.Name));

    private static bool AsksForAliasBelowAlias(DnsMessage ours) =>
        ours.Question!.Type is RecordType.CNAME or RecordType.DNAME && ours.Answers.Any(record => record.Type == RecordType.DNAME);

    private static bool IsAsteriskByWildcard(ResourceRecord record) =>
        record.Type == RecordType.RRSIG && record.Owner.IsWildcard && new SignatureFields(record.Data).Labels < record.Owner.SignedLabelCount;

    private static string Why(DnsMessage message) =>
        string.Join(", ", message.Edns!.Options.Where(option => option.Code == EdnsOptionCode.ExtendedError).Select(option => Encoding.UTF8.GetString(option.Data.AsSpan()[2..])));

    // What is told, and whether it is vouched for; what is told beside it is a resolver's own business, as are the aliases on the way to a failure.
    private static string Describe(DnsMessage message) => string.Join('\n', (string[])
    [
        $"{message.Code}{(message.Flags.HasFlag(MessageFlags.AuthenticData) ? " vouched for" : "")}",
        .. message.Answers.Where(record => record.Type != RecordType.RRSIG && message.Code != ResponseCode.ServFail).Select(record => $"{record.Owner.ToCanonical()} {record.Type} {Convert.ToHexString(record.Data.ToCanonical())}").Order(StringComparer.Ordinal),
    ]);
}
