using System.Collections.Concurrent;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Traffic;

/// <summary>Every program sends back what it hears.</summary>
internal sealed class EchoDoor : IHostDoor
{
    private readonly ConcurrentDictionary<ConnectionEnd, long> next = [];

    public Network Network { get; set; } = null!;

    public ConcurrentQueue<ConnectionEnd> OutOfOrder { get; } = [];

    public void Deliver(IPv4Address at, Service service, ConnectionEnd end, long sequence, Frame frame)
    {
        if (next.GetOrAdd(end, 0) != sequence)
        {
            OutOfOrder.Enqueue(end);
        }

        next[end] = sequence + 1;
        if (frame.Kind == FrameKind.Data)
        {
            Network.Send(end, frame.Message!);
        }
    }

    public void DeliverDatagram(IPv4Address at, Service service, Endpoint from, Endpoint to, WireMessage message)
    {
    }
}

/// <summary>A real client that sends numbers from 0 and closes when all have come back.</summary>
internal sealed class EchoClient(Network network, Endpoint server, IPv4Address address, int messages) : IFrameSink
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ManualResetEventSlim answered = new();
    private readonly ManualResetEventSlim writable = new();

    public ConcurrentQueue<long> Echoed { get; } = [];

    public ManualResetEventSlim Done { get; } = new();

    public void Run()
    {
        var end = network.Connect(new Endpoint(address, 5000), server, this);
        Assert.True(answered.Wait(Patience));
        for (var i = 0; i < messages; i++)
        {
            writable.Reset();
            if (!network.Send(end, new Parcel(100, i)))
            {
                Assert.True(writable.Wait(Patience));
            }
        }
    }

    public void Deliver(ConnectionEnd end, Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Accepted:
                answered.Set();
                break;
            case FrameKind.Writable:
                writable.Set();
                break;
            case FrameKind.Data:
                Echoed.Enqueue(((Parcel)frame.Message!).Number);
                if (Echoed.Count == messages)
                {
                    network.Close(end);
                    Done.Set();
                }

                break;
            default:
                break;
        }
    }
}
