using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using NetMesh.Contracts.Hosts;
using NetMesh.Gateways.Dns;
using NetMesh.Gateways.Namespaces;
using NetMesh.Gateways.Transport;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Proxies;
using Endpoint = NetMesh.Protocols.Addressing.Endpoint;

namespace NetMesh.Gateways.Proxies;

/// <summary>
/// Where a client enters through its region's proxy, and so stands in that region:
/// <list type="number">
/// <item>SOCKS 5 or HTTP, as its first byte says, until it is known whom it calls;</item>
/// <item>the name is looked up in the planet's directory; what is not on the planet is not called;</item>
/// <item>the very gateway that serves the called port takes over, as if the client had come to it; or, where a command has entered, what <c>netmesh enter</c> does
/// between two commands is done here. No socket is opened for it on this machine.</item>
/// </list>
/// Either way bytes are charged the path between the proxy's region and the called host.
/// </summary>
internal sealed class ProxyGateway(GatewayOpening planet, EnteredHosts commands)
{
    public const string Protocol = "proxy";

    /// <summary>Runs a connection that was let in.</summary>
    /// <param name="connection">It, with its <see cref="EnteredConnection"/>: where the client stands.</param>
    /// <param name="http">Runs a connection whose next bytes are HTTP (<see cref="RunHttpAsync"/>).</param>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate http)
    {
        var client = connection.Features.Get<EnteredConnection>()!;
        try
        {
            if (await ReadCallAsync(connection, client.Traffic) is { } wanted)
            {
                await CallAsync(connection, client, wanted.Session, wanted.Call, http);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // The client hung up, or the planet stops.
        }
    }

    /// <summary>Answers a request to a server of the planet that speaks HTTP.</summary>
    public Task RunHttpAsync(HttpContext context) => context.Features.Get<OpenedGateway>()!.RunHttp!(context);

    private async Task<(IProxySession Session, ProxyCall Call)?> ReadCallAsync(ConnectionContext connection, GatewayMetrics.Traffic traffic)
    {
        var input = connection.Transport.Input;
        var output = connection.Transport.Output;
        IProxySession? session = null;
        using var patience = new CancellationTokenSource(planet.Options.Streams.HandshakeTime, planet.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, StreamPump.CloseRequestOf(connection));
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(either.Token);
                if (read.Buffer.IsEmpty)
                {
                    return null;
                }

                session ??= ProxySessions.For(read.Buffer.FirstSpan[0]);
                var turn = session.Receive(read.Buffer, output);
                traffic.Received(turn.Consumed);
                if (turn.Error is not null)
                {
                    traffic.Refused(RefusalReasons.Garbage);
                }

                // What follows a call is the called host's to read.
                var over = read.Buffer.GetPosition(turn.Consumed);
                input.AdvanceTo(over, turn.Call is null ? read.Buffer.End : over);
                await FlushAsync(output, traffic);
                if (turn.Call is { } call)
                {
                    return (session, call);
                }

                if (turn.Error is not null || read.IsCompleted)
                {
                    return null;
                }
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            traffic.Refused(RefusalReasons.HandshakeTime);
            connection.Abort(new ConnectionAbortedException(RefusalReasons.HandshakeTime));
            return null;
        }
    }

    private async Task CallAsync(ConnectionContext connection, EnteredConnection client, IProxySession session, ProxyCall call, ConnectionDelegate http)
    {
        var address = await AddressOfAsync(call.Host, client);
        var called = new Endpoint(address ?? default, call.Port);
        if (RefusalOf(call.Host, address) is { } refusal)
        {
            await AnswerAsync(refusal);
            return;
        }

        called = planet.Trips.SiteOf(called, client.Client);
        var gateway = GatewayAt(called);
        var entered = new EnteredConnection(client.Client, gateway is null ? called : new Endpoint(called.Address, gateway.ListedPort), client.Traffic)
        {
            CalledAs = address!.Value,
            Answered = isThere => AnswerAsync(isThere ? ProxyOutcome.Connected : planet.Trips.Reaches(client.Client, called) ? ProxyOutcome.Refused : ProxyOutcome.Unreachable),
        };
        connection.Features.Set(entered);
        await using var ahead = AheadOf(connection, call.Ahead);
        if (gateway?.Run is { } run)
        {
            await run(connection);
        }
        else if (gateway is null && commands.At(called.Address) is not null)
        {
            await new StreamPump(planet.Network, new OpaqueCodec(), client.Traffic, OpaqueCodec.LimitsOf(planet.Options.Streams), planet.Time)
                .RunDialledAsync(connection, entered);
        }
        else
        {
            // Whether anybody is there or not, it takes the client a round trip to hear of it, and from a host behind a cut it hears nothing.
            var isReached = planet.Trips.Reaches(client.Client, called);
            await planet.Trips.DelayAsync(isReached ? planet.Trips.SetUpTime(client.Client, called) : planet.Options.DialTime);
            await entered.Answered(gateway is not null && isReached);
            if (gateway is not null && isReached)
            {
                entered.IsSetUp = true;
                connection.Features.Set(gateway);
                await (gateway.BeforeHttp?.Invoke(http) ?? http)(connection);
            }
        }

        ValueTask AnswerAsync(ProxyOutcome outcome)
        {
            if (outcome != ProxyOutcome.Connected)
            {
                client.Traffic.Refused(outcome switch
                {
                    ProxyOutcome.Refused => RefusalReasons.NoSuchService,
                    ProxyOutcome.Unreachable => RefusalReasons.Unreachable,
                    _ => RefusalReasons.NotOnPlanet,
                });
            }

            session.Answer(outcome, connection.Transport.Output);
            return FlushAsync(connection.Transport.Output, client.Traffic);
        }
    }

    /// <summary>Why a host is nowhere on the planet, or null.</summary>
    private ProxyOutcome? RefusalOf(string host, IPv4Address? address) =>
        address is { } found ? planet.Map.RegionOf(found) is null && planet.Map.SitesOf(found).Count == 0 ? ProxyOutcome.Forbidden : null
        : host.Contains(':', StringComparison.Ordinal) ? ProxyOutcome.UnknownAddressType
        : ProxyOutcome.UnknownName;

    /// <summary>The address of a host: as it is written, of the planet's host of that name, or what the resolver of the client's region says. Null: nobody knows it.</summary>
    private async ValueTask<IPv4Address?> AddressOfAsync(string host, EnteredConnection client)
    {
        if (IPv4Address.TryParse(host, out var address))
        {
            return address;
        }

        if (planet.Map.HostNamed(host) is { } named)
        {
            return named.Address;
        }

        var region = planet.Map.RegionOf(client.Client.Address);
        var resolver = new Endpoint(region?.Prefix.At(EnteredHosts.Resolver) ?? default, planet.Options.Ports.RealPort(ServiceNames.NameServerPort));
        if (planet.Map.ServiceAt(resolver)?.Name != ServiceNames.NameServer || !planet.Trips.Reaches(client.Client, resolver)
            || !DomainNameText.TryRead(host, DomainName.Root, out var name, out _))
        {
            return null;
        }

        var query = new DnsMessage { Id = 0, Flags = MessageFlags.RecursionDesired, Question = new Question(name, RecordType.A) };
        var answer = await planet.Names.AnswerAsync(client.Client, resolver, new Asked(NameTransport.Datagram, query, QueryOptions.None, null), client.Traffic);
        return answer?.Answers.FirstOrDefault(record => record.Type == RecordType.A)?.Data.Address;
    }

    /// <summary>The gateway that serves what is called, by its well-known port or its real one; null where none does.</summary>
    private OpenedGateway? GatewayAt(Endpoint called) => planet.Opened.Find(gateway =>
        (called.Port == gateway.RealPort || called.Port == gateway.Entry.WellKnownPort)
        && planet.Map.ServiceAt(new Endpoint(called.Address, gateway.ListedPort))?.Name == gateway.Entry.Service);

    // What was taken in is read again, in the proxy's words, by whoever takes over.
    private static BytesAhead? AheadOf(ConnectionContext connection, ReadOnlyMemory<byte> bytes) => bytes.IsEmpty ? null : new BytesAhead(connection, bytes);

    private static async ValueTask FlushAsync(PipeWriter output, GatewayMetrics.Traffic traffic)
    {
        var count = output.UnflushedBytes;
        if (count > 0)
        {
            await output.FlushAsync();
            traffic.Sent(count);
        }
    }
}
