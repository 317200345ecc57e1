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
            FileDistribution.ClientServer(a.Bits(0), a.Plain(1), a.Rate(2), a.Rate(3))))
        {
            About = "max{N·F/u_s, F/d}: the server, with an uplink u_s, sends the file F to each of N receivers itself; the slowest of them takes it at the rate d",
        },
        new("peer-to-peer", ["file", "receivers", "server-up", "slowest-down", "sum-of-peers-up"], a => Amount.Seconds(
            FileDistribution.PeerToPeer(a.Bits(0), a.Plain(1), a.Rate(2), a.Rate(3), a.Rate(4))))
        {
            About = "max{F/u_s, F/d, N·F/(u_s + Σu)}: the file must leave the server once, the slowest receiver must take it, and N copies must be sent over the uplinks of all",
        },
        new("fluid-time", ["download", "upload", "seeding", "effectiveness"], a => Amount.Seconds(
            FluidModel.DownloadTime(a.Seconds(0), a.Seconds(1), a.Seconds(2), a.Plain(3))))
        {
            About = "max{1/c, (1/η)(1/μ − 1/γ)}: a mean download in the steady state; 1/c is the file over a downlink, 1/μ over an uplink, 1/γ the mean time of seeding, η the effectiveness",
        },
        new("fluid-time-with-aborts", ["download", "upload", "seeding", "patience", "effectiveness"], a => Amount.Seconds(
            FluidModel.DownloadTimeOfThePatient(a.Seconds(0), a.Seconds(1), a.Seconds(2), a.Seconds(3), a.Plain(4))))
        {
            About = "fluid-time, where leechers give up after an exponential time with the mean patience: of those that do not",
        },
        new("weibull-mean", ["shape", "scale"], a => Amount.Seconds(WeibullLaw.Mean(a.Plain(0), a.Seconds(1))))
        {
            About = "the mean of a Weibull law: scale · Γ(1 + 1/shape)",
        },
        new("weibull-scale", ["mean", "shape"], a => Amount.Seconds(WeibullLaw.ScaleOf(a.Seconds(0), a.Plain(1))))
        {
            About = "the scale that gives a Weibull law this mean",
        },
        new("weibull-survival", ["time", "shape", "scale"], a => Amount.Plain(WeibullLaw.Survival(a.Seconds(0), a.Plain(1), a.Seconds(2))))
        {
            About = "the share of durations that are longer than a time: exp(−(time/scale)^shape)",
        },
        new("in-blocks", ["file", "block"], a => Amount.Bits(BlockOverhead.OnTheWire(a.Bits(0), Math.Max(1, (int)Math.Round(a.Bits(1) / 8)))))
        {
            About = "the file as links carry it, in blocks of this size with their headers",
        },
        new("on-the-wire", ["data"], a => Amount.Bytes(WireSize.OfStream((int)Math.Round(a.Bits(0) / 8))))
        {
            About = "data as links carry it, in segments with 40 bytes of headers each",
        },
        new("fetch-time", ["object", "round-trip", "slowest-link"], a => Amount.Of(
            TcpLatency.FetchWithoutSlowStart(WireSize.OfStream((int)Math.Round(a.Bits(0) / 8)), TimeSpan.FromSeconds(a.Seconds(1)), a.Rate(2))))
        {
            About = "2·RTT + O/R: set-up, request, and the object O, with its headers, over the slowest link R",
        },
        new("tcp-fetch-time", ["object", "round-trip", "slowest-link"], a => Amount.Of(
            TcpLatency.Fetch(WireSize.OfStream((int)Math.Round(a.Bits(0) / 8)), TimeSpan.FromSeconds(a.Seconds(1)), a.Rate(2))))
        {
            About = "fetch-time, and a pause after each window of slow start that is too small to fill the path until the first acknowledgement comes",
        },
        new("square-root-law", ["segment", "round-trip", "loss"], a => Amount.BitsPerSecond(
            SquareRootLaw.BitsPerSecond(a.Bits(0) / 8, TimeSpan.FromSeconds(a.Seconds(1)), a.Plain(2))))
        {
            About = "MSS/RTT · √(3/(2p)): segments of size MSS, of which the share p is lost, one after every 1/p",
        },
        new("square-root-law-random", ["segment", "round-trip", "loss"], a => Amount.BitsPerSecond(
            SquareRootLaw.BitsPerSecond(a.Bits(0) / 8, TimeSpan.FromSeconds(a.Seconds(1)), a.Plain(2), SquareRootLaw.RandomLoss)))
        {
            About = "MSS/RTT · 1.31/√p: square-root-law, where every segment is lost or not by chance",
        },
        new("fifo-response", ["load", "service"], a => Amount.Seconds(QueueingTheory.FifoResponseSeconds(a.Plain(0), a.Seconds(1))))
        {
            About = "S + ρ·S/(2(1−ρ)): wait and service in the M/D/1 queue, at the load ρ with the service time S",
        },
        new("fair-response", ["load", "service"], a => Amount.Seconds(QueueingTheory.FairResponseSeconds(a.Plain(0), a.Seconds(1))))
        {
            About = "S/(1−ρ): the mean time under processor sharing",
        },
        new("cache-hit-ratio", ["ttl", "every"], a => Amount.Plain(CacheTheory.HitRatio(a.Seconds(0), a.Seconds(1))))
        {
            About = "λT/(1+λT): a name with the TTL T, asked for by chance with the rate λ",
        },
        new("shared-cache-hit-ratio", ["ttl", "every", "names", "exponent", "repeats"], a => Amount.Plain(
            CacheTheory.HitRatio(a.Seconds(0), a.Seconds(1), (int)a.Plain(2), a.Plain(3), a.Plain(4))))
        {
            About = "1 − (1/r)·Σ p_i/(1+p_i·λT): the i-th of the names is wanted with a chance p_i ~ 1/i^exponent, and each time asked for r times in a row",
        },
        new("spoofing-chance", ["answers", "bits"], a => Amount.Plain(SpoofingTheory.Chance(a.Plain(0), a.Plain(1))))
        {
            About = "1 − (1 − 1/2^b)^n: one of n forged answers is right about the b bits that it must guess",
        },
        new("turns-response", ["load", "service", "turns"], a => Amount.Seconds(
            QueueingTheory.TurnsResponseSeconds(a.Plain(0), a.Seconds(1), a.Plain(2))))
        {
            About = "S + k/(k+1) · ρ·S/(1−ρ): the mean time where an object leaves in k turns",
        },
    ];
}
