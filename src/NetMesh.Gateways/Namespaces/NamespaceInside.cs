using System.Net;
using System.Net.Sockets;
using NetMesh.Gateways.Transport;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways.Namespaces;

/// <summary>
/// The process inside a namespace, seen from itself: what the planet cannot do from outside is done here, and handed over. In order: <see cref="Enter"/>; the caller
/// gives the namespace its addresses; <see cref="HandOver"/>; <see cref="Serve"/> until the planet or the process ends, and beside it whatever the caller starts, in another
/// namespace that has the address alone: every port is free there, since those of the planet are here.
/// </summary>
public sealed class NamespaceInside(NamespaceLine line) : IDisposable
{
    private const string Gone = "the planet went away";

    // The planet has given up before.
    private static readonly TimeSpan DialTime = TimeSpan.FromSeconds(15);

    // A system tells nobody who begins to listen; one can only look.
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private readonly ManualResetEventSlim over = new();
    private Admission? admission;

    /// <summary>Asks for a place on the planet.</summary>
    /// <exception cref="IOException">It was refused, or the planet is gone: one line.</exception>
    public Admission Enter(string region, string? name)
    {
        Say(new EnterRequest(region, name));
        return admission = Expect<Admission>();
    }

    /// <summary>Binds the planet's ports in this namespace and hands them over; the planet answers there when this returns.</summary>
    /// <exception cref="IOException">The planet does not take them, or is gone: one line.</exception>
    /// <exception cref="GatewayError">A port cannot be bound here.</exception>
    public void HandOver()
    {
        List<Socket> sockets = [];
        try
        {
            foreach (var port in admission!.Ports)
            {
                // On all addresses, unless somebody is shown at one of them.
                sockets.Add(Open(port.IsDatagram, new IPEndPoint(IPAddress.Any, port.Port), port.Purpose));
            }

            Say(new HandedSockets(), sockets);
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }

        Expect<Served>();
    }

    /// <summary>Connects and binds where the planet says, until it is gone. Blocks.</summary>
    public void Serve()
    {
        while (line.Receive(out _) is { } message)
        {
            Obey(message);
        }

        over.Set();
    }

    /// <summary>Tells the planet where programs of the calling thread's namespace listen, so that others can call them, until this is disposed. Blocks.</summary>
    public void Watch()
    {
        IReadOnlyList<OwnPort> before = [];
        do
        {
            var now = ListeningSockets.At(admission!.Address);
            if (!now.SequenceEqual(before))
            {
                before = now;
                Tell(new Listening(now));
            }
        }
        while (!over.Wait(Glance));
    }

    public void Dispose()
    {
        over.Set();
        line.Dispose();
    }

    private void Obey(NamespaceMessage message)
    {
        switch (message)
        {
            case DialRequest request:
                _ = Task.Factory.StartNew(() => Dial(request), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                break;
            case BindRequest request:
                Bind(request);
                break;
        }
    }

    private static Socket Open(bool isDatagram, IPEndPoint at, string purpose) =>
        GatewaySockets.OpenAt(isDatagram ? SocketType.Dgram : SocketType.Stream, at, purpose, besideOthers: true);

    private void Bind(BindRequest request)
    {
        try
        {
            using var socket = Open(request.IsDatagram, IPEndPoint.Parse(request.At), "a host");
            if (!request.IsDatagram)
            {
                // From now on the kernel keeps callers until the planet answers them.
                socket.Listen();
            }

            line.Send(new SocketResult(request.Id), socket);
        }
        catch (Exception error) when (error is GatewayError or SocketException)
        {
            Tell(new SocketResult(request.Id));
        }
        catch (IOException)
        {
            // The planet is gone.
        }
    }

    private void Dial(DialRequest request)
    {
        // Never asynchronous: the planet shares the socket's modes, and shall choose them itself.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SendTimeout = (int)DialTime.TotalMilliseconds;
            socket.Bind(new IPEndPoint(IPAddress.Parse(request.From), 0));
            socket.Connect(IPEndPoint.Parse(request.To));
            socket.SendTimeout = 0;
            line.Send(new SocketResult(request.Id), socket);
        }
        catch (SocketException)
        {
            Tell(new SocketResult(request.Id));
        }
        catch (IOException)
        {
            // The planet is gone, or has no room for answers; it gives up by itself.
        }
    }

    private void Say(NamespaceMessage message, params IReadOnlyList<Socket> sockets)
    {
        try
        {
            line.Send(message, sockets);
        }
        catch (IOException error)
        {
            throw new IOException(Gone, error);
        }
    }

    private void Tell(NamespaceMessage message)
    {
        try
        {
            line.Send(message);
        }
        catch (IOException)
        {
            // As above.
        }
    }

    private T Expect<T>()
        where T : NamespaceMessage
    {
        while (true)
        {
            switch (line.Receive(out _))
            {
                case T expected:
                    return expected;
                case Refusal refusal:
                    throw new IOException(refusal.Why);
                case { } request:
                    Obey(request);
                    break;
                default:
                    throw new IOException(Gone);
            }
        }
    }
}
