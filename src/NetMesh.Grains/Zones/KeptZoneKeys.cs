using NetMesh.Contracts.Names;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Security;

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

    /// <summary>The number of its algorithm (<see cref="DnssecAlgorithm"/>). What was kept before there was a choice is ECDSA P-256.</summary>
    [Id(4)]
    public byte Algorithm { get; set; } = (byte)DnssecAlgorithm.EcdsaP256Sha256;

    /// <summary>Whether it makes signatures.</summary>
    internal bool Signs => Stage is not (ZoneKeyStage.Published or ZoneKeyStage.Retired);

    internal SigningKey Open() => SigningKey.ImportPkcs8(Pkcs8, IsEntryPoint, EdwardsScheme.AllSchemes.Signing((DnssecAlgorithm)Algorithm), Stage == ZoneKeyStage.Revoked);

    /// <summary>What the zone publishes of it.</summary>
    internal ZoneKey ToPublic()
    {
        using var key = Open();
        return key.Public;
    }

    /// <summary>What is told of it.</summary>
    internal ZoneKeyState ToState(DomainName zone)
    {
        var key = ToPublic();
        return new(IsEntryPoint, key.Tag, Algorithm, Stage.ToString().ToLowerInvariant(), Since, IsEntryPoint ? key.DelegationSigner(zone).ToString() : null);
    }

    internal KeptZoneKey In(ZoneKeyStage stage, DateTimeOffset since) => new() { Pkcs8 = Pkcs8, IsEntryPoint = IsEntryPoint, Stage = stage, Since = since, Algorithm = Algorithm };
}

/// <summary>Where a key stands in its life. <see cref="KeyRollOver"/> says how it comes from one stage to the next.</summary>
public enum ZoneKeyStage
{
    /// <summary>The one that signs, and that is trusted.</summary>
    Signing,

    /// <summary>Of a key that signs records: it signs nothing yet, everybody has to know it first.</summary>
    Published,

    /// <summary>Likewise: it signs nothing any more, and is known while caches hold what it signed.</summary>
    Retired,

    /// <summary>Of a key that signs keys: it does so already, beside the one that is trusted.</summary>
    Introduced,

    /// <summary>Likewise: it still does so, while the zone above is being told of the one that took its place.</summary>
    Superseded,

    /// <summary>Likewise: the zone above no longer points at it, but caches may.</summary>
    Released,

    /// <summary>Likewise: it tells those who trust it that they shall not any more (RFC 5011 §2.1).</summary>
    Revoked,
}
