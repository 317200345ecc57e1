using NetMesh.Clock;
using NetMesh.Planet.Links;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Traffic;

public sealed class ReplayTests
{
    [Theory]
    [InlineData(LinkDiscipline.Fair)]
    [InlineData(LinkDiscipline.Fifo)]
    public void One_seed_is_one_history_and_another_seed_another(LinkDiscipline link)
    {
        var first = History(1, link);
        Assert.Equal(first, History(1, link));
        Assert.NotEqual(first, History(2, link));
    }

    // Streams, datagrams and faults, folded into one number.
    private static ulong History(long seed, LinkDiscipline link)
    {
        var planet = new TestPlanet(
            new NetworkOptions { Link = link, Jitter = TimeSpan.FromMilliseconds(5), Loss = 0.05, Duplication = 0.02 }, seed);
        var hosts = Enumerable.Range(0, 6)
            .Select(i => planet.AddHost(i % 2 == 0 ? TestPlanet.East : TestPlanet.West, 2_000_000 * (i + 1), 3_000_000)).ToList();
        var random = new RandomStream(9);
        var ends = Enumerable.Range(0, 20).Select(_ => planet.Network.Connect(hosts[random.Next(6)], hosts[random.Next(6)])).ToList();
        for (var i = 0; i < 2_000; i++)
        {
            var end = ends[random.Next(20)];
            planet.Network.Send(random.Next(2) == 0 ? end : end.Other, new Parcel(random.Next(9_000), i));
            planet.Network.SendDatagram(hosts[random.Next(6)], hosts[random.Next(6)], new Parcel(random.Next(1_400), i));
            switch (i)
            {
                case 500:
                    planet.Network.Faults.Partition("us-east", "eu-west");
                    break;
                case 900:
                    planet.Network.Faults.HealAll();
                    break;
                case 1_500:
                    planet.Network.Faults.TakeDown(hosts[3].Address);
                    break;
                default:
                    break;
            }

            planet.Clock.RunFor(TimeSpan.FromMilliseconds(random.Next(10)));
        }

        planet.Clock.RunUntilIdle();
        var history = 0UL;
        foreach (var heard in planet.Frames)
        {
            history = TraceMix.Mix(TraceMix.Mix(history, (ulong)heard.AtNs, heard.Host.Value), (ulong)heard.End.Value, heard.Frame.TraceIdentity);
        }

        foreach (var heard in planet.Datagrams)
        {
            history = TraceMix.Mix(history, (ulong)heard.AtNs, (ulong)heard.Number);
        }

        return history;
    }
}
