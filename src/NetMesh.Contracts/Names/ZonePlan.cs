using System.Collections.Immutable;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Signatures;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Contracts.Names;

/// <summary>A zone as the planet begins with it, and what may become of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Zone">Its records; null when a server outside has them (<see cref="Primary"/>).</param>
/// <param name="Servers">The planet's hosts that answer from it; a name server listens on each.</param>
public sealed record ZonePlan(DomainName Name, Zone? Zone, ImmutableArray<IPv4Address> Servers)
{
    /// <summary>A zone that stays as it is.</summary>
    public ZonePlan(Zone zone, params ImmutableArray<IPv4Address> servers)
        : this(zone.Name, zone, servers)
    {
    }

    /// <summary>How it is signed.</summary>
    public ZoneSigning Signing { get; init; }

    /// <summary>Which algorithm its keys are made for, if it is signed.</summary>
    public DnssecAlgorithm Algorithm { get; init; } = DnssecAlgorithm.EcdsaP256Sha256;

    /// <summary>Keys whose holders may change it (RFC 2136).</summary>
    public ImmutableArray<DomainName> Updaters { get; init; } = [];

    /// <summary>Every host of the planet may change it.</summary>
    public bool IsUpdatedByAll { get; init; }

    /// <summary>Names below it are delegated to whoever registers them.</summary>
    public bool IsRegistry { get; init; }

    /// <summary>Everybody may have it whole (RFC 5936 §5).</summary>
    public bool IsTransferredToAll { get; init; }

    /// <summary>Keys whose holders may have it whole.</summary>
    public ImmutableArray<DomainName> TransferKeys { get; init; } = [];

    /// <summary>Servers outside the planet that have it too, and are told of its changes (RFC 1996).</summary>
    public ImmutableArray<OutsideServer> Secondaries { get; init; } = [];

    /// <summary>The server outside the planet that owns it; null when the planet does.</summary>
    public OutsideServer? Primary { get; init; }

    /// <summary>Names of which each client is told only the addresses near it, as a CDN does.</summary>
    public ImmutableArray<DomainName> Nearest { get; init; } = [];

    /// <summary>Whether it changes while the planet runs, and therefore has an owner that keeps it (<see cref="IZoneGrain"/>).</summary>
    public bool IsKept => Signing != ZoneSigning.None || !Updaters.IsEmpty || IsUpdatedByAll || IsRegistry || Primary is not null;

    /// <summary>Whether the zone is given whole to one who showed a key, or none.</summary>
    public bool MayTransfer(DomainName? key) => IsTransferredToAll || (key is not null && TransferKeys.Contains(key));
}

/// <summary>How a zone is signed (RFC 4034, RFC 5155).</summary>
public enum ZoneSigning
{
    None,

    /// <summary>What is not there is denied by name: everybody can list the zone.</summary>
    Nsec,

    /// <summary>Names are hashed.</summary>
    Nsec3,

    /// <summary>Names are hashed, and unsigned delegations left out.</summary>
    OptOut,
}

/// <summary>A name server outside the planet.</summary>
/// <param name="At">Where it listens, UDP and TCP.</param>
/// <param name="Key">The secret shared with it; null for none.</param>
public sealed record OutsideServer(Endpoint At, TransactionKey? Key);
