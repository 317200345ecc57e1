using Microsoft.AspNetCore.Connections;
using NetMesh.Gateways.Transport;
using NetMesh.Planet;

namespace NetMesh.Gateways.BitTorrent;

/// <summary>
/// Where a real BitTorrent client enters that dials a peer of the planet: its bytes become the messages that grains exchange among themselves, and the
/// peer it called never learns that this one is real. What happens on the way is in <see cref="StreamEntrance"/> and <see cref="StreamPump"/>.
/// </summary>
public sealed class PeerWireGateway(INetwork network, GatewayOptions options, TimeProvider time)
{
    public const string Protocol = "peer-wire";

    /// <summary>Runs a connection that was let in, until either side ends it.</summary>
    public Task RunAsync(ConnectionContext connection)
    {
        var entered = connection.Features.Get<EnteredConnection>()!;
        return new StreamPump(network, new PeerWireCodec(), entered.Traffic, options.Streams, time).RunDialledAsync(connection, entered);
    }
}
