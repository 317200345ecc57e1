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
/// <item>when the process ends, its host, its address and all the sockets are gone.</item>
/// </list>
/// </summary>
public sealed class EnteredNamespace
{
    private readonly NamespaceLine line;
    private readonly EnteredHosts hosts;
    private readonly INamespaceGateways gateways;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<Socket?>> dials = new();
    private long lastDial;
    private volatile bool isServed;

    internal EnteredNamespace(NamespaceLine line, EnteredHosts hosts, INamespaceGateways gateways)
    {
        this.line = line;
        this.hosts = hosts;
        this.gateways = gateways;
    }

    /// <summary>Opens a connection inside the namespace, where all addresses of the planet are local.</summary>
    /// <param name="from">The host that calls.</param>
    /// <param name="to">Who is called.</param>
    /// <returns>Null when nobody listens there, or the namespace is gone.</returns>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public async Task<Socket?> DialAsync(IPv4Address from, Endpoint to, CancellationToken cancellation)
    {
        if (!isServed)
        {
            return null;
        }

        var id = Interlocked.Increment(ref lastDial);
        var dialled = new TaskCompletionSource<Socket?>(TaskCreationOptions.RunContinuationsAsynchronously);
        dials[id] = dialled;
        try
        {
            line.Send(new DialRequest(id, from.ToString(), to.ToString()));
            return isServed ? await dialled.Task.WaitAsync(cancellation) : null;
        }
        catch (IOException)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            // A connection that comes now is closed where it arrives, unless it had come already.
            if (!dialled.TrySetResult(null))
            {
                (await dialled.Task)?.Dispose();
            }

            throw;
        }
        finally
        {
            dials.TryRemove(id, out _);
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
            line.Send(new Served());
            isServed = true;
            Hear();
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
                hosts.Leave(host);
            }

            foreach (var dial in dials.Values)
            {
                dial.TrySetResult(null);
            }

            served?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            line.Dispose();
        }
    }

    /// <summary>The planet ends.</summary>
    internal void HangUp() => line.Dispose();

    private void Hear()
    {
        while (line.Receive(out var sockets) is { } message)
        {
            var connected = sockets.Count == 1 ? sockets[0] : null;
            if (message is not DialResult result || !dials.TryRemove(result.Id, out var dial) || !dial.TrySetResult(connected))
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

    /// <summary>Serves sockets that were bound elsewhere, until disposed; they are closed then, or when it fails.</summary>
    /// <exception cref="GatewayError">One of them cannot be served.</exception>
    Task<IAsyncDisposable> ServeAsync(IReadOnlyList<ServedPort> ports, IReadOnlyList<Socket> sockets);
}
