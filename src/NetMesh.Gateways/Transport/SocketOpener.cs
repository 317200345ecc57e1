using System.Net.Sockets;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways.Transport;

/// <summary>Where gateways have their sockets from: opened here (<see cref="GatewaySockets.Open"/>), or by a process that could open them where this one cannot.</summary>
/// <param name="type">Stream (TCP) or datagram (UDP).</param>
/// <param name="port">The port; 0 takes a free one.</param>
/// <param name="purpose">What the port is for, for the error's line.</param>
/// <param name="hosts">The hosts that serve there now, for systems where one socket cannot serve all.</param>
/// <returns>Bound, not yet listening.</returns>
/// <exception cref="GatewayError">The port is in use, or the system refuses.</exception>
internal delegate IReadOnlyList<Socket> SocketOpener(SocketType type, ushort port, string purpose, IEnumerable<IPv4Address> hosts);
