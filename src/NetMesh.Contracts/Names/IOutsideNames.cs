using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Contracts.Names;

/// <summary>Name servers beyond the planet, reached over real sockets from the address of one of its hosts.</summary>
public interface IOutsideNames
{
    /// <summary>Asks a server in a datagram, several times if it is silent. Null when it stays so, or what it says is not signed as it should be.</summary>
    /// <param name="from">The planet's host that asks.</param>
    /// <param name="server">Whom.</param>
    /// <param name="query">What.</param>
    Task<DnsMessage?> AskAsync(IPv4Address from, OutsideServer server, DnsMessage query);

    /// <summary>
    /// Asks a server in a datagram, and over a connection if the answer has no room in one. What does not repeat the question is nobody's answer. Null when none comes in time.
    /// </summary>
    /// <param name="from">The planet's host that asks.</param>
    /// <param name="server">Whom.</param>
    /// <param name="query">What.</param>
    /// <param name="patience">How long to wait.</param>
    /// <returns>The answer, to this question: what is drawn by lot on the way is not seen.</returns>
    Task<DnsMessage?> AskOnceAsync(IPv4Address from, OutsideServer server, DnsMessage query, TimeSpan patience);

    /// <summary>Gets a zone, or what has changed in it, over a connection. Null when that fails.</summary>
    /// <param name="from">The planet's host that asks.</param>
    /// <param name="server">Whom.</param>
    /// <param name="name">The zone's name.</param>
    /// <param name="held">The zone that one has; null for none.</param>
    Task<Transferred?> TransferAsync(IPv4Address from, OutsideServer server, DomainName name, Zone? held);
}
