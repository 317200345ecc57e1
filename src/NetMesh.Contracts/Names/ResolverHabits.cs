using NetMesh.Protocols.Addressing;

namespace NetMesh.Contracts.Names;

/// <summary>How some of a planet's name servers differ from the usual, for whoever wants to see what that would be like.</summary>
/// <param name="passOn">Servers that have a question for a name they delegate asked on, and the answer passed back.</param>
/// <param name="fromOnePort">Resolvers that ask from one port, as most did before 2008.</param>
/// <param name="inPlainCase">Resolvers that ask for names as they were asked for them.</param>
/// <param name="inOneOrder">Resolvers that tell several addresses in the order in which they learnt them, each time.</param>
/// <param name="tillTheEnd">Resolvers that look up again only what they have forgotten; the others do so before, for names that are asked for.</param>
public sealed class ResolverHabits(
    IEnumerable<IPv4Address> passOn, IEnumerable<IPv4Address> fromOnePort, IEnumerable<IPv4Address> inPlainCase, IEnumerable<IPv4Address> inOneOrder,
    IEnumerable<IPv4Address> tillTheEnd)
{
    private readonly HashSet<IPv4Address> passOn = [.. passOn];
    private readonly HashSet<IPv4Address> fromOnePort = [.. fromOnePort];
    private readonly HashSet<IPv4Address> inPlainCase = [.. inPlainCase];
    private readonly HashSet<IPv4Address> inOneOrder = [.. inOneOrder];
    private readonly HashSet<IPv4Address> tillTheEnd = [.. tillTheEnd];

    public bool PassesOn(IPv4Address server) => passOn.Contains(server);

    public bool AsksFromOnePort(IPv4Address resolver) => fromOnePort.Contains(resolver);

    public bool AsksInPlainCase(IPv4Address resolver) => inPlainCase.Contains(resolver);

    public bool TellsInOneOrder(IPv4Address resolver) => inOneOrder.Contains(resolver);

    public bool Prefetches(IPv4Address resolver) => !tillTheEnd.Contains(resolver);
}
