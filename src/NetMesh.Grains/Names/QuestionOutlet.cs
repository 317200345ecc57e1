using NetMesh.Contracts.Names;
using NetMesh.Grains.Hosts;
using NetMesh.Planet;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Resolving;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Names;

/// <summary>
/// How the questions of a resolver leave its host: in a datagram each from a port of its own; over a connection where the answer is too long for one (RFC 7766); and to
/// servers outside the planet, which the world must have named, over sockets.
/// </summary>
/// <param name="self">The host's address, and the port on which name servers listen.</param>
/// <param name="network">The planet's network.</param>
/// <param name="connections">The host's streams.</param>
/// <param name="outsideAt">The server outside the planet at an address that the world lets the resolver ask; null: it is a host of the planet.</param>
/// <param name="outside">The way to such servers; null: there is none, as on the planet's own time.</param>
/// <param name="after">Calls back after a time, unless disposed of before.</param>
internal sealed class QuestionOutlet(
    Endpoint self, INetwork network, HostConnections connections, Func<IPv4Address, OutsideServer?> outsideAt, IOutsideNames? outside, Func<TimeSpan, Action, IDisposable> after)
{
    /// <summary>The port of what does not come as a datagram.</summary>
    public const ushort NoPort = 0;

    /// <summary>Draws the port from which a datagram goes, and on which alone its answer counts (RFC 5452 §9.2).</summary>
    public required Func<ushort> DrawPort { get; init; }

    /// <summary>An answer came: from whom, to which port, and what.</summary>
    public required Action<IPv4Address, ushort, DnsMessage> Answered { get; init; }

    /// <summary>None will come any more: from whom, to which port, and to the question of which id.</summary>
    public required Action<IPv4Address, ushort, ushort> Failed { get; init; }

    /// <summary>The port to which the answer will come.</summary>
    public ushort PortFor(AskServer ask) => ask.OverStream || outsideAt(ask.Server) is not null ? NoPort : DrawPort();

    /// <summary>Sends a question.</summary>
    public void Send(ushort port, AskServer ask)
    {
        if (outsideAt(ask.Server) is { } server)
        {
            _ = AskOutsideAsync(server, ask);
        }
        else if (ask.OverStream)
        {
            Dial(ask);
        }
        else
        {
            network.SendDatagram(new Endpoint(self.Address, port), new Endpoint(ask.Server, self.Port), ask.Query);
        }
    }

    /// <summary>Something came over a connection that was dialled for a question.</summary>
    public void OnMessage(AskingConnection connection, DnsMessage answer)
    {
        if (answer.IsResponse)
        {
            connection.Alarm?.Dispose();
            connections.Close(connection);
            Answered(connection.Ask.Server, NoPort, answer);
        }
    }

    /// <summary>It is gone, and nothing came.</summary>
    public void OnGone(AskingConnection connection)
    {
        connection.Alarm?.Dispose();
        Failed(connection.Ask.Server, NoPort, connection.Ask.Query.Id);
    }

    // What is sent goes out when the other side has answered the call.
    private void Dial(AskServer ask)
    {
        var connection = new AskingConnection(network.Connect(new Endpoint(self.Address, 0), new Endpoint(ask.Server, self.Port)), ask);
        connections.Add(connection);
        network.Send(connection.End, new FramedDnsMessage(ask.Query));
        connection.Alarm = after(ask.Patience, () => connections.Reset(connection));
    }

    private async Task AskOutsideAsync(OutsideServer server, AskServer ask)
    {
        var answer = outside is null ? null : await outside.AskOnceAsync(self.Address, server, ask.Query, ask.Patience);
        if (answer is not null)
        {
            Answered(ask.Server, NoPort, answer);
        }
        else
        {
            Failed(ask.Server, NoPort, ask.Query.Id);
        }
    }
}

/// <summary>A connection that a resolver dialled for one question.</summary>
internal sealed class AskingConnection(ConnectionEnd end, AskServer ask) : HostConnection(end)
{
    public AskServer Ask => ask;

    /// <summary>Ends it when nothing has come in time.</summary>
    public IDisposable? Alarm { get; set; }
}
