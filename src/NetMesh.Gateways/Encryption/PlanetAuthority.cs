using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NetMesh.Gateways.Transport;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways.Encryption;

/// <summary>
/// The planet's own certificate authority: whoever trusts its <c>ca.pem</c> can tell the planet's servers from others. It vouches for their addresses (RFC 5280 §4.2.1.6), with
/// keys that never leave this process. Safe from any thread.
/// </summary>
public sealed class PlanetAuthority
{
    /// <summary>What users hand to their clients.</summary>
    public const string CertificateFile = "ca.pem";

    /// <summary>What nobody but the planet's owner may read.</summary>
    public const string KeyFile = "ca.key";

    /// <summary>How long a server's certificate counts; it is replaced when a third of that is left.</summary>
    public static readonly TimeSpan ServerLife = TimeSpan.FromDays(30);

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybody = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const int SerialLength = 16;

    private static readonly TimeSpan Life = TimeSpan.FromDays(3650);

    // For clients whose clock is behind.
    private static readonly TimeSpan Leeway = TimeSpan.FromHours(1);

    private readonly X509Certificate2 own;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<IPv4Address, (SslStreamCertificateContext Certificate, DateTimeOffset Until)> servers = new();

    private PlanetAuthority(X509Certificate2 own, TimeProvider time) => (this.own, this.time) = (own, time);

    /// <summary>The authority that is kept in a folder; made there the first time, and anew once it is too old to vouch for anybody.</summary>
    /// <exception cref="GatewayError">What is there is no authority, or cannot be read or written.</exception>
    public static PlanetAuthority Open(string folder, TimeProvider time)
    {
        var (certificate, key) = (Path.Combine(folder, CertificateFile), Path.Combine(folder, KeyFile));
        try
        {
            if (File.Exists(key) && X509Certificate2.CreateFromPemFile(certificate, key) is { } kept && kept.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime + ServerLife)
            {
                return new PlanetAuthority(kept, time);
            }

            var made = Make(time.GetUtcNow());
            Write(key, made.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(), OwnerOnly);
            Write(certificate, made.ExportCertificatePem(), Everybody);
            return new PlanetAuthority(made, time);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new GatewayError(
                GatewayFault.Refused,
                $"the planet's certificate authority in {folder}: {error.Message.TrimEnd('.')}; expected {CertificateFile} and its {KeyFile}, or neither of them: then they are made",
                error);
        }
    }

    /// <summary>What a server shows to whoever calls it at an address.</summary>
    public SslStreamCertificateContext CertificateOf(IPv4Address server)
    {
        var now = time.GetUtcNow();
        if (!servers.TryGetValue(server, out var known) || known.Until - now < ServerLife / 3)
        {
            var certificate = Issue(server, now);
            servers[server] = known = (SslStreamCertificateContext.Create(certificate, [own], offline: true), new DateTimeOffset(certificate.NotAfter));
        }

        return known.Certificate;
    }

    private static X509Certificate2 Make(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        // Two planets' authorities in one store are two: the name says which.
        var request = new CertificateRequest($"CN=NetMesh planet {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(now - Leeway, now + Life);
    }

    private X509Certificate2 Issue(IPv4Address server, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={server}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(server.ToIPAddress());
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "server authentication")], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(own, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var issued = request.Create(own, now - Leeway, now + ServerLife, RandomNumberGenerator.GetBytes(SerialLength));
        return issued.CopyWithPrivateKey(key);
    }

    // Whole or not at all, and never with wider rights than it shall have.
    private static void Write(string path, string pem, UnixFileMode mode)
    {
        var partial = $"{path}.partial";
        File.Delete(partial);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using (var file = new StreamWriter(partial, options))
        {
            file.WriteLine(pem);
        }

        File.Move(partial, path, overwrite: true);
    }
}
