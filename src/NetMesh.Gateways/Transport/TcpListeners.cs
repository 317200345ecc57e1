using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways.Transport;

/// <summary>
/// All TCP ports of the planet on one Kestrel: a listener per port for all hosts, each a pipeline that begins with its <see cref="StreamEntrance"/>.
/// Sockets are opened when a port is added, so that a port in use is known before anything runs; stopping lets connections finish what they are sending.
/// </summary>
public sealed class TcpListeners : IAsyncDisposable
{
    private readonly KestrelServerOptions options = new();
    private readonly Dictionary<IPEndPoint, Socket> sockets = [];
    private readonly Dictionary<int, RequestDelegate> http = [];
    private readonly KestrelServer server;
    private readonly SocketOpener open;
    private bool started;

    public TcpListeners(ILoggerFactory loggers, IServiceProvider services, ListenScope scope = ListenScope.Loopback, bool hostByHost = false)
        : this(loggers, services, (type, port, purpose, hosts) => GatewaySockets.Open(type, port, purpose, hosts, scope, oneForAll: !hostByHost))
    {
    }

    internal TcpListeners(ILoggerFactory loggers, IServiceProvider services, SocketOpener open)
    {
        this.open = open;
        options.AddServerHeader = false;
        options.ApplicationServices = services;
        options.AllowSynchronousIO = false;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        options.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(10);
        options.Limits.MaxRequestBodySize = ushort.MaxValue;
        options.Limits.Http2.MaxStreamsPerConnection = 64;
        var transport = new SocketTransportOptions
        {
            // The socket was opened, and its errors explained, in Add.
            CreateBoundListenSocket = endPoint => sockets[(IPEndPoint)endPoint],
            Backlog = 1024,
            MaxReadBufferSize = 1 << 20,
            MaxWriteBufferSize = 1 << 20,
        };
        server = new KestrelServer(Options.Create(options), new SocketTransportFactory(Options.Create(transport), loggers), loggers);
    }

    /// <summary>Adds a port on which <paramref name="run"/> gets every connection that may enter.</summary>
    /// <returns>The real port, for a <paramref name="port"/> of 0.</returns>
    /// <exception cref="GatewayError">The port cannot be listened on.</exception>
    public ushort AddStream(ushort port, string purpose, IEnumerable<IPv4Address> hosts, StreamEntrance entrance, ConnectionDelegate run) =>
        Add(port, purpose, hosts, listen => listen.Run(connection => entrance.EnterAsync(connection, run)));

    /// <summary>Adds a port on which <paramref name="run"/> gets every HTTP request of a connection that may enter.</summary>
    /// <returns>The real port, for a <paramref name="port"/> of 0.</returns>
    /// <exception cref="GatewayError">The port cannot be listened on.</exception>
    /// <param name="before">What a connection goes through before it is HTTP, and hands it on to; null: it is HTTP from the start.</param>
    public ushort AddHttp(
        ushort port, string purpose, IEnumerable<IPv4Address> hosts, StreamEntrance entrance, RequestDelegate run, Func<ConnectionDelegate, ConnectionDelegate>? before = null)
    {
        var real = Add(port, purpose, hosts, listen =>
        {
            // Version 2 only where TLS has agreed on it.
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.Use(next =>
            {
                var inside = before?.Invoke(next) ?? next;
                return connection => entrance.EnterAsync(connection, inside);
            });
        });
        http.Add(real, run);
        return real;
    }

    public async Task StartAsync(CancellationToken cancellation)
    {
        // Kestrel without an address would take one of its own choice.
        if (sockets.Count > 0)
        {
            started = true;
            await server.StartAsync(new ByPort(http), cancellation);
        }
    }

    /// <summary>Takes no new connections and lets the open ones finish; those still open on cancellation are cut.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        if (started)
        {
            started = false;
            await server.StopAsync(cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        server.Dispose();
        foreach (var socket in sockets.Values)
        {
            socket.Dispose();
        }
    }

    private ushort Add(ushort port, string purpose, IEnumerable<IPv4Address> hosts, Action<ListenOptions> configure)
    {
        foreach (var socket in open(SocketType.Stream, port, purpose, hosts))
        {
            var at = (IPEndPoint)socket.LocalEndPoint!;
            port = (ushort)at.Port;
            sockets.Add(at, socket);
            options.Listen(at, configure);
        }

        return port;
    }

    /// <summary>Hands a request to whom its port belongs.</summary>
    private sealed class ByPort(Dictionary<int, RequestDelegate> handlers) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => handlers[context.Connection.LocalPort](context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }
}
