using System.Collections.Immutable;
using NetMesh.Contracts.Sites;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Grains.Sites;

/// <summary>Listings as the planet's map has them, and as they cross between processes: by kind of program.</summary>
internal static class SiteDirectory
{
    public static (Endpoint At, Service Service)[] Of(Residents residents)
    {
        var listings = new List<(Endpoint, Service)>();
        foreach (var kind in residents.Listings)
        {
            var service = new Service(kind.Service, RunsHere: false);
            listings.AddRange(kind.At.Select(at => (at, service)));
        }

        return [.. listings];
    }

    public static ImmutableArray<Listings> Of(IReadOnlyList<(Endpoint At, Service Service)> listings) =>
    [
        .. listings
            .GroupBy(listing => listing.Service.Name, StringComparer.Ordinal)
            .OrderBy(kind => kind.Key, StringComparer.Ordinal)
            .Select(kind => new Listings(kind.Key, [.. kind.Select(listing => listing.At)])),
    ];
}
