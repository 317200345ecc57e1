using System.Collections.Immutable;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Names;

/// <summary>
/// A server that takes a recursive question itself (RFC 1034 §4.3.1), as the textbook draws it and hardly a server of the root or of a TLD does: it asks a server of the zone
/// to which its own would refer, again recursively, and passes the answer back. It remembers nothing.
/// </summary>
/// <param name="roots">Who is asked for names of which the server knows nothing.</param>
/// <param name="send">Sends a question to a server.</param>
/// <param name="after">Calls back after a time, unless disposed of before.</param>
/// <param name="random">Draws ids and servers.</param>
internal sealed class QuestionRelay(
    ImmutableArray<IPv4Address> roots, Action<IPv4Address, DnsMessage> send, Func<TimeSpan, Action, IDisposable> after, Random random)
{
    private const int MostRunning = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Dictionary<(IPv4Address Server, ushort Id), TaskCompletionSource<DnsMessage>> running = [];

    /// <summary>The server's own answer where it is one; otherwise that of the server to which it leads.</summary>
    public async ValueTask<DnsMessage> AskOnAsync(DnsMessage query, DnsMessage own)
    {
        if (!query.Flags.HasFlag(MessageFlags.RecursionDesired) || Next(own) is not [_, ..] servers || running.Count >= MostRunning)
        {
            return own;
        }

        var server = servers[random.Next(servers.Length)];
        var asked = new DnsMessage { Id = FreeId(server), Flags = MessageFlags.RecursionDesired, Question = query.Question, Edns = query.Edns };
        var answer = running[(server, asked.Id)] = new TaskCompletionSource<DnsMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var alarm = after(Patience, () => answer.TrySetResult(AuthoritativeServer.Refuse(asked, ResponseCode.ServFail)));
        send(server, asked);
        var passed = await answer.Task;
        running.Remove((server, asked.Id));
        return passed.To(query);
    }

    /// <summary>An answer came; false when nobody waits for it.</summary>
    public bool OnAnswer(IPv4Address from, DnsMessage answer) =>
        running.TryGetValue((from, answer.Id), out var waiting) && waiting.TrySetResult(answer);

    private ushort FreeId(IPv4Address server)
    {
        var id = (ushort)random.Next(ushort.MaxValue + 1);
        return running.ContainsKey((server, id)) ? FreeId(server) : id;
    }

    private IPv4Address[] Next(DnsMessage own) => own switch
    {
        { Code: ResponseCode.Refused } => [.. roots],
        { Code: ResponseCode.NoError, Answers.IsEmpty: true } when !own.Flags.HasFlag(MessageFlags.Authoritative) =>
            [.. own.Additionals.Where(record => record.Type == RecordType.A).Select(record => record.Data.Address)],
        _ => [],
    };
}
