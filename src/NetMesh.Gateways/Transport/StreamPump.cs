using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using NetMesh.Planet;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Gateways.Transport;

/// <summary>
/// Joins a real client's TCP connection to its end of a connection on the planet's network, whichever of the two sides dialled:
/// <list type="number">
/// <item>Bytes from the client → messages → <see cref="INetwork.Send"/>. All messages that came in one read cross the network as one. When the network's
/// queue is full the socket is not read until it has room, and TCP tells the client.</item>
/// <item>Frames for the client → <see cref="FrameQueue"/> → bytes, many messages a flush. When the client reads slowly the queue fills, and its end pauses.</item>
/// <item>Either side's end is the other's: a close after everything that was sent before it, a reset at once.</item>
/// </list>
/// </summary>
public sealed class StreamPump : IFrameSink
{
    private const int JoinUpTo = 64 * 1024;
    private const int FlushAt = 256 * 1024;
    private const long NotFlushing = -1;

    private readonly INetwork network;
    private readonly IStreamCodec codec;
    private readonly GatewayMetrics.Traffic traffic;
    private readonly StreamLimits limits;
    private readonly TimeProvider time;
    private readonly FrameQueue queue;
    private readonly AsyncSignal writable = new();
    private readonly Lock cutting = new();
    private readonly List<WireMessage> joined = [];
    private ConnectionContext? connection;
    private ITimer? watchTimer;
    private Activity? life;
    private ConnectionEnd end;
    private long lastMessage;
    private long flushing = NotFlushing;
    private bool greeted;
    private bool isCut;
    private volatile bool closing;
    private volatile bool broken;

    public StreamPump(INetwork network, IStreamCodec codec, GatewayMetrics.Traffic traffic, StreamLimits limits, TimeProvider time)
    {
        this.network = network;
        this.codec = codec;
        this.traffic = traffic;
        this.limits = limits;
        this.time = time;
        queue = new FrameQueue(network, limits);
    }

    /// <inheritdoc/>
    public void Deliver(ConnectionEnd end, Frame frame)
    {
        this.end = end;
        switch (frame.Kind)
        {
            case FrameKind.Data when !queue.Add(end, frame.Message!):
                Refuse(RefusalReasons.SlowReader);
                break;
            case FrameKind.Accepted or FrameKind.Writable:
                writable.Set();
                break;
            case FrameKind.Closed:
                closing = true;
                queue.Complete();
                break;
            case FrameKind.Reset:
                Break();
                break;
        }
    }

    /// <summary>Runs a connection whose client dialled: the host is dialled in turn, and the client is not read before it has answered.</summary>
    public async Task RunDialledAsync(ConnectionContext client, EnteredConnection entered)
    {
        life = GatewayActivities.Connection(ActivityKind.Server, traffic, entered.Client, entered.Called);
        end = network.Connect(entered.Client, entered.Called, this);
        if (entered.Answered is null || await IsAcceptedAsync(client, entered.Answered))
        {
            await RunAsync(client, end, mustWait: entered.Answered is null, CloseRequestOf(client));
        }
    }

    /// <summary>Runs a connection that a host of the planet dialled, once the client has answered.</summary>
    /// <param name="client">The client's side.</param>
    /// <param name="clientEnd">Its end of the connection on the planet.</param>
    /// <param name="called">The client.</param>
    /// <param name="host">The host that dialled.</param>
    /// <param name="closeRequested">No more is to be read from the client.</param>
    public Task RunAcceptedAsync(ConnectionContext client, ConnectionEnd clientEnd, Endpoint called, Endpoint host, CancellationToken closeRequested)
    {
        life = GatewayActivities.Connection(ActivityKind.Client, traffic, called, host);
        return RunAsync(client, clientEnd, mustWait: false, closeRequested);
    }

    /// <summary>Asks for the connection's end, in order, when the planet stops.</summary>
    internal static CancellationToken CloseRequestOf(ConnectionContext client) =>
        client.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;

    /// <summary>Whether the called host has answered; the client has been told, and waits for no answer any more.</summary>
    private async Task<bool> IsAcceptedAsync(ConnectionContext client, Func<bool, ValueTask> tell)
    {
        var goesOn = false;
        try
        {
            // Until now nothing cuts the client off: it can still be told.
            using (client.ConnectionClosed.UnsafeRegister(static signal => ((AsyncSignal)signal!).Set(), writable))
            {
                await writable.WaitAsync();
            }

            var accepted = !broken && !client.ConnectionClosed.IsCancellationRequested;
            await tell(accepted);
            return goesOn = accepted;
        }
        finally
        {
            if (!goesOn)
            {
                network.Reset(end);
                life?.Stop();
            }
        }
    }

    private async Task RunAsync(ConnectionContext client, ConnectionEnd clientEnd, bool mustWait, CancellationToken closeRequested)
    {
        end = clientEnd;
        lastMessage = time.GetTimestamp();
        if (IsCutBefore(client))
        {
            Cut(client);
        }

        await using var drain = closeRequested.UnsafeRegister(static pump => ((StreamPump)pump!).BeginClosing(), this);
        await using var watch = time.CreateTimer(static pump => ((StreamPump)pump!).Watch(), this, limits.HandshakeTime, Timeout.InfiniteTimeSpan);
        watchTimer = watch;
        try
        {
            await Task.WhenAll(SendAsync(client.Transport.Output), ReceiveAsync(client.Transport.Input, mustWait));
        }
        finally
        {
            // However it ended, the host hears of it; an end that closed in order is gone by now.
            network.Reset(end);
            life?.Stop();
        }
    }

    private async Task ReceiveAsync(PipeReader input, bool mustWait)
    {
        try
        {
            if (mustWait)
            {
                await writable.WaitAsync();
            }

            while (!closing && !broken)
            {
                var read = await input.ReadAsync();
                var rest = read.Buffer;
                var length = rest.Length;
                while (!rest.IsEmpty && !closing && !broken)
                {
                    var before = rest.Length;
                    var hasRoom = ReadSome(ref rest);
                    if (!hasRoom)
                    {
                        await writable.WaitAsync();
                    }
                    else if (rest.Length == before)
                    {
                        break;
                    }
                }

                traffic.Received(length - rest.Length);
                input.AdvanceTo(rest.Start, read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }

            network.Close(end);
        }
        catch (Exception error) when (error.IsBrokenConnection())
        {
            // The client reset the connection, or it was cut.
            broken = true;
            network.Reset(end);
        }
        finally
        {
            queue.Complete();
            await input.CompleteAsync();
        }
    }

    /// <summary>Sends on what of the input is whole messages, up to what may be joined. False when the network has no room for more.</summary>
    private bool ReadSome(ref ReadOnlySequence<byte> rest)
    {
        for (var most = JoinUpTo; most > 0;)
        {
            var read = codec.Read(rest);
            if (read.IsInvalid)
            {
                Refuse(RefusalReasons.Garbage);
                return true;
            }

            if (!read.IsComplete)
            {
                break;
            }

            joined.Add(read.Value);
            rest = rest.Slice(read.Consumed);
            most -= read.Consumed;
        }

        if (joined.Count == 0)
        {
            return true;
        }

        lastMessage = time.GetTimestamp();
        greeted = true;
        if (queue.IsPaused && network.QueuedBytes(end.Other) > limits.CutOffBehindAt)
        {
            Refuse(RefusalReasons.SlowReader);
            return true;
        }

        var message = joined.Count == 1 ? joined[0] : codec.Join(CollectionsMarshal.AsSpan(joined));
        joined.Clear();
        return network.Send(end, message);
    }

    private async Task SendAsync(PipeWriter output)
    {
        try
        {
            while (await queue.TakeAsync(end) is { } messages)
            {
                foreach (var message in messages)
                {
                    codec.Write(message, output);
                    if (output.UnflushedBytes >= FlushAt && !await FlushAsync(output))
                    {
                        break;
                    }
                }

                if (!await FlushAsync(output))
                {
                    break;
                }
            }
        }
        catch (Exception error) when (error.IsBrokenConnection() || error is InvalidOperationException)
        {
            broken = true;
            network.Reset(end);
        }
        finally
        {
            // The socket's closing tells the client; the reader has no more to do.
            queue.Clear();
            await output.CompleteAsync();
            BeginClosing();
        }
    }

    /// <summary>False when the client no longer listens.</summary>
    private async ValueTask<bool> FlushAsync(PipeWriter output)
    {
        var count = output.UnflushedBytes;
        Volatile.Write(ref flushing, time.GetTimestamp());
        var flushed = await output.FlushAsync();
        Volatile.Write(ref flushing, NotFlushing);
        traffic.Sent(count);
        return !flushed.IsCompleted && !flushed.IsCanceled && !broken;
    }

    /// <summary>No more is read from the client; what is on its way to it still goes.</summary>
    private void BeginClosing()
    {
        closing = true;
        queue.Complete();
        writable.Set();
        connection?.Transport.Input.CancelPendingRead();
    }

    private void Watch()
    {
        var silent = time.GetElapsedTime(lastMessage);
        var granted = greeted ? limits.IdleTime : limits.HandshakeTime;
        if (silent >= granted)
        {
            Refuse(greeted ? RefusalReasons.IdleTime : RefusalReasons.HandshakeTime);
            return;
        }

        if (Volatile.Read(ref flushing) is var since and not NotFlushing && time.GetElapsedTime(since) >= limits.StallTime)
        {
            Refuse(RefusalReasons.SlowReader);
            return;
        }

        var next = granted - silent;
        watchTimer?.Change(next < limits.StallTime ? next : limits.StallTime, Timeout.InfiniteTimeSpan);
    }

    private void Refuse(string reason)
    {
        traffic.Refused(reason);
        life.Fail(reason);
        network.Reset(end);
        Break();
    }

    private void Break()
    {
        // First of all: what follows wakes the sender, which completes the client's output, and that is a FIN: it reads as "served, and done".
        ConnectionContext? client;
        lock (cutting)
        {
            isCut = true;
            client = connection;
        }

        if (client is not null)
        {
            Cut(client);
        }

        broken = true;
        closing = true;
        queue.Clear();
        writable.Set();
    }

    /// <summary>Takes the client over; true when the host's end broke before there was one, and nobody but the caller cuts it off.</summary>
    private bool IsCutBefore(ConnectionContext client)
    {
        lock (cutting)
        {
            connection = client;
            return isCut;
        }
    }

    private static void Cut(ConnectionContext client)
    {
        client.Features.Get<IConnectionSocketFeature>()?.Socket.Close(0);
        client.Abort(new ConnectionAbortedException("reset"));
    }
}
