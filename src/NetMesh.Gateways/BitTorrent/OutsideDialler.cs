using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using NetMesh.Contracts.Hosts;
using NetMesh.Gateways.Namespaces;
using NetMesh.Gateways.Transport;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Gateways.BitTorrent;

/// <summary>
/// Where hosts of the planet leave it: a peer dials a real client, or a peer of another planet, that its tracker listed. The TCP connection comes from the host's
/// own address, so that the called one sees who calls, and goes nowhere beyond the prefixes that the options allow. Who has entered the planet in a namespace of his
/// own is called in there (<see cref="EnteredNamespace"/>). Likewise with datagrams, to trackers of other
/// planets (<see cref="OutsideDatagrams"/>).
/// </summary>
public sealed class OutsideDialler(
    GatewayOptions options, PlanetMap map, EnteredHosts entered, GatewayMetrics metrics, ConnectionLimits limits, TimeProvider time, ILoggerFactory loggers)
    : IOutside, IAsyncDisposable
{
    private readonly SocketConnectionContextFactory connections = new(
        new SocketConnectionFactoryOptions { MaxReadBufferSize = 1 << 20, MaxWriteBufferSize = 1 << 20 },
        loggers.CreateLogger<OutsideDialler>());

    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<Task, bool> running = new();
    private readonly OutsideDatagrams datagrams = new(options.Listen, map, metrics, time);
    private volatile Opened? opened;

    /// <summary>From now on dials go out; before, they are refused. (The network cannot be made before its outside.)</summary>
    /// <param name="network">Whose connections are carried on.</param>
    /// <param name="ownPorts">Ports on which planets listen: what is not in the directory there, and not abroad, is nobody, not a real client.</param>
    public void Open(INetwork network, IEnumerable<ushort> ownPorts) => opened = new Opened(network, [.. ownPorts]);

    /// <inheritdoc/>
    public IFrameSink? Dial(IOutsideConnection connection, Endpoint from, Endpoint to)
    {
        var region = map.RegionLabel(to.Address);
        var now = opened;
        var isReal = entered.IsReal(from.Address);
        var inside = entered.At(to.Address);
        var protocol = isReal ? OpaqueCodec.Protocol : PeerWireGateway.Protocol;
        var codec = isReal ? new OpaqueCodec() : CodecOf(map.ProgramOf(from.Address)?.Name);

        // What is real itself calls nobody but who has entered: this machine's own servers are not on the planet.
        var reason = codec is null || (isReal && inside is null) ? RefusalReasons.NoSuchService
            : RefusalOf(now, to) is { } refusal ? refusal
            : limits.TryEnter(to.Address, out var limit) ? null
            : limit;
        if (reason is not null)
        {
            metrics.Refused(protocol, reason, region);
            return null;
        }

        var traffic = metrics.Of(protocol, region);
        var pump = new StreamPump(now!.Network, codec!, traffic, isReal ? OpaqueCodec.LimitsOf(options.Streams) : options.Streams, time);
        var run = RunAsync(connection, from, to, inside, pump, traffic);
        running.TryAdd(run, true);
        _ = run.ContinueWith(done => running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return pump;
    }

    /// <inheritdoc/>
    public void SendDatagram(Endpoint from, Endpoint to, WireMessage message)
    {
        if (message is OpaqueBytes opaque && entered.At(to.Address) is { } inside)
        {
            _ = inside.Faces.SendAsync(from, to, opaque.Bytes);
            return;
        }

        var now = opened;
        if ((RefusalOf(now, to) ?? datagrams.Send(now!.Network, from, to, message)) is { } refusal)
        {
            metrics.Refused(TrackerUdpGateway.Protocol, refusal, map.RegionLabel(to.Address));
        }
    }

    /// <summary>Dials no more, ends dials under way, and lets connections finish what they are sending.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        opened = null;
        datagrams.Dispose();
        await stopping.CancelAsync();
        try
        {
            await Task.WhenAll(running.Keys).WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // Whoever does not read has had its time.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        connections.Dispose();
        stopping.Dispose();
    }

    /// <summary>What a program speaks when it dials; null for one that never does.</summary>
    private static IStreamCodec? CodecOf(string? program) => program switch
    {
        ServiceNames.Peer => new PeerWireCodec(),
        _ => null,
    };

    /// <summary>Why nothing leaves the planet for there; null when it may.</summary>
    private string? RefusalOf(Opened? now, Endpoint to) =>
        now is null || to.Port == 0 || (now.OwnPorts.Contains(to.Port) && !map.IsAbroad(to.Address)) ? RefusalReasons.NoSuchService
        : !MayDial(to.Address) ? RefusalReasons.OutsidePrefix
        : null;

    private bool MayDial(IPv4Address address) => IsOfThePlanet(address) || options.DialPrefixes.Any(prefix => prefix.Contains(address));

    private bool IsOfThePlanet(IPv4Address address) => address.Value >> 24 == 127 || map.RegionOf(address) is not null;

    private async Task RunAsync(IOutsideConnection connection, Endpoint from, Endpoint to, EnteredNamespace? inside, StreamPump pump, GatewayMetrics.Traffic traffic)
    {
        // The network hands out the sink only when Dial has returned.
        await Task.Yield();
        try
        {
            if (await ConnectAsync(from, to, inside) is not { } socket)
            {
                traffic.Refused(RefusalReasons.Unreachable);
                connection.Refused();
                return;
            }

            await using var client = connections.Create(socket);
            traffic.Opened();
            try
            {
                connection.Accepted();
                await pump.RunAcceptedAsync(client, connection.End, stopping.Token);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                traffic.Refused(RefusalReasons.Failed);
            }
            finally
            {
                traffic.Closed();
            }
        }
        finally
        {
            limits.Leave(to.Address);
        }
    }

    private async Task<Socket?> ConnectAsync(Endpoint from, Endpoint to, EnteredNamespace? inside)
    {
        using var patience = new CancellationTokenSource(options.DialTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping.Token);
        if (inside is not null)
        {
            try
            {
                return await inside.DialAsync(from.Address, to, either.Token);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }

        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (IsOfThePlanet(to.Address))
            {
                // Should the planet's prefix not be local after all, the dial must not leave the machine, unless the user wants it to.
                GatewaySockets.TryRestrict(socket, options.Listen);
            }

            socket.Bind(new IPEndPoint(from.Address.ToIPAddress(), 0));
            await socket.ConnectAsync(to.ToIPEndPoint(), either.Token);
            return socket;
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            return null;
        }
    }

    private sealed record Opened(INetwork Network, HashSet<ushort> OwnPorts);
}
