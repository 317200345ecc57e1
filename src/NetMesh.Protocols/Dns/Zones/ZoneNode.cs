using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Zones;

/// <summary>A name of a zone: with records, or without any because only names below it have some (an empty non-terminal, RFC 4592 §2.2.2).</summary>
/// <param name="Name">The name.</param>
/// <param name="Sets">Its records, in the order of their types.</param>
/// <param name="Cut">
/// Where the zone ends for this name: the topmost name at or above it that is delegated. What stands at or below a cut is the other zone's, but for DS; here
/// it is glue. Null: the zone answers for it.
/// </param>
/// <param name="Alias">The nearest name at or above it that has a DNAME; null for none.</param>
public sealed record ZoneNode(DomainName Name, ImmutableArray<RecordSet> Sets, ZoneNode? Cut = null, ZoneNode? Alias = null)
{
    public RecordSet? Set(RecordType type)
    {
        foreach (var set in Sets)
        {
            if (set.Type == type)
            {
                return set;
            }
        }

        return null;
    }
}
