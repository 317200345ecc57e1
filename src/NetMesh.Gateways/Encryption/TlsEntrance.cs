using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using NetMesh.Gateways.Transport;

namespace NetMesh.Gateways.Encryption;

/// <summary>
/// Puts TLS (RFC 8446; 1.2 for older clients) around connections that were let in, whatever is spoken inside: the client's greeting takes its round trips on the planet, the called
/// host shows its certificate, and the protocol takes over with the plain bytes.
/// </summary>
/// <param name="authority">Vouches for the hosts.</param>
/// <param name="protocols">What may be spoken inside, the best first (RFC 7301); a client that names none gets what is spoken there by custom.</param>
public sealed class TlsEntrance(PlanetAuthority authority, IReadOnlyList<SslApplicationProtocol> protocols, RoundTrips trips, TimeProvider time)
{
    /// <summary>How long the greeting may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Runs <paramref name="next"/> inside.</summary>
    public ConnectionDelegate Before(ConnectionDelegate next) => connection => RunAsync(connection, next);

    private async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var entered = connection.Features.Get<EnteredConnection>()!;
        if (!await trips.SetUpAsync(entered, connection.Abort))
        {
            return;
        }

        var plain = connection.Transport;
        await using var tls = new SslStream(new DuplexPipeStream(plain));
        if (!await GreetAsync(tls, connection, entered))
        {
            return;
        }

        var inside = new Inside(tls);
        connection.Features.Set<ITlsConnectionFeature>(inside);
        connection.Features.Set<ITlsApplicationProtocolFeature>(inside);
        connection.Transport = inside;
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = plain;
            await inside.EndAsync(time);
        }
    }

    private async Task<bool> GreetAsync(SslStream tls, ConnectionContext connection, EnteredConnection entered)
    {
        using var late = new CancellationTokenSource(Patience, time);
        try
        {
            // One round trip more than the connection itself took (RFC 8446 §2).
            await trips.DelayAsync(trips.SetUpTime(entered.Client, entered.Called));
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = authority.CertificateOf(entered.CalledAs),
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    ApplicationProtocols = [.. protocols],
                    AllowRenegotiation = false,
                },
                late.Token);
            return true;
        }
        catch (Exception error) when (error is AuthenticationException || error.IsBrokenConnection())
        {
            // Whom TLS itself turned away shall hear its alert, which a reset would overtake.
            entered.Traffic.Refused(late.IsCancellationRequested ? RefusalReasons.HandshakeTime : RefusalReasons.Garbage);
            if (error is not AuthenticationException)
            {
                connection.Abort(new ConnectionAbortedException("no TLS", error));
            }

            return false;
        }
    }

    // What is spoken inside. Kestrel asks its two features for the version of HTTP.
    private sealed class Inside(SslStream tls) : IDuplexPipe, ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        private static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(1);

        public PipeReader Input { get; } = PipeReader.Create(tls, new StreamPipeReaderOptions(leaveOpen: true));

        public PipeWriter Output { get; } = PipeWriter.Create(tls, new StreamPipeWriterOptions(leaveOpen: true));

        public ReadOnlyMemory<byte> ApplicationProtocol => tls.NegotiatedApplicationProtocol.Protocol;

        public X509Certificate2? ClientCertificate { get; set; }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);

        // Says goodbye (RFC 8446 §6.1), if the client still listens.
        public async Task EndAsync(TimeProvider time)
        {
            try
            {
                await Input.CompleteAsync();
                await Output.CompleteAsync();
                await tls.ShutdownAsync().WaitAsync(GoodbyeTime, time);
            }
            catch (Exception error) when (error is TimeoutException or InvalidOperationException || error.IsBrokenConnection())
            {
            }
        }
    }
}
