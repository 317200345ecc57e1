using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security.Validating;

namespace NetMesh.Protocols.Dns.Resolving;

/// <summary>What is known of a name and type, as it is told now.</summary>
/// <param name="Finding">What was learnt.</param>
/// <param name="Left">Seconds for which it may be kept from now on.</param>
public sealed record CachedAnswer(Finding Finding, uint Left)
{
    /// <summary><see cref="ResponseCode.NoError"/>, or <see cref="ResponseCode.NXDomain"/>: there is no such name.</summary>
    public ResponseCode Code => Finding.Code;

    /// <summary>With the TTL that is left; none when there are none.</summary>
    public ImmutableArray<ResourceRecord> Records => Aged(Finding.Records);

    /// <summary>Of the zone that said that there are none.</summary>
    public ResourceRecord? Soa => Finding.Soa is { } soa ? Aged([soa])[0] : null;

    /// <summary>Of the records.</summary>
    public ImmutableArray<ResourceRecord> Signatures => Aged(Finding.Signatures);

    /// <summary>What the records do not say themselves.</summary>
    public ImmutableArray<ResourceRecord> Proofs => Aged(Finding.Proofs);

    /// <summary>Its time is over, and it is told only because nobody answers (RFC 8767).</summary>
    public bool IsStale { get; init; }

    /// <summary>No more than a tenth of its time is left: who is asked for it now may look it up anew before it is over, as Unbound does (its <c>prefetch</c>).</summary>
    public bool IsDue { get; init; }

    private ImmutableArray<ResourceRecord> Aged(ImmutableArray<ResourceRecord> records) =>
        Left == uint.MaxValue || records.IsEmpty ? records : [.. records.Select(record => record with { Ttl = Math.Min(record.Ttl, Left) })];
}
