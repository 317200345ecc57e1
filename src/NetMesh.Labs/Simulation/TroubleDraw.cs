using System.Collections.Immutable;
using System.Globalization;
using NetMesh.Clock;
using NetMesh.Planet.Faults;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;

namespace NetMesh.Labs.Simulation;

/// <summary>Draws what befalls a planet, every kind of fault among it: each begins at some moment, and ends some time later or when all is mended.</summary>
internal sealed class TroubleDraw(
    RandomStream random, IReadOnlyList<Region> regions, IReadOnlyList<Host> hosts, IReadOnlyList<HostilePeer> hostile, ImmutableArray<OrdealSilo> silos)
{
    private readonly List<Trouble> troubles = [];
    private TimeSpan end;

    public ImmutableArray<Trouble> Draw(out TimeSpan healsAt)
    {
        healsAt = end = Seconds(Between(20, 300));
        foreach (var peer in hostile)
        {
            troubles.Add(new Trouble(end * (0.6 * random.NextDouble()), $"{peer.Name} comes and {Words(peer.Does)}", troubled => troubled.Attack(peer)));
        }

        for (var left = random.Next(2, 14); left > 0; left--)
        {
            Add();
        }

        // Stable: what was drawn first comes first at the same moment.
        return [.. troubles.OrderBy(trouble => trouble.At)];
    }

    private void Add()
    {
        switch (random.Next(10))
        {
            case 0:
                var (a, b) = (AnyRegion(), AnyRegion());
                Add($"{a} and {b} are cut off from each other", faults => faults.Partition(a, b), $"{a} and {b} reach each other", faults => faults.Heal(a, b));
                break;
            case 1:
                var lonely = AnyRegion();
                Add($"{lonely} is isolated", faults => faults.Isolate(lonely), $"{lonely} is back", faults => faults.Rejoin(lonely));
                break;
            case 2:
                AddDegradation(AnyRegion(), AnyRegion());
                break;
            case 3:
                AddLossSpike();
                break;
            case 4:
                var slow = AnyHost();
                var share = Between(0.02, 0.5);
                Add(
                    Text($"the link of {slow.Name} runs at {share:P0}"), faults => faults.DegradeLink(slow.Address, share),
                    $"the link of {slow.Name} is well again", faults => faults.HealLink(slow.Address));
                break;
            case 5 or 6:
                var down = AnyHost();
                Add($"{down.Name} loses power", faults => faults.TakeDown(down.Address), $"{down.Name} has power", faults => faults.BringUp(down.Address));
                break;
            case 7 or 8:
                AddSiloEnd(silos[random.Next(silos.Length)].Region);
                break;
            default:
                AddWriteFailures(Between(0.05, 0.6));
                break;
        }
    }

    private void AddDegradation(string a, string b)
    {
        var how = new PathDegradation(Between(1.5, 20), 0.5 * random.NextDouble());
        Add(
            Text($"{a} to {b} takes {how.LatencyFactor:F1} times as long and loses {how.ExtraLoss:P0}"), faults => faults.Degrade(a, b, how),
            $"{a} to {b} is well again", faults => faults.Heal(a, b));
    }

    private void AddLossSpike()
    {
        var how = new PathDegradation(ExtraLoss: Between(0.3, 1));
        var labels = regions.Select(region => region.Label).ToArray();
        Add(
            Text($"{how.ExtraLoss:P0} of all datagrams are lost"), faults => ForAllPaths((a, b) => faults.Degrade(a, b, how)),
            "datagrams arrive again", faults => ForAllPaths(faults.Heal));

        void ForAllPaths(Action<string, string> change)
        {
            for (var i = 0; i < labels.Length; i++)
            {
                for (var j = i; j < labels.Length; j++)
                {
                    change(labels[i], labels[j]);
                }
            }
        }
    }

    private void AddSiloEnd(string silo)
    {
        var (from, to) = Period();
        troubles.Add(random.Next(4) > 0
            ? new Trouble(from, $"silo {silo} is killed", troubled => troubled.KillSilo(silo))
            : new Trouble(from, $"silo {silo} stops", troubled => troubled.StopSilo(silo)));
        troubles.Add(new Trouble(to, $"silo {silo} starts", troubled => troubled.StartSilo(silo)));
    }

    private void AddWriteFailures(double share)
    {
        var (from, to) = Period();
        troubles.Add(new Trouble(from, Text($"{share:P0} of all writes to the storage fail"), troubled => troubled.FailWrites(share)));
        troubles.Add(new Trouble(to, "the storage is well again", troubled => troubled.FailWrites(0)));
    }

    private void Add(string begins, Action<FaultBoard> breaks, string ends, Action<FaultBoard> heals)
    {
        var (from, to) = Period();
        troubles.Add(new Trouble(from, begins, troubled => breaks(troubled.Faults)));
        troubles.Add(new Trouble(to, ends, troubled => heals(troubled.Faults)));
    }

    private (TimeSpan From, TimeSpan To) Period()
    {
        var from = end * random.NextDouble();
        var to = from + Seconds(Between(0.5, 250));
        return (from, to < end ? to : end);
    }

    private string AnyRegion() => regions[random.Next(regions.Count)].Label;

    private Host AnyHost() => hosts[random.Next(hosts.Count)];

    private double Between(double least, double most) => least * Math.Pow(most / least, random.NextDouble());

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Words(Hostility does) => does switch
    {
        Hostility.Poisons => "sends wrong blocks",
        Hostility.PoisonsSome => "sends some wrong blocks",
        Hostility.KeepsSilent => "never answers",
        Hostility.Vanishes => "will vanish",
        _ => "talks nonsense",
    };
}
