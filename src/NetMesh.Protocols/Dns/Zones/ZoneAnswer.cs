using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Zones;

/// <summary>What a zone says to a question.</summary>
/// <param name="Code">No error, no such name, or that a DNAME made a name too long.</param>
/// <param name="IsAuthoritative">The zone answers for the name; false in a referral.</param>
/// <param name="Answers">The answer.</param>
/// <param name="Authorities">Who knows more, or how long the denial holds.</param>
/// <param name="Additionals">Addresses of hosts that the others name.</param>
public sealed record ZoneAnswer(
    ResponseCode Code,
    bool IsAuthoritative,
    ImmutableArray<ResourceRecord> Answers,
    ImmutableArray<ResourceRecord> Authorities,
    ImmutableArray<ResourceRecord> Additionals);
