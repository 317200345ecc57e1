using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using NetMesh.Protocols.Addressing;
using static NetMesh.Gateways.Transport.LinuxDatagrams;

namespace NetMesh.Gateways.Transport;

/// <summary>
/// Datagrams in batches. One thread waits in recvmmsg(2); what a handler answers at once leaves in one sendmmsg(2) after the batch, and what it answers
/// later, from whatever thread, leaves with everything else that was waiting by then.
/// </summary>
internal sealed class BatchedUdpGateway : UdpGateway
{
    private const int Batch = 64;
    private const int SocketBuffer = 4 << 20;

    private readonly Socket socket;
    private readonly IDatagramHandler handler;
    private readonly GatewayMetrics metrics;
    private readonly string protocol;
    private readonly DatagramSlots incoming = new(Batch, MaxLength);
    private readonly DatagramSlots outgoing = new(Batch, MaxLength);
    private readonly Lock sending = new();
    private readonly Thread receiver;
    private int outgoingUsed;
    private volatile bool stopping;

    /// <param name="socket">Bound to all addresses on one port, and blocking; the gateway's from now on.</param>
    /// <param name="listed">The port under which the directory lists what is asked here; null: the socket's own.</param>
    public BatchedUdpGateway(Socket socket, string protocol, IDatagramHandler handler, GatewayMetrics metrics, ushort? listed = null)
    {
        this.socket = socket;
        this.protocol = protocol;
        this.handler = handler;
        this.metrics = metrics;
        socket.ReceiveBufferSize = SocketBuffer;
        socket.SendBufferSize = SocketBuffer;
        socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.PacketInformation, optionValue: true);

        // Shutting the socket down wakes the receiver; the time-out is for systems that do not do it for unconnected sockets.
        socket.ReceiveTimeout = 1000;
        Port = listed ?? (ushort)((IPEndPoint)socket.LocalEndPoint!).Port;
        receiver = new Thread(ReceiveUntilStopped) { IsBackground = true, Name = $"udp {Port}" };
    }

    public override ushort Port { get; }

    public override void Start() => receiver.Start();

    public override void Send(Endpoint from, Endpoint to, ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length > MaxLength)
        {
            metrics.Refused(protocol, RefusalReasons.TooLong, "none");
            return;
        }

        lock (sending)
        {
            if (stopping)
            {
                return;
            }

            outgoing.Write(outgoingUsed++, from.Address, to, datagram);
            if (outgoingUsed == Batch || Thread.CurrentThread != receiver)
            {
                SendWaiting();
            }
        }
    }

    public override void Dispose()
    {
        if (stopping)
        {
            return;
        }

        lock (sending)
        {
            stopping = true;
        }

        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // An unconnected socket says so, and wakes its receiver all the same.
        }

        if (receiver.ThreadState.HasFlag(ThreadState.Unstarted) || receiver.Join(TimeSpan.FromSeconds(5)))
        {
            incoming.Dispose();
            outgoing.Dispose();
        }

        socket.Dispose();
    }

    private unsafe void ReceiveUntilStopped()
    {
        var used = Batch;
        while (!stopping)
        {
            incoming.PrepareToReceive(used);
            used = Math.Max(Receive(socket.SafeHandle, incoming.At(0), Batch, MsgWaitForOne, null), 0);
            for (var i = 0; i < used && !stopping; i++)
            {
                if (incoming.TryRead(i, Port, out var from, out var to, out var datagram))
                {
                    Handle(from, to, datagram);
                }
                else
                {
                    metrics.Refused(protocol, RefusalReasons.TooLong, "none");
                }
            }

            lock (sending)
            {
                SendWaiting();
            }
        }
    }

    private void Handle(Endpoint from, Endpoint to, ReadOnlySpan<byte> datagram)
    {
        try
        {
            handler.Receive(from, to, datagram, this);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // One datagram must not end the service of all others.
            metrics.Refused(protocol, RefusalReasons.Failed, "none");
        }
    }

    private unsafe void SendWaiting()
    {
        for (var next = 0; next < outgoingUsed && !stopping;)
        {
            var sent = LinuxDatagrams.Send(socket.SafeHandle, outgoing.At(next), (uint)(outgoingUsed - next), 0);

            // The kernel reports a failure only when it is the first datagram's: that one is lost, the others go on.
            if (sent <= 0)
            {
                metrics.Refused(protocol, RefusalReasons.Unreachable, "none");
            }

            next += Math.Max(sent, 1);
        }

        outgoingUsed = 0;
    }
}
