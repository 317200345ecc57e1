using FsCheck;
using FsCheck.Fluent;
using NetMesh.Clock;
using NetMesh.Planet.Links;
using NetMesh.Protocols.Wire;
using Endpoint = NetMesh.Protocols.Addressing.Endpoint;
using IPv4Address = NetMesh.Protocols.Addressing.IPv4Address;

namespace NetMesh.Planet.Tests.Links;

public sealed class LinkRateTests
{
    /// <summary>
    /// Any mix of hosts, streams, datagrams and sizes: what a link has carried by any two moments differs by no more than its rate times the time between
    /// them, beyond one message. What comes out of a downlink is heard at once; what comes out of an uplink is heard one constant latency later.
    /// </summary>
    [Fact]
    public void No_link_carries_more_than_its_rate_in_any_window() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => Mix((ulong)seed)).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    private static void Mix(ulong seed)
    {
        var random = new RandomStream(seed);
        var planet = new TestPlanet(new NetworkOptions
        {
            Link = random.Next(2) == 0 ? LinkDiscipline.Fair : LinkDiscipline.Fifo,
            Jitter = TimeSpan.Zero,
            Duplication = random.Next(2) * 0.1,
        });
        var rates = new Dictionary<IPv4Address, (long Up, long Down)>();
        var hosts = new List<Endpoint>();
        for (var i = 0; i < 4; i++)
        {
            long up = 100_000 * (1 + random.Next(200)), down = 100_000 * (1 + random.Next(200));
            // With unlimited downlinks the senders' uplinks are what is heard.
            down = seed % 3 == 0 ? 0 : down;
            hosts.Add(planet.AddHost(TestPlanet.East, up, down));
            rates[hosts[i].Address] = (up, down);
        }

        var ends = Enumerable.Range(0, 12).Select(_ => planet.Dial(hosts[random.Next(4)], hosts[random.Next(4)])).ToList();
        var from = ends.ToDictionary(end => end.Other, end => planet.FramesAt(end).First().Host);
        ends.ForEach(end => from[end] = planet.FramesAt(end.Other).First().Host);
        for (var i = 0; i < 400; i++)
        {
            var end = ends[random.Next(ends.Count)];
            planet.Network.Send(random.Next(2) == 0 ? end : end.Other, new Parcel(1 + random.Next(20_000)));
            planet.Network.SendDatagram(hosts[random.Next(4)], hosts[random.Next(4)], new Parcel(1472, 1));
            planet.Clock.RunFor(TimeSpan.FromMilliseconds(random.Next(20)));
        }

        planet.Clock.RunUntilIdle();
        var streams = planet.Frames.Where(heard => heard.Frame.Kind == FrameKind.Data)
            .Select(heard => (heard.AtNs, From: from[heard.End], To: heard.Host, Bytes: WireSize.OfStream(heard.Frame.Message!.WireLength)));
        var datagrams = planet.Datagrams.Select(heard => (heard.AtNs, From: heard.From.Address, To: heard.To.Address, Bytes: 1500));
        var all = streams.Concat(datagrams).Where(moved => moved.From != moved.To).OrderBy(moved => moved.AtNs).ToList();
        foreach (var (host, (up, down)) in rates)
        {
            if (down > 0)
            {
                AssertWithin(down, all.Where(moved => moved.To == host).Select(moved => (moved.AtNs, moved.Bytes)));
            }
            else if (planet.Network.Options.Duplication == 0)
            {
                AssertWithin(up, all.Where(moved => moved.From == host).Select(moved => (moved.AtNs, moved.Bytes)));
            }
        }
    }

    // Each message ends when it is heard; before that it took at least its bytes at the rate, and after the message before it. That is the bound for every window.
    private static void AssertWithin(long bitsPerSecond, IEnumerable<(long AtNs, int Bytes)> moved)
    {
        var freeNs = double.MinValue;
        foreach (var (atNs, bytes) in moved)
        {
            var durationNs = bytes * 8e9 / bitsPerSecond;
            Assert.True(atNs + 1 >= freeNs + durationNs, $"{bytes} bytes at {atNs}: {freeNs + durationNs - atNs} ns too early for {bitsPerSecond} bit/s");
            freeNs = atNs;
        }
    }
}
