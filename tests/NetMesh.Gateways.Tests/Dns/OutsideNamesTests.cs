using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using NetMesh.Contracts.Names;
using NetMesh.Gateways.Dns;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Gateways.Tests.Dns;

/// <summary>A server outside the planet that is asked on behalf of a resolver; here it is a socket on loopback.</summary>
public sealed class OutsideNamesTests : IDisposable
{
    private static readonly IPv4Address Host = IPv4Address.Parse("127.16.0.53");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly DnsMessage Query = new() { Id = 7, Question = new Question(DomainName.Parse("abcdefghijklmnopqrstuvwxyz.example."), RecordType.A) };

    private readonly TcpListener streams = new(IPAddress.Loopback, 0);
    private readonly UdpClient datagrams;
    private readonly OutsideNames outside = new(TimeProvider.System);

    public OutsideNamesTests()
    {
        streams.Start();
        datagrams = new UdpClient((IPEndPoint)streams.LocalEndpoint);
    }

    public void Dispose()
    {
        streams.Dispose();
        datagrams.Dispose();
    }

    [Fact]
    public async Task What_does_not_repeat_id_and_letters_is_passed_over_and_each_question_comes_from_another_port()
    {
        var (ports, ids, names) = (new HashSet<int>(), new HashSet<ushort>(), new HashSet<string>());
        for (var i = 0; i < 4; i++)
        {
            var asking = AskAsync();
            var (query, from) = await ReceiveAsync();
            Assert.Equal(Host.ToString(), from.Address.ToString());
            ports.Add(from.Port);
            ids.Add(query.Id);
            names.Add(query.Question!.Name.ToString());
            await SendAsync(Answer(query.WithId((ushort)(query.Id + 1)), "192.0.2.66"), from);
            await SendAsync(Answer(query.About(Query.Question!), "192.0.2.66"), from);
            await SendAsync(query, from);
            await SendAsync(Answer(query, "192.0.2.1"), from);
            var answer = (await asking)!;
            Assert.Equal((Query.Id, Query.Question!.Name.ToString(), "192.0.2.1"), (answer.Id, answer.Question!.Name.ToString(), answer.Answers.Single().Data.Address.ToString()));
        }

        Assert.Equal((4, 4), (names.Count, ids.Count));
        Assert.InRange(ports.Count, 2, 4);
    }

    [Fact]
    public async Task What_has_no_room_in_a_datagram_is_asked_for_over_a_connection()
    {
        var asking = AskAsync();
        var (query, from) = await ReceiveAsync();
        await SendAsync(new DnsMessage { Id = query.Id, Flags = MessageFlags.Response | MessageFlags.Truncated, Question = query.Question }, from);
        using var client = await streams.AcceptTcpClientAsync();
        var stream = client.GetStream();
        var length = new byte[2];
        await stream.ReadExactlyAsync(length);
        var bytes = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(bytes);
        await stream.WriteAsync(new FramedDnsMessage(Answer(DnsReader.Read(bytes).Value!, "192.0.2.1")).ToBytes());
        Assert.Equal("192.0.2.1", (await asking)!.Answers.Single().Data.Address.ToString());
    }

    [Fact]
    public async Task Nobody_is_waited_for_longer_than_one_has_patience() => Assert.Null(await AskAsync(TimeSpan.FromMilliseconds(50)));

    private Task<DnsMessage?> AskAsync(TimeSpan? patience = null) =>
        outside.AskOnceAsync(Host, new OutsideServer(new Endpoint(IPv4Address.Parse("127.0.0.1"), (ushort)((IPEndPoint)streams.LocalEndpoint).Port), null), Query, patience ?? Patience);

    private async Task<(DnsMessage Query, IPEndPoint From)> ReceiveAsync()
    {
        var received = await datagrams.ReceiveAsync();
        return (DnsReader.Read(received.Buffer).Value!, received.RemoteEndPoint);
    }

    private async Task SendAsync(DnsMessage message, IPEndPoint to) => await datagrams.SendAsync(DnsWriter.Write(message), to);

    private static DnsMessage Answer(DnsMessage query, string address) => new()
    {
        Id = query.Id,
        Flags = MessageFlags.Response,
        Question = query.Question,
        Answers = [new ResourceRecord(Query.Question!.Name, 60, RecordData.Of(IPv4Address.Parse(address)))],
    };
}
