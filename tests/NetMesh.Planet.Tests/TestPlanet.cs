using System.Collections.Immutable;
using NetMesh.Clock;
using NetMesh.Planet.Backbones;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests;

/// <summary>A message that is nothing but its size and a number.</summary>
internal sealed class Parcel(int length, long number = 0) : WireMessage
{
    public long Number { get; } = number;

    public override int WireLength => length;

    public override ulong TraceIdentity => (ulong)Number;
}

/// <summary>A frame as it was handed over.</summary>
internal sealed record Heard(long AtNs, IPv4Address Host, ConnectionEnd End, long Sequence, Frame Frame);

/// <summary>A datagram as it was handed over.</summary>
internal sealed record HeardDatagram(long AtNs, IPv4Address At, Endpoint From, Endpoint To, long Number);

/// <summary>Two regions on the virtual clock, or what one process has of them; every host listens on port 80 and everything it hears is written down.</summary>
internal sealed class TestPlanet : IHostDoor
{
    public static readonly Service Program = new("test");

    public static readonly Region East = new("us-east", 39, -77.5, AddressPrefix.Parse("127.16.0.0/16"));

    public static readonly Region West = new("eu-west", 53.3, -6.3, AddressPrefix.Parse("127.17.0.0/16"));

    private int hosts;

    /// <summary>Called for every datagram, after it was written down.</summary>
    public Action<HeardDatagram>? OnDatagram { get; set; }

    public TestPlanet(
        NetworkOptions? options = null,
        long seed = 1,
        IOutside? outside = null,
        VirtualClock? clock = null,
        Func<TestPlanet, IBackbone>? backbone = null,
        IReadOnlyCollection<Region>? carried = null)
    {
        Clock = clock ?? new VirtualClock();
        Map = new PlanetMap([East, West], carried: carried);
        Network = new Network(
            Clock, Map, this, options ?? new NetworkOptions(), new RandomStreams(seed), outside, backbone: backbone?.Invoke(this));
    }

    public VirtualClock Clock { get; }

    public PlanetMap Map { get; }

    public Network Network { get; }

    public List<Heard> Frames { get; } = [];

    public List<HeardDatagram> Datagrams { get; } = [];

    /// <summary>Called for every frame, after it was written down.</summary>
    public Action<Heard>? OnFrame { get; set; }

    /// <summary>Off for long runs.</summary>
    public bool WritesDown { get; set; } = true;

    public Endpoint AddHost(Region region, long upBits = 0, long downBits = 0, TimeSpan latency = default, params ImmutableArray<IPv4Address> anycast)
    {
        var address = region.Prefix.At(256 + hosts);
        Map.AddHost(new Host($"host-{hosts++}", address, region, new AccessLink(upBits, downBits, latency)) { Anycast = anycast });
        var at = new Endpoint(address, 80);
        Map.Listen(at, Program);
        return at;
    }

    /// <summary>Dials and runs until the dialler has heard the answer; its end.</summary>
    public ConnectionEnd Dial(Endpoint from, Endpoint to)
    {
        var end = Network.Connect(new Endpoint(from.Address, 0), to);
        while (!Frames.Exists(heard => heard.End == end))
        {
            Assert.True(Clock.RunNext(), "nobody answered");
        }

        return end;
    }

    /// <summary>Keeps the send queue of this end full with messages of this size, until told to stop by <paramref name="goesOn"/>.</summary>
    public void KeepFull(ConnectionEnd end, int length, Func<bool>? goesOn = null)
    {
        void Fill()
        {
            while (goesOn?.Invoke() != false && Network.Send(end, new Parcel(length)))
            {
            }
        }

        OnFrame += heard =>
        {
            if (heard.End == end && heard.Frame.Kind == FrameKind.Writable)
            {
                Fill();
            }
        };
        Fill();
    }

    public List<FrameKind> KindsAt(ConnectionEnd end) => [.. FramesAt(end).Select(heard => heard.Frame.Kind)];

    public IEnumerable<Heard> FramesAt(ConnectionEnd end) => Frames.Where(heard => heard.End == end);

    public List<long> NumbersAt(ConnectionEnd end) =>
        [.. FramesAt(end).Where(heard => heard.Frame.Kind == FrameKind.Data).Select(heard => ((Parcel)heard.Frame.Message!).Number)];

    public void Deliver(IPv4Address at, Service service, ConnectionEnd end, long sequence, Frame frame)
    {
        var heard = new Heard(Clock.NowNs, at, end, sequence, frame);
        if (WritesDown)
        {
            Frames.Add(heard);
        }

        OnFrame?.Invoke(heard);
    }

    public void DeliverDatagram(IPv4Address at, Service service, Endpoint from, Endpoint to, WireMessage message)
    {
        Datagrams.Add(new HeardDatagram(Clock.NowNs, at, from, to, ((Parcel)message).Number));
        OnDatagram?.Invoke(Datagrams[^1]);
    }
}
