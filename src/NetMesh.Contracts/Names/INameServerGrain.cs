using NetMesh.Contracts.Hosts;
using NetMesh.Protocols.Dns.Messages;

namespace NetMesh.Contracts.Names;

/// <summary>A name server on a host. Other hosts reach it with datagrams, real clients through the gateway, which calls this.</summary>
public interface INameServerGrain : IHostGrain
{
    /// <summary>Answers a question; null when nothing is said to it, as to what is itself an answer.</summary>
    ValueTask<DnsMessage?> AnswerAsync(DnsMessage query);
}
