namespace NetMesh.Grains.Zones;

/// <summary>The key pairs of a signed zone, as they are kept: secrets.</summary>
[GenerateSerializer, Alias("netmesh.kept-zone-keys")]
public sealed class KeptZoneKeys
{
    [Id(0)]
    public List<KeptZoneKey> Keys { get; set; } = [];
}

/// <summary>A key pair of a zone.</summary>
[GenerateSerializer, Alias("netmesh.kept-zone-key")]
public sealed class KeptZoneKey
{
    /// <summary>The private key (RFC 5208).</summary>
    [Id(0)]
    public byte[] Pkcs8 { get; set; } = [];

    /// <summary>The zone above points at it (KSK).</summary>
    [Id(1)]
    public bool IsEntryPoint { get; set; }

    /// <summary>Where it stands in its life.</summary>
    [Id(2)]
    public ZoneKeyStage Stage { get; set; }

    /// <summary>Since when.</summary>
    [Id(3)]
    public DateTimeOffset Since { get; set; }
}

/// <summary>Where a key stands in its life (RFC 6781 §4.1.1): first everybody has to know it, then it signs, and then it stays known while caches hold what it signed.</summary>
public enum ZoneKeyStage
{
    Signing,
    Published,
    Retired,
}
