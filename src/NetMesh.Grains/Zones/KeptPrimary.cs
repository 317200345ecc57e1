namespace NetMesh.Grains.Zones;

/// <summary>What is kept of the primary outside of a zone: so that the zone is given up in time, however often the planet restarts.</summary>
[GenerateSerializer, Alias("netmesh.kept-primary")]
public sealed class KeptPrimary
{
    /// <summary>When it last said anything of the zone; null for never.</summary>
    [Id(0)]
    public DateTimeOffset? Heard { get; set; }
}
