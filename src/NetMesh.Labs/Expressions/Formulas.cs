using NetMesh.Labs.Oracles;
using NetMesh.Planet.Links;

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
        new("in-blocks", ["file"], a => Amount.Bits(BlockOverhead.OnTheWire(a.Bits(0)))),
        new("on-the-wire", ["data"], a => Amount.Bytes(WireSize.OfStream((int)Math.Round(a.Bits(0) / 8)))),
        new("fetch-time", ["object", "round-trip", "slowest-link"], a => Amount.Of(
            TcpLatency.FetchWithoutSlowStart(WireSize.OfStream((int)Math.Round(a.Bits(0) / 8)), TimeSpan.FromSeconds(a.Seconds(1)), a.Rate(2)))),
        new("tcp-fetch-time", ["object", "round-trip", "slowest-link"], a => Amount.Of(
            TcpLatency.Fetch(WireSize.OfStream((int)Math.Round(a.Bits(0) / 8)), TimeSpan.FromSeconds(a.Seconds(1)), a.Rate(2)))),
        new("square-root-law", ["segment", "round-trip", "loss"], a => Amount.BitsPerSecond(
            SquareRootLaw.BitsPerSecond(a.Bits(0) / 8, TimeSpan.FromSeconds(a.Seconds(1)), a.Plain(2)))),
        new("square-root-law-random", ["segment", "round-trip", "loss"], a => Amount.BitsPerSecond(
            SquareRootLaw.BitsPerSecond(a.Bits(0) / 8, TimeSpan.FromSeconds(a.Seconds(1)), a.Plain(2), SquareRootLaw.RandomLoss))),
        new("fifo-response", ["load", "service"], a => Amount.Seconds(QueueingTheory.FifoResponseSeconds(a.Plain(0), a.Seconds(1)))),
        new("fair-response", ["load", "service"], a => Amount.Seconds(QueueingTheory.FairResponseSeconds(a.Plain(0), a.Seconds(1)))),
        new("turns-response", ["load", "service", "turns"], a => Amount.Seconds(
            QueueingTheory.TurnsResponseSeconds(a.Plain(0), a.Seconds(1), a.Plain(2)))),
    ];
}
