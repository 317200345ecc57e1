using System.Net;
using System.Net.Sockets;
using NetMesh.Gateways.Namespaces;
using NetMesh.Gateways.Transport;

namespace NetMesh.Gateways.Tests.Proxies;

/// <summary>A command that has entered the planet under a name, and answers one connection, whichever port is called. It needs no namespace: its sockets are pairs.</summary>
internal sealed class EnteredServer : IDisposable
{
    private readonly NamespaceLine line;

    public EnteredServer(GatewayFixture planet, string name, Action<Socket> answer)
    {
        var door = Path.Combine(Path.GetTempPath(), $"netmesh-{Path.GetRandomFileName()}");
        planet.Gateways.OpenDoor(door);
        line = NamespaceLine.Connect(door);
        line.Send(new EnterRequest("us-east", name));
        var place = (Admission)line.Receive(out _)!;
        Socket[] ports = [.. place.Ports.Select(port => GatewaySockets.OpenAt(port.IsDatagram ? SocketType.Dgram : SocketType.Stream, new IPEndPoint(IPAddress.Loopback, 0), port.Purpose))];
        line.Send(new HandedSockets(), ports);
        Array.ForEach(ports, port => port.Dispose());
        Assert.IsType<Served>(line.Receive(out _));
        new Thread(() => Serve(answer)) { IsBackground = true }.Start();
    }

    /// <summary>The address that called.</summary>
    public string? CalledFrom { get; private set; }

    public void Dispose() => line.Dispose();

    private void Serve(Action<Socket> answer)
    {
        while (line.Receive(out _) is { } message)
        {
            if (message is not DialRequest request)
            {
                continue;
            }

            CalledFrom = request.From;
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            using var caller = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            caller.Connect(listener.LocalEndPoint!);
            using var called = listener.Accept();
            line.Send(new SocketResult(request.Id), caller);
            answer(called);
        }
    }
}
