using System.Collections.Immutable;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Protocols.Dns.Resolving;

/// <summary>Where the real root is: its thirteen servers' IPv4 addresses, a to m (IANA's root hints file, named.root of 2026).</summary>
public static class RootHints
{
    public static ImmutableArray<IPv4Address> Addresses { get; } =
    [
        IPv4Address.Parse("198.41.0.4"), IPv4Address.Parse("170.247.170.2"), IPv4Address.Parse("192.33.4.12"), IPv4Address.Parse("199.7.91.13"),
        IPv4Address.Parse("192.203.230.10"), IPv4Address.Parse("192.5.5.241"), IPv4Address.Parse("192.112.36.4"), IPv4Address.Parse("198.97.190.53"),
        IPv4Address.Parse("192.36.148.17"), IPv4Address.Parse("192.58.128.30"), IPv4Address.Parse("193.0.14.129"), IPv4Address.Parse("199.7.83.42"),
        IPv4Address.Parse("202.12.27.33"),
    ];
}
