namespace NetMesh.Protocols.Proxies;

/// <summary>Whom a client of a proxy wants to reach.</summary>
/// <param name="Host">A name, or an address as text, as the client said it.</param>
/// <param name="Port">The port there.</param>
/// <param name="Ahead">What the called host is to read before anything else of the client's: a request that the proxy took in; empty for a tunnel.</param>
public sealed record ProxyCall(string Host, ushort Port, ReadOnlyMemory<byte> Ahead = default)
{
    /// <summary>As a person writes it.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}

/// <summary>What became of a call.</summary>
public enum ProxyOutcome
{
    /// <summary>The called host has answered; what follows is between it and the client.</summary>
    Connected,

    /// <summary>The address is none that this proxy reaches.</summary>
    Forbidden,

    /// <summary>Nobody has this name.</summary>
    UnknownName,

    /// <summary>The address is of a kind that this proxy does not know: IPv6.</summary>
    UnknownAddressType,

    /// <summary>Nobody listens there.</summary>
    Refused,

    /// <summary>The host does not answer: it is down, or cut off.</summary>
    Unreachable,
}

/// <summary>What a session made of its input.</summary>
/// <param name="Consumed">Bytes of the input that are over and done with.</param>
/// <param name="Call">The client's wish, once it is known; it is answered with <see cref="IProxySession.Answer"/>.</param>
/// <param name="Error">The client broke the protocol, or wants what this proxy does not do. What it is to be told has been written; nothing further is read.</param>
public readonly record struct ProxyTurn(int Consumed, ProxyCall? Call, ProtocolError? Error);
