using System.Collections.Concurrent;
using System.Net.Sockets;
using NetMesh.Gateways.Transport;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways.Namespaces;

/// <summary>
/// A network namespace whose whole Internet is the planet, seen from the planet:
/// <list type="number">
/// <item>the process inside says where it wants to stand, and gets an address and a list of ports;</item>
/// <item>it binds those ports in the namespace and hands the sockets over; the planet's gateways serve them as they serve the planet's own;</item>
/// <item>when a host of the planet calls an address in the namespace, the process inside connects, from that host's address, and hands the connection over;</item>
/// <item>where its programs listen, if it has a name, the other namespaces are told (<see cref="NamespaceFaces"/>), and it is told of theirs;</item>
/// <item>when the process ends, its host, its address and all the sockets are gone.</item>
/// </list>
/// </summary>
public sealed class EnteredNamespace
{
    private readonly NamespaceLine line;
    private readonly EnteredHosts hosts;
    private readonly INamespaceGateways gateways;
    private readonly NamespaceFaces faces;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<Socket?>> requests = new();
    private long lastRequest;
    private volatile bool isServed;

    internal EnteredNamespace(NamespaceLine line, EnteredHosts hosts, INamespaceGateways gateways)
    {
        this.line = line;
        this.hosts = hosts;
        this.gateways = gateways;
        faces = new NamespaceFaces(this, gateways);
    }

    /// <summary>Where others are seen in there.</summary>
    internal NamespaceFaces Faces => faces;

    /// <summary>Opens a connection inside the namespace, where all addresses of the planet are local.</summary>
    /// <param name="from">The host that calls.</param>
    /// <param name="to">Who is called.</param>
    /// <returns>Null when nobody listens there, or the namespace is gone.</returns>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public Task<Socket?> DialAsync(IPv4Address from, Endpoint to, CancellationToken cancellation) =>
        RequestAsync(id => new DialRequest(id, from.ToString(), to.ToString()), cancellation);

    /// <summary>Binds a socket inside the namespace, which listens already if it is a stream's. The request is on its way when this returns.</summary>
    /// <returns>Null when the port is taken there, or the namespace is gone.</returns>
    internal Task<Socket?> BindAsync(Endpoint at, bool isDatagram) => RequestAsync(id => new BindRequest(id, at.ToString(), isDatagram), CancellationToken.None);

    private async Task<Socket?> RequestAsync(Func<long, NamespaceMessage> request, CancellationToken cancellation)
    {
        if (!isServed)
        {
            return null;
        }

        var id = Interlocked.Increment(ref lastRequest);
        var answer = new TaskCompletionSource<Socket?>(TaskCreationOptions.RunContinuationsAsynchronously);
        requests[id] = answer;
        try
        {
            line.Send(request(id));
            return isServed ? await answer.Task.WaitAsync(cancellation) : null;
        }
        catch (IOException)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            // A connection that comes now is closed where it arrives, unless it had come already.
            if (!answer.TrySetResult(null))
            {
                (await answer.Task)?.Dispose();
            }

            throw;
        }
        finally
        {
            requests.TryRemove(id, out _);
        }
    }

    /// <summary>Serves the namespace until its process ends or the planet hangs up. Blocks: a thread of its own.</summary>
    internal void Run()
    {
        Host? host = null;
        IAsyncDisposable? served = null;
        try
        {
            if (line.Receive(out var none) is not EnterRequest request)
            {
                Close(none);
                return;
            }

            Close(none);
            if (!hosts.TryEnter(this, request, out host, out var refusal))
            {
                line.Send(new Refusal(refusal));
                return;
            }

            var ports = gateways.Ports;
            line.Send(new Admission(
                host.Address.ToString(), [.. gateways.Prefixes.Select(prefix => prefix.ToString())], host.Region.Prefix.At(EnteredHosts.Resolver).ToString(), ports));
            var answer = line.Receive(out var sockets);
            if (answer is not HandedSockets || sockets.Count != ports.Count)
            {
                Close(sockets);
                return;
            }

            served = gateways.ServeAsync(ports, sockets).GetAwaiter().GetResult();
            isServed = true;

            // Bound in there before the command begins: the line keeps the order.
            hosts.Appear(this);
            line.Send(new Served());
            Hear(host);
        }
        catch (GatewayError error)
        {
            TryRefuse(error.Message);
        }
        catch (IOException)
        {
            // The process inside ended meanwhile.
        }
        finally
        {
            isServed = false;
            if (host is not null)
            {
                hosts.Leave(this, host);
            }

            foreach (var waiting in requests.Values)
            {
                waiting.TrySetResult(null);
            }

            faces.DisposeAsync().AsTask().GetAwaiter().GetResult();
            served?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            line.Dispose();
        }
    }

    /// <summary>The planet ends.</summary>
    internal void HangUp() => line.Dispose();

    private void Hear(Host host)
    {
        while (line.Receive(out var sockets) is { } message)
        {
            if (message is Listening listening)
            {
                hosts.Announce(this, host, listening.Ports);
            }

            var connected = sockets.Count == 1 ? sockets[0] : null;
            if (message is not SocketResult result || !requests.TryRemove(result.Id, out var request) || !request.TrySetResult(connected))
            {
                Close(sockets);
            }
        }
    }

    private void TryRefuse(string why)
    {
        try
        {
            line.Send(new Refusal(why));
        }
        catch (IOException)
        {
            // Nobody is there to be told.
        }
    }

    private static void Close(IReadOnlyList<Socket> sockets)
    {
        foreach (var socket in sockets)
        {
            socket.Dispose();
        }
    }
}

/// <summary>What the gateways of a planet do for a namespace.</summary>
internal interface INamespaceGateways
{
    /// <summary>Where the planet answers in a namespace: the well-known ports, and those that its directory and its trackers' answers name.</summary>
    IReadOnlyList<ServedPort> Ports { get; }

    /// <summary>All of the planet's addresses.</summary>
    IReadOnlyList<AddressPrefix> Prefixes { get; }

    /// <summary>Serves one that stands for somebody elsewhere on the planet, until disposed.</summary>
    /// <param name="socket">Bound in a namespace, and listening if it is a stream's.</param>
    /// <param name="at">Whom it stands for.</param>
    /// <param name="isDatagram">UDP; otherwise TCP.</param>
    Task<IAsyncDisposable?> ShowAsync(Socket socket, Endpoint at, bool isDatagram);

    /// <summary>Serves sockets that were bound elsewhere, until disposed; they are closed then, or when it fails.</summary>
    /// <exception cref="GatewayError">One of them cannot be served.</exception>
    Task<IAsyncDisposable> ServeAsync(IReadOnlyList<ServedPort> ports, IReadOnlyList<Socket> sockets);
}
