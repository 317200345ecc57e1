using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Answers;

namespace NetMesh.Contracts.Names;

/// <summary>
/// What the name servers of this process have published for its gateways, so that what was asked before is answered without asking the server. A server on another silo
/// has published nothing here. Safe from any thread.
/// </summary>
public sealed class NameShelf
{
    private readonly ConcurrentDictionary<IPv4Address, ServerAnswers> servers = new();

    /// <summary>Publishes what a server says from now on, in place of what it said before.</summary>
    public void Publish(IPv4Address server, ServerAnswers answers) => servers[server] = answers;

    /// <summary>Takes back what was published, if it is still that.</summary>
    public void Withdraw(IPv4Address server, ServerAnswers answers) => servers.TryRemove(new(server, answers));

    /// <summary>What a server says.</summary>
    public bool TryFind(IPv4Address server, [NotNullWhen(true)] out ServerAnswers? answers) => servers.TryGetValue(server, out answers);
}

/// <summary>What a name server has published.</summary>
/// <param name="Book">Its answers.</param>
/// <param name="Own">Of a resolver, whom it looks names up for; null: it is none.</param>
/// <param name="OnHit">Told of an answer that a resolver had found before; not for an authoritative server's.</param>
public sealed record ServerAnswers(AnswerBook Book, Predicate<IPv4Address>? Own, Action? OnHit)
{
    /// <summary>Whether a client is answered from it; the others are for the server itself to answer.</summary>
    public bool Serves(IPv4Address client) => Own is null || Own(client);
}
