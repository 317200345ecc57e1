using System.Collections.Immutable;
using NetMesh.Clock;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Backbones;

/// <summary>One end of a stream, and the process that has it.</summary>
internal readonly record struct TestEnd(TestPlanet Process, ConnectionEnd End)
{
    public List<FrameKind> Kinds => Process.KindsAt(End);

    public List<long> Numbers => Process.NumbersAt(End);

    public bool Send(int length, long number = 0) => Process.Network.Send(End, new Parcel(length, number));
}

/// <summary>A planet that several processes run, all on one clock; each has its own network and its own map of it.</summary>
internal sealed class TestProcesses
{
    private readonly List<TestPlanet> processes = [];
    private int hosts;

    public TestProcesses(int count = 2, NetworkOptions? options = null, long seed = 1, IOutside? outside = null)
    {
        Backbone = new Exchange(Clock, seed);
        for (var i = 0; i < count; i++)
        {
            var site = SiteOf(i);
            processes.Add(new TestPlanet(options, seed + i, outside, Clock, _ => Backbone.Join(site)));
            Backbone.Attach(site, processes[i].Network);
        }
    }

    public VirtualClock Clock { get; } = new();

    public Exchange Backbone { get; }

    public TestPlanet this[int process] => processes[process];

    public static SiteId SiteOf(int process) => new(1000 + process);

    /// <summary>A host whose program runs and listens in this process; the other processes learn of it.</summary>
    public Endpoint AddHost(int process, Region region, long upBits = 0, long downBits = 0, TimeSpan latency = default, params ImmutableArray<IPv4Address> anycast)
    {
        var at = AddSilentHost(process, region, upBits, downBits, latency, anycast);
        processes[process].Map.Listen(at, TestPlanet.Program);
        Replicate(process);
        return at;
    }

    /// <summary>A host that is in everybody's map, and whose program, if it is called, is in this process.</summary>
    public Endpoint AddSilentHost(int process, Region region, long upBits = 0, long downBits = 0, TimeSpan latency = default, params ImmutableArray<IPv4Address> anycast)
    {
        var host = new Host($"host-{hosts}", region.Prefix.At(256 + hosts++), region, new AccessLink(upBits, downBits, latency)) { Anycast = anycast };
        processes.ForEach(each => each.Map.AddHost(host));
        Backbone.Whereabouts[host.Address] = SiteOf(process);
        return new Endpoint(host.Address, 80);
    }

    /// <summary>The others hear where the programs of this process listen.</summary>
    public void Replicate(int process)
    {
        foreach (var other in processes.Where(other => other != processes[process]))
        {
            other.Map.SetListings(SiteOf(process), processes[process].Map.LocalListings);
        }
    }

    /// <summary>A process dies without a word.</summary>
    public void Kill(int process)
    {
        Backbone.Leave(SiteOf(process));
        processes[process].Network.Dispose();
    }

    /// <summary>Dials and runs until the dialler has heard the answer.</summary>
    public TestEnd Dial(Endpoint from, Endpoint to)
    {
        var process = ProcessOf(from.Address);
        return new TestEnd(process, process.Dial(from, to));
    }

    /// <summary>Dials and runs until both ends are known.</summary>
    public (TestEnd Caller, TestEnd Called) Join(Endpoint from, Endpoint to)
    {
        var caller = Dial(from, to);
        Assert.Equal([FrameKind.Accepted], caller.Kinds);
        var process = ProcessOf(to.Address);
        return (caller, new TestEnd(process, process.Frames.Last(heard => heard.Frame.Kind == FrameKind.Opened && heard.Host == to.Address).End));
    }

    private TestPlanet ProcessOf(IPv4Address host) => processes[(int)(Backbone.Whereabouts[host].Value - SiteOf(0).Value)];
}
