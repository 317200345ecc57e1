using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using NetMesh.Gateways.Transport;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;

namespace NetMesh.Gateways.Dns;

/// <summary>
/// Where questions about names enter over connections, each with its length before it (RFC 1035 §4.2.2). Several may be under way at once, and answers leave as they come
/// (RFC 7766 §6.2.1.1).
/// </summary>
public sealed class NameTcpGateway(NameGateway names, RoundTrips trips, StreamLimits limits, TimeProvider time, NameTransport transport = NameTransport.Connection)
{
    public const string Protocol = "dns-tcp";

    /// <summary>The same with TLS around it (RFC 7858).</summary>
    public const string TlsProtocol = "dns-tls";

    /// <summary>What such clients say that they speak (RFC 7858 has it in IANA's registry).</summary>
    public static readonly SslApplicationProtocol TlsName = new("dot");

    /// <summary>Questions of a connection that are being answered; the next is not read before one of them is.</summary>
    private const int MostPending = 64;

    private const int LengthBytes = 2;

    /// <summary>Runs a connection to its end.</summary>
    public async Task RunAsync(ConnectionContext connection)
    {
        var entered = connection.Features.Get<EnteredConnection>()!;
        if (!await trips.SetUpAsync(entered, connection.Abort))
        {
            return;
        }

        await using var talk = new Talk(connection, entered, names, limits, time, transport);
        await talk.RunAsync();
    }

    private sealed class Talk(ConnectionContext connection, EnteredConnection entered, NameGateway names, StreamLimits limits, TimeProvider time, NameTransport transport) : IAsyncDisposable
    {
        private readonly SemaphoreSlim places = new(MostPending);
        private readonly SemaphoreSlim output = new(1);

        public async Task RunAsync()
        {
            while (await ReadAsync() is { } message)
            {
                await places.WaitAsync();
                _ = AnswerAsync(message);
            }
        }

        // What was asked before the client fell silent is answered before the connection ends.
        public async ValueTask DisposeAsync()
        {
            for (var i = 0; i < MostPending; i++)
            {
                await places.WaitAsync();
            }

            places.Dispose();
            output.Dispose();
        }

        // A whole message; null at the end of the connection, be it the client's or ours. Only the input says when that is: Kestrel cancels ConnectionClosed as soon as the
        // client closes its side, when questions of his may still be unread.
        private async Task<byte[]?> ReadAsync()
        {
            using var late = new CancellationTokenSource(NameGateway.Patience, time);
            var input = connection.Transport.Input;
            try
            {
                while (true)
                {
                    var read = await input.ReadAsync(late.Token);
                    if (TakeMessage(read.Buffer) is { } message)
                    {
                        input.AdvanceTo(read.Buffer.GetPosition(LengthBytes + message.Length));
                        return message;
                    }

                    input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                    if (read.IsCompleted)
                    {
                        return null;
                    }
                }
            }
            catch (Exception error) when (error.IsBrokenConnection())
            {
                if (late.IsCancellationRequested)
                {
                    entered.Traffic.Refused(RefusalReasons.IdleTime);
                }

                return null;
            }
        }

        private static byte[]? TakeMessage(in ReadOnlySequence<byte> input)
        {
            var reader = new SequenceReader<byte>(input);
            return reader.TryReadBigEndian(out short length) && reader.TryReadExact((ushort)length, out var message) ? message.ToArray() : null;
        }

        private async Task AnswerAsync(byte[] message)
        {
            try
            {
                entered.Traffic.Received(LengthBytes + message.Length);
                var asked = names.Read(message, transport);
                if (asked.IsTransfer)
                {
                    foreach (var part in await names.TransferAsync(entered.Client, entered.Called, asked, entered.Traffic))
                    {
                        await WriteAsync(asked, part);
                    }
                }
                else if (await names.AnswerAsync(entered.Client, entered.Called, asked, entered.Traffic) is { } answer)
                {
                    await WriteAsync(asked, answer);
                }
                else if (asked.Query is null)
                {
                    connection.Abort(new ConnectionAbortedException("what came is no question"));
                }
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                if (!error.IsBrokenConnection() && error is not OperationCanceledException)
                {
                    // The name server's silo died, or it did not answer in time: the client sees the connection end, and asks again.
                    entered.Traffic.Refused(RefusalReasons.Failed);
                }

                connection.Abort(new ConnectionAbortedException("no answer"));
            }
            finally
            {
                places.Release();
            }
        }

        private async Task WriteAsync(Asked asked, DnsMessage answer)
        {
            using var late = new CancellationTokenSource(limits.StallTime, time);
            await output.WaitAsync(late.Token);
            try
            {
                var length = Write(asked, answer, connection.Transport.Output);
                entered.Traffic.Sent(length);
                var flushed = await connection.Transport.Output.FlushAsync(late.Token);
                if (flushed.IsCanceled)
                {
                    connection.Abort(new ConnectionAbortedException("the connection ends"));
                }
            }
            catch (OperationCanceledException)
            {
                entered.Traffic.Refused(RefusalReasons.SlowReader);
                throw;
            }
            finally
            {
                output.Release();
            }
        }

        private int Write(Asked asked, DnsMessage answer, PipeWriter output)
        {
            var room = ArrayPool<byte>.Shared.Rent(LengthBytes + DnsWriter.MaxLength);
            try
            {
                var length = names.Write(asked, answer, room.AsSpan(LengthBytes, DnsWriter.MaxLength));
                BinaryPrimitives.WriteUInt16BigEndian(room, (ushort)length);
                output.Write(room.AsSpan(0, LengthBytes + length));
                return LengthBytes + length;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(room);
            }
        }
    }
}
