using NetMesh.Labs.Simulation;
using NetMesh.Planet.Faults;

namespace NetMesh.Labs.Tests.Simulation;

/// <summary>What befalls a simulated planet.</summary>
public sealed class OrdealTests
{
    private static readonly Ordeal[] Ordeals = [.. Enumerable.Range(1, 200).Select(seed => Ordeal.Of(seed))];

    [Fact]
    public void Seed_decides_everything()
    {
        foreach (var seed in (long[])[1, 2, 3])
        {
            var (one, other) = (Ordeal.Of(seed), Ordeal.Of(seed));
            Assert.Equal(one.World.Hosts.ToArray(), other.World.Hosts.ToArray());
            Assert.Equal(one.Silos.ToArray(), other.Silos.ToArray());
            Assert.Equal(Words(one), Words(other));
            Assert.NotEqual(Words(one), Words(Ordeal.Of(seed + 10)));
        }
    }

    [Fact]
    public void Whatever_begins_ends_before_all_is_mended() => Assert.All(Ordeals, ordeal =>
    {
        Assert.All(ordeal.Schedule, trouble => Assert.InRange(trouble.At, TimeSpan.Zero, ordeal.HealsAt));
        Assert.Equal(ordeal.Schedule.Select(trouble => trouble.At).Order(), ordeal.Schedule.Select(trouble => trouble.At));
    });

    [Fact]
    public void What_breaks_the_planet_has_been_mended_when_everything_has_happened() => Assert.All(Ordeals, ordeal =>
    {
        var troubled = new Troubled();
        ordeal.Schedule.ToList().ForEach(trouble => trouble.Befall(troubled));
        Assert.Same(FaultState.None.HostsDown, troubled.Faults.Current.HostsDown);
        Assert.Empty(troubled.Faults.Current.Cuts);
        Assert.Empty(troubled.Faults.Current.Isolated);
        Assert.Empty(troubled.Faults.Current.Degraded);
        Assert.Empty(troubled.Faults.Current.Links);
    });

    [Fact]
    public void Every_kind_of_trouble_is_among_them()
    {
        var troubled = new Troubled();
        var broken = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var trouble in Ordeals.SelectMany(ordeal => ordeal.Schedule))
        {
            trouble.Befall(troubled);
            var now = troubled.Faults.Current;
            broken.UnionWith(now.HostsDown.Count > 0 ? ["power"] : []);
            broken.UnionWith(now.Cuts.Count > 0 ? ["cut"] : []);
            broken.UnionWith(now.Isolated.Count > 0 ? ["isolation"] : []);
            broken.UnionWith(now.Links.Count > 0 ? ["link"] : []);
            broken.UnionWith(now.Degraded.Values.Any(how => how.LatencyFactor > 1) ? ["latency"] : []);
            broken.UnionWith(now.Degraded.Values.Any(how => how.ExtraLoss > 0) ? ["loss"] : []);
        }

        Assert.Equal(["cut", "isolation", "latency", "link", "loss", "power"], broken);
        Assert.Equal(["fail writes", "kill", "start", "stop", .. Enum.GetNames<Hostility>()], troubled.Did.OrderBy(what => char.IsUpper(what[0]) ? Enum.Parse<Hostility>(what) : (Hostility)(-1)));
        Assert.Contains(Ordeals, ordeal => ordeal.IsApart);
        Assert.Contains(Ordeals, ordeal => !ordeal.IsApart);
        Assert.Contains(Ordeals, ordeal => ordeal.Silos.Any(silo => silo.Offset != ordeal.Silos[0].Offset));
        Assert.All(Ordeals, ordeal => Assert.True(ordeal.BetweenSilos.Most > ordeal.BetweenSilos.Least));
    }

    private static IEnumerable<string> Words(Ordeal ordeal) => ordeal.Schedule.Select(trouble => $"{trouble.At} {trouble.Words}");

    private sealed class Troubled : ITroubled
    {
        public SortedSet<string> Did { get; } = new(StringComparer.Ordinal);

        public FaultBoard Faults { get; } = new();

        public void KillSilo(string silo) => Did.Add("kill");

        public void StopSilo(string silo) => Did.Add("stop");

        public void StartSilo(string silo) => Did.Add("start");

        public void FailWrites(double share) => Did.Add("fail writes");

        public void Attack(HostilePeer peer) => Did.Add(peer.Does.ToString());
    }
}
