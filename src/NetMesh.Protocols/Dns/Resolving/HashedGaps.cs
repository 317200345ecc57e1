using System.Text;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Security.Validating;

namespace NetMesh.Protocols.Dns.Resolving;

/// <summary>Between hashes of names (NSEC3): in Base32 they stand in the order of the hashes. Gaps in which delegations may have been left out are none.</summary>
/// <param name="first">How names are hashed, it says.</param>
/// <param name="zone">The zone.</param>
internal sealed class HashedGaps(ResourceRecord first, DomainName zone) : ZoneGaps
{
    private readonly Nsec3Parameters parameters = Nsec3Parameters.Of(first.Data);

    public override bool Takes(ResourceRecord record) =>
        record.Type == RecordType.NSEC3 && Nsec3Parameters.Of(record.Data) is { IsOptOut: false } its && its.HashesAs(parameters) && record.Owner.LabelCount == zone.LabelCount + 1;

    public override DenialProof Around(DomainName name, TimeSpan now, WorkBudget budget, out IReadOnlyCollection<Gap> gaps)
    {
        var hashes = new Dictionary<DomainName, byte[]?>();
        gaps = [.. Near(name)];
        return new Nsec3Proof(zone, gaps.Select(gap => gap.Record), (other, _) => Hash(other));

        // That of the name, if it is there; or what RFC 5155 §8.4 wants: the nearest name above that is there, and the gaps of the one next below that and of the wildcard.
        HashSet<Gap> Near(DomainName place)
        {
            for (Gap? below = null; Link(place, out var owner) is var gap; (below, place) = (gap, place.Parent))
            {
                if (gap is not null && gap.Record.Owner.Equals(owner))
                {
                    return below is not null && place.Child("*"u8) is { } wildcard && Link(wildcard, out _) is { } beside ? [gap, below, beside] : [gap];
                }

                if (place.LabelCount <= zone.LabelCount)
                {
                    break;
                }
            }

            return [];
        }

        Gap? Link(DomainName other, out DomainName? owner)
        {
            owner = Hash(other) is { } hash ? zone.Child(Encoding.ASCII.GetBytes(Base32Hex.Write(hash))) : null;
            return owner is null ? null : AtOrBefore(owner, now, isRound: true);
        }

        byte[]? Hash(DomainName other) => hashes.TryGetValue(other, out var known) ? known
            : hashes[other] = budget.TryHashForGap(parameters.Iterations + 1) ? parameters.Hash(other) : null;
    }
}
