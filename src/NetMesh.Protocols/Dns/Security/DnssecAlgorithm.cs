namespace NetMesh.Protocols.Dns.Security;

/// <summary>Algorithms of signatures, by IANA's registry "DNS Security Algorithm Numbers". Others have a number all the same.</summary>
public enum DnssecAlgorithm : byte
{
    None = 0,

    /// <summary>RSASHA256 (RFC 5702).</summary>
    RsaSha256 = 8,

    /// <summary>RSASHA512 (RFC 5702).</summary>
    RsaSha512 = 10,

    /// <summary>ECDSAP256SHA256 (RFC 6605).</summary>
    EcdsaP256Sha256 = 13,

    /// <summary>ECDSAP384SHA384 (RFC 6605).</summary>
    EcdsaP384Sha384 = 14,

    /// <summary>ED25519 (RFC 8080). .NET has no type for it: whoever knows it brings it along (<see cref="Algorithms.SignatureSchemes.With"/>).</summary>
    Ed25519 = 15,

    /// <summary>ED448 (RFC 8080). Likewise.</summary>
    Ed448 = 16,
}
