using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using NetMesh.Gateways.Encryption;
using NetMesh.Protocols.Addressing;
using NetMesh.Testing;

namespace NetMesh.Gateways.Tests.Dns;

/// <summary>A planet whose one name server is asked over TLS and HTTPS, by clients that trust the planet's authority and nobody else.</summary>
internal sealed class EncryptedNames : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();

    private EncryptedNames()
    {
    }

    public GatewayFixture Planet { get; private set; } = null!;

    public static async Task<EncryptedNames> StartAsync(bool hasProxies = false)
    {
        var names = new EncryptedNames();
        names.Planet = await GatewayFixture.StartAsync(new GatewayOptions { AuthorityFolder = names.folder.Path, HasProxies = hasProxies }, nameServer: TestPlanet.Second);
        return names;
    }

    /// <summary>A connection over TLS.</summary>
    public async Task<SslStream> DialAsync(params string[] protocols) => await EncryptAsync(await TestPlanet.DialAsync(TestPlanet.Second, Planet.NameTlsPort), protocols);

    /// <summary>TLS over a connection, which ends with it.</summary>
    public Task<SslStream> EncryptAsync(Socket connection, params string[] protocols) => EncryptAsync(folder.Path, Planet, TestPlanet.Second, connection, protocols);

    /// <summary>TLS over a connection to a server, by a client that trusts the authority in this folder.</summary>
    public static async Task<SslStream> EncryptAsync(string authority, GatewayFixture planet, IPv4Address server, Socket connection, params string[] protocols)
    {
        using var patience = new CancellationTokenSource(TestPlanet.Patience);
        var tls = new SslStream(new NetworkStream(connection, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(Trusting(authority, planet, server, [.. protocols.Select(name => new SslApplicationProtocol(name))]), patience.Token);
        return tls;
    }

    /// <summary>A client of HTTPS.</summary>
    public HttpClient Browser(Version version, IWebProxy? proxy = null) =>
        new(new SocketsHttpHandler { SslOptions = Trusting(folder.Path, Planet, TestPlanet.Second, null), Proxy = proxy, UseProxy = proxy is not null })
        {
            BaseAddress = new Uri($"https://{TestPlanet.Second}:{Planet.HttpsPort}/"),
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = TestPlanet.Patience,
        };

    public static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var patience = new CancellationTokenSource(TestPlanet.Patience);
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, patience.Token);
        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(message, patience.Token);
        return message;
    }

    public async ValueTask DisposeAsync()
    {
        await Planet.DisposeAsync();
        folder.Dispose();
    }

    // At the planet's time, which stands still.
    private static SslClientAuthenticationOptions Trusting(string authority, GatewayFixture planet, IPv4Address server, List<SslApplicationProtocol>? protocols) => new()
    {
        TargetHost = server.ToString(),
        ApplicationProtocols = protocols,
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(Path.Combine(authority, PlanetAuthority.CertificateFile)) },
            RevocationMode = X509RevocationMode.NoCheck,
            VerificationTimeIgnored = false,
            VerificationTime = planet.Time.GetUtcNow().UtcDateTime,
        },
    };
}
