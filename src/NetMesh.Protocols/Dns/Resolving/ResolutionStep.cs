using System.Collections.Immutable;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;

namespace NetMesh.Protocols.Dns.Resolving;

/// <summary>What a <see cref="Resolution"/> needs next.</summary>
public abstract record ResolutionStep;

/// <summary>A server is to be asked.</summary>
/// <param name="Server">Its address.</param>
/// <param name="Query">The question.</param>
/// <param name="Patience">How long to wait for the answer.</param>
/// <param name="OverStream">Over a connection, since the answer has no room in a datagram (RFC 7766 §5).</param>
public sealed record AskServer(IPv4Address Server, DnsMessage Query, TimeSpan Patience, bool OverStream = false) : ResolutionStep;

/// <summary>A server that was asked, and what came of it.</summary>
/// <param name="Server">Its address.</param>
/// <param name="Zone">The zone for which it was asked; the root for one that others' questions are forwarded to.</param>
/// <param name="Question">The question, in the case that was drawn.</param>
/// <param name="Outcome">What it said.</param>
/// <param name="Began">When it was asked, since the resolution began.</param>
/// <param name="Took">Until the answer, or until it was given up.</param>
public sealed record ResolutionHop(IPv4Address Server, DomainName Zone, Question Question, HopOutcome Outcome, TimeSpan Began, TimeSpan Took);

/// <summary>What a server said.</summary>
public enum HopOutcome
{
    /// <summary>What was asked, or an alias.</summary>
    Answer,

    /// <summary>Others know more.</summary>
    Referral,

    /// <summary>The name is there, and has nothing of that type.</summary>
    NoData,

    /// <summary>There is no such name.</summary>
    NoName,

    /// <summary>More than has room in a datagram: it is asked again, over a connection.</summary>
    Truncated,

    /// <summary>It could not say, or does not have the zone.</summary>
    Lame,

    /// <summary>Nothing.</summary>
    Silence,
}
