using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Signatures;

namespace NetMesh.Interop.Tests.Names;

/// <summary>
/// A client that changes a zone as fast as it can, over connections, one signed update after the other, and remembers what the server said was done. Names are its own: other
/// streams do not touch them.
/// </summary>
/// <param name="zone">The zone.</param>
/// <param name="label">Its names begin with it.</param>
/// <param name="random">Draws what to do.</param>
internal sealed class UpdateStream(string zone, string label, Random random)
{
    private readonly List<string> added = [];
    private int count;

    /// <summary>Names that are there, and names that are not, as the server acknowledged it. What it did not acknowledge is in neither: it may be so or so.</summary>
    public ConcurrentDictionary<string, bool> Acknowledged { get; } = [];

    /// <summary>Names that were sent, acknowledged or not.</summary>
    public ConcurrentDictionary<string, bool> Sent { get; } = [];

    /// <summary>Goes on until the connection breaks.</summary>
    /// <param name="server">The name server.</param>
    /// <param name="acknowledged">Called for each update that the server says is done.</param>
    public async Task RunAsync(IPEndPoint server, Action acknowledged)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(server);
            while (true)
            {
                var isDeletion = added.Count > 0 && random.Next(4) == 0;
                var at = random.Next(Math.Max(1, added.Count));
                var name = isDeletion ? added[at] : $"{label}-{count++}.{zone}.";
                if (isDeletion)
                {
                    added.RemoveAt(at);
                }

                Sent[name] = true;
                Acknowledged.TryRemove(name, out _);
                Assert.Equal(ResponseCode.NoError, await SendAsync(client.GetStream(), Update(name, isDeletion)));
                Acknowledged[name] = !isDeletion;
                if (!isDeletion)
                {
                    added.Add(name);
                }

                acknowledged();
            }
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            // The server is gone.
        }
    }

    private DnsMessage Update(string name, bool isDeletion) => new()
    {
        Id = (ushort)random.Next(1 << 16),
        Opcode = Opcode.Update,
        Question = new Question(DomainName.Parse(zone), RecordType.SOA),
        Authorities =
        [
            isDeletion
                ? new ResourceRecord(DomainName.Parse(name), RecordClass.ANY, 0, RecordData.None(RecordType.ANY))
                : new ResourceRecord(DomainName.Parse(name), 60, RecordData.Of(new IPv4Address((uint)random.Next()))),
        ],
    };

    private static async Task<ResponseCode> SendAsync(NetworkStream stream, DnsMessage update)
    {
        var signed = SignedMessage.Of(DnsWriter.Write(update), UpdatedPlanet.Key, DateTimeOffset.UtcNow);
        var framed = new byte[2 + signed.Bytes.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)signed.Bytes.Length);
        signed.Bytes.CopyTo(framed, 2);
        await stream.WriteAsync(framed);
        await stream.ReadExactlyAsync(framed.AsMemory(0, 2));
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(framed)];
        await stream.ReadExactlyAsync(answer);
        var read = new AnswerVerifier(UpdatedPlanet.Key, signed.Mac).Read(answer, DateTimeOffset.UtcNow);
        Assert.True(read.IsComplete, read.Error?.ToString());
        return read.Value.Code;
    }
}
