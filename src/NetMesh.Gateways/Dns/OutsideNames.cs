using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using NetMesh.Contracts.Names;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Signatures;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Gateways.Dns;

/// <summary>Name servers beyond the planet, asked over sockets with the address of the host that asks: they see who it is, and may know it.</summary>
/// <param name="time">The clock of patience, and the calendar of signatures.</param>
public sealed class OutsideNames(TimeProvider time) : IOutsideNames
{
    private const int Tries = 3;
    private const int LengthBytes = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TransferPatience = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public async Task<DnsMessage?> AskAsync(IPv4Address from, OutsideServer server, DnsMessage query)
    {
        for (var i = 0; i < Tries; i++)
        {
            using var late = new CancellationTokenSource(Patience * (1 << i), time);
            try
            {
                return await AskByDatagramAsync(from, server, Sent(query, server.Key), late.Token);
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException)
            {
                // Silent, or not there yet: once more.
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public async Task<DnsMessage?> AskOnceAsync(IPv4Address from, OutsideServer server, DnsMessage query, TimeSpan patience)
    {
        using var late = new CancellationTokenSource(patience, time);
        try
        {
            // Drawn anew, by lots that nobody can repeat as they can a world's.
            var mixed = query.Question! with { Name = LetterCase.Draw(query.Question.Name, () => RandomNumberGenerator.GetInt32(2) == 0) };
            var sent = Sent(query.About(mixed), server.Key);
            var answer = await AskByDatagramAsync(from, server, sent, late.Token);
            answer = answer.Flags.HasFlag(MessageFlags.Truncated) ? await AskByStreamAsync(from, server, sent, late.Token) : answer;
            return answer?.About(query.Question).WithId(query.Id);
        }
        catch (Exception error) when (error is SocketException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    // Whatever comes that is no answer to it is passed over.
    private async Task<DnsMessage> AskByDatagramAsync(IPv4Address from, OutsideServer server, Sending sent, CancellationToken cancellation)
    {
        using var socket = Open(from, server, ProtocolType.Udp);
        await socket.ConnectAsync(Real(server.At), cancellation);
        await socket.SendAsync(sent.Bytes, cancellation);
        var room = new byte[DnsWriter.MaxLength];
        while (true)
        {
            var length = await socket.ReceiveAsync(room, cancellation);
            if (Read(room.AsSpan(0, length), sent) is { } answer && sent.IsAnsweredBy(answer))
            {
                return answer;
            }
        }
    }

    // Null for what is no answer to it.
    private async Task<DnsMessage?> AskByStreamAsync(IPv4Address from, OutsideServer server, Sending sent, CancellationToken cancellation)
    {
        using var socket = Open(from, server, ProtocolType.Tcp);
        await using var stream = await CallAsync(socket, server, sent, cancellation);
        return Read(await ReadAsync(stream, cancellation), sent) is { } answer && sent.IsAnsweredBy(answer) ? answer : null;
    }

    private static async Task<NetworkStream> CallAsync(Socket socket, OutsideServer server, Sending sent, CancellationToken cancellation)
    {
        await socket.ConnectAsync(Real(server.At), cancellation);
        var stream = new NetworkStream(socket);
        var framed = new byte[LengthBytes + sent.Bytes.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)sent.Bytes.Length);
        sent.Bytes.CopyTo(framed, LengthBytes);
        await stream.WriteAsync(framed, cancellation);
        return stream;
    }

    private static async Task<byte[]> ReadAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var length = new byte[LengthBytes];
        await stream.ReadExactlyAsync(length, cancellation);
        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(message, cancellation);
        return message;
    }

    /// <inheritdoc/>
    public async Task<Transferred?> TransferAsync(IPv4Address from, OutsideServer server, DomainName name, Zone? held)
    {
        using var late = new CancellationTokenSource(TransferPatience, time);
        try
        {
            return await TransferAsync(from, server, ZoneTransfer.Ask(name, 0, held?.Soa), held, late.Token)
                ?? (held is null ? null : await TransferAsync(from, server, ZoneTransfer.Ask(name, 0), null, late.Token));
        }
        catch (Exception error) when (error is SocketException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    // Null for what is no transfer, or one of changes that do not fit what is held.
    private async Task<Transferred?> TransferAsync(IPv4Address from, OutsideServer server, DnsMessage query, Zone? held, CancellationToken cancellation)
    {
        var sent = Sent(query, server.Key);
        using var socket = Open(from, server, ProtocolType.Tcp);
        await using var stream = await CallAsync(socket, server, sent, cancellation);
        var reader = new TransferReader(sent.Query, held);
        while (true)
        {
            if (Read(await ReadAsync(stream, cancellation), sent) is not { } answer)
            {
                return null;
            }

            var read = reader.Read(answer);
            if (read.IsComplete || read.Error is not null)
            {
                return read.IsComplete && sent.Verifier is not { IsProven: false } ? read.Value : null;
            }
        }
    }

    private static Socket Open(IPv4Address from, OutsideServer server, ProtocolType protocol)
    {
        var socket = new Socket(AddressFamily.InterNetwork, protocol == ProtocolType.Udp ? SocketType.Dgram : SocketType.Stream, protocol);
        try
        {
            // Between addresses of this machine it can be the host's own, elsewhere only one that the machine has.
            if (IPAddress.IsLoopback(Real(server.At).Address))
            {
                socket.Bind(Real(new Endpoint(from, 0)));
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static IPEndPoint Real(Endpoint endpoint) => new(endpoint.Address.ToIPAddress(), endpoint.Port);

    private Sending Sent(DnsMessage query, TransactionKey? key)
    {
        var numbered = query.WithId((ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1));
        var bytes = DnsWriter.Write(numbered);
        if (key is null)
        {
            return new Sending(numbered, bytes, null);
        }

        var signed = SignedMessage.Of(bytes, key, time.GetUtcNow());
        return new Sending(numbered, signed.Bytes, new AnswerVerifier(key, signed.Mac));
    }

    private DnsMessage? Read(ReadOnlySpan<byte> message, Sending sent)
    {
        var read = sent.Verifier?.Read(message, time.GetUtcNow()) ?? DnsReader.Read(message);
        return read.IsComplete ? read.Value : null;
    }

    private sealed record Sending(DnsMessage Query, byte[] Bytes, AnswerVerifier? Verifier)
    {
        // The case of letters included.
        public bool IsAnsweredBy(DnsMessage answer) => answer.IsResponse && answer.Id == Query.Id
            && (answer.Question is null || (answer.Question.Type == Query.Question!.Type && answer.Question.Name.Wire.SequenceEqual(Query.Question.Name.Wire)));
    }
}
