using NetMesh.Protocols.Dns.Messages;

namespace NetMesh.Gateways.Dns;

/// <summary>How questions come, where that makes a difference to the answer.</summary>
public enum NameTransport
{
    Datagram,

    /// <summary>A connection that everybody can read along.</summary>
    Connection,

    Tls,
    Https,
}

/// <summary>What came from a client: a question that can be read, or what is said to one that cannot; neither, where nothing is said to it.</summary>
/// <param name="Transport">How it came.</param>
/// <param name="Query">The question.</param>
/// <param name="Options">What its extensions ask for.</param>
/// <param name="Complaint">What is said instead of an answer.</param>
public sealed record Asked(NameTransport Transport, DnsMessage? Query, QueryOptions Options, DnsMessage? Complaint)
{
    public bool IsNothing => Query is null && Complaint is null;

    /// <summary>Reads what came.</summary>
    public static Asked Read(ReadOnlySpan<byte> message, NameTransport transport)
    {
        var query = DnsReader.Read(message).Value;
        return query is not null && QueryOptions.TryRead(query.Edns) is { } options
            ? new Asked(transport, query, options, null)
            : new Asked(transport, null, QueryOptions.None, DnsReader.ComplaintAbout(message)?.With(query?.Edns is null ? null : new Edns(Edns.UsualUdpLength)));
    }
}
