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
    [AlwaysInterleave]
    ValueTask<DnsMessage?> AnswerAsync(Endpoint client, DnsMessage query);

    /// <summary>Looks up the answer as for a client that may ask, and tells the way to it; null when this is no resolver, or the question none that is looked up.</summary>
    [AlwaysInterleave]
    ValueTask<ResolutionTrace?> TraceAsync(DnsMessage query);
}
