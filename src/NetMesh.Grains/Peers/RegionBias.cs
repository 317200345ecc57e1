using NetMesh.Contracts.Peers;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Grains.Peers;

/// <summary>
/// Biased neighbour selection (Bindal et al. 2006, "Improving traffic locality in BitTorrent via biased neighbor selection"): most of the neighbours that a
/// peer dials stand in its own region, and only a few elsewhere. There it is the tracker that chooses; here the peer does, from what the tracker names, so
/// that trackers need not know where anybody stands.
/// </summary>
/// <param name="plan">Whose neighbours they are.</param>
/// <param name="map">Says who stands where.</param>
/// <param name="dials">Neighbours that the peer dials.</param>
public sealed class RegionBias(PeerPlan plan, PlanetMap map, int dials)
{
    private readonly Region? own = map.RegionOf(plan.Listen.Address);

    // One at least: a region whose peers all kept to themselves would never hear of a piece that nobody in it has.
    private readonly int mostAbroad = Math.Max(1, (int)Math.Round((1 - plan.Policies.OwnRegion) * dials));

    /// <summary>Null for a peer that does not mind.</summary>
    public static RegionBias? Of(PeerPlan plan, PlanetMap map, int dials) => plan.Policies.OwnRegion > 0 ? new RegionBias(plan, map, dials) : null;

    /// <summary>Whether somebody may be dialled.</summary>
    /// <param name="peer">Who.</param>
    /// <param name="neighbours">Those there are.</param>
    public bool MayDial(Endpoint peer, List<PeerConnection> neighbours)
    {
        if (IsHere(peer.Address))
        {
            return true;
        }

        var abroad = 0;
        foreach (var neighbour in neighbours)
        {
            abroad += neighbour.IsDialled && !IsHere(neighbour.Remote.Address) ? 1 : 0;
        }

        return abroad < mostAbroad;
    }

    private bool IsHere(IPv4Address address) => map.RegionOf(address) is { } region && region == own;
}
