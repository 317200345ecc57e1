using System.Collections.Immutable;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Planet.Faults;

/// <summary>Everything that is broken at one moment; immutable.</summary>
/// <param name="HostsDown">Hosts without power.</param>
/// <param name="Cuts">Pairs of regions, by label in ordinal order, between which nothing gets through.</param>
/// <param name="Isolated">Regions cut off from every other one.</param>
/// <param name="Degraded">Pairs of regions whose path is worse than usual.</param>
/// <param name="Links">Hosts whose access link runs at this share of its rate.</param>
public sealed record FaultState(
    ImmutableSortedSet<IPv4Address> HostsDown,
    ImmutableSortedSet<(string A, string B)> Cuts,
    ImmutableSortedSet<string> Isolated,
    ImmutableSortedDictionary<(string A, string B), PathDegradation> Degraded,
    ImmutableSortedDictionary<IPv4Address, double> Links)
{
    /// <summary>All is well.</summary>
    public static readonly FaultState None = new(
        [], [], ImmutableSortedSet.Create<string>(StringComparer.Ordinal),
        ImmutableSortedDictionary<(string A, string B), PathDegradation>.Empty, ImmutableSortedDictionary<IPv4Address, double>.Empty);

    /// <summary>Nothing gets from one of these regions to the other.</summary>
    public bool IsCut(string a, string b) =>
        Cuts.Contains(Pair(a, b)) || (a != b && (Isolated.Contains(a) || Isolated.Contains(b)));

    public PathDegradation Degradation(string a, string b) => Degraded.GetValueOrDefault(Pair(a, b), PathDegradation.None);

    /// <summary>A pair of regions whichever way round it was named.</summary>
    internal static (string A, string B) Pair(string a, string b) => string.CompareOrdinal(a, b) <= 0 ? (a, b) : (b, a);
}
