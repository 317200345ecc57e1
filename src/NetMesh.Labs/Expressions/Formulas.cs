using NetMesh.Labs.Oracles;

namespace NetMesh.Labs.Expressions;

/// <summary>
/// The formulas of <see cref="Oracles"/> that labs call by name, one readable list. A formula says what each argument must be (bits, seconds, a rate, a
/// plain number) and what it comes to.
/// </summary>
internal static class Formulas
{
    public static IReadOnlyList<Function> All { get; } =
    [
        new("client-server", ["file", "receivers", "server-up", "slowest-down"], a => Amount.Seconds(
            FileDistribution.ClientServer(a.Bits(0), a.Plain(1), a.Rate(2), a.Rate(3)))),
        new("peer-to-peer", ["file", "receivers", "server-up", "slowest-down", "sum-of-peers-up"], a => Amount.Seconds(
            FileDistribution.PeerToPeer(a.Bits(0), a.Plain(1), a.Rate(2), a.Rate(3), a.Rate(4)))),
        new("fluid-time", ["download", "upload", "seeding", "effectiveness"], a => Amount.Seconds(
            FluidModel.DownloadTime(a.Seconds(0), a.Seconds(1), a.Seconds(2), a.Plain(3)))),
        new("fluid-time-with-aborts", ["download", "upload", "seeding", "patience", "effectiveness"], a => Amount.Seconds(
            FluidModel.DownloadTimeOfThePatient(a.Seconds(0), a.Seconds(1), a.Seconds(2), a.Seconds(3), a.Plain(4)))),
        new("weibull-mean", ["shape", "scale"], a => Amount.Seconds(WeibullLaw.Mean(a.Plain(0), a.Seconds(1)))),
        new("weibull-scale", ["mean", "shape"], a => Amount.Seconds(WeibullLaw.ScaleOf(a.Seconds(0), a.Plain(1)))),
        new("weibull-survival", ["time", "shape", "scale"], a => Amount.Plain(WeibullLaw.Survival(a.Seconds(0), a.Plain(1), a.Seconds(2)))),
        new("on-the-wire", ["file"], a => Amount.Bits(BlockOverhead.OnTheWire(a.Bits(0)))),
    ];
}
