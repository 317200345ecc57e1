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
    ];
}
