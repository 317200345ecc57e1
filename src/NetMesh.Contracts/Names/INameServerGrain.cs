using System.Collections.Immutable;
using NetMesh.Contracts.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using Orleans.Concurrency;

namespace NetMesh.Contracts.Names;

/// <summary>A name server on a host. Other hosts reach it with datagrams, real clients through the gateway, which calls this.</summary>
public interface INameServerGrain : IHostGrain
{
    /// <summary>
    /// Answers a question; null when nothing is said to it, as to what is itself an answer. A resolver may have to ask others first, and is told their answers meanwhile.
    /// </summary>
    /// <param name="client">Who asks.</param>
    /// <param name="query">The question.</param>
    /// <param name="key">The name of the secret by which the client has shown who it is (RFC 8945); null for none.</param>
    [AlwaysInterleave]
    ValueTask<DnsMessage?> AnswerAsync(Endpoint client, DnsMessage query, string? key = null);

    /// <summary>Gives a zone, or what has changed in it, to one that may have it: the messages of the answer, of which each goes over the connection by itself.</summary>
    /// <param name="query">A question of type AXFR or IXFR.</param>
    /// <param name="key">The name of the secret by which the client has shown who it is; null for none.</param>
    [AlwaysInterleave]
    ValueTask<ImmutableArray<DnsMessage>> TransferAsync(DnsMessage query, string? key = null);

    /// <summary>The owner of a zone says that it has changed; afterwards the server answers from the zone as it is.</summary>
    /// <param name="zone">The zone's name.</param>
    [AlwaysInterleave]
    ValueTask RefreshAsync(string zone);

    /// <summary>Looks up the answer as for a client that may ask, and tells the way to it; null when this is no resolver, or the question none that is looked up.</summary>
    [AlwaysInterleave]
    ValueTask<ResolutionTrace?> TraceAsync(DnsMessage query);
}
