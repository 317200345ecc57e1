using System.Net;

namespace NetMesh.Interop.Tests.Names;

/// <summary>The planet's process is killed in a stream of updates: what was acknowledged is there when it is back.</summary>
public sealed class UpdatePowerFailureTests
{
    // More by hand: NETMESH_KILLS=100.
    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("NETMESH_KILLS"), out var kills) ? kills : 2;

    [RealClientFact("dig", "dnssec-verify")]
    public async Task Every_update_that_was_acknowledged_survives_a_kill_at_any_moment()
    {
        var updated = new UpdatedPlanet();
        await updated.InitializeAsync();
        try
        {
            var seed = Random.Shared.Next();
            var random = new Random(seed);
            UpdateStream[] streams = [.. UpdatedPlanet.Zones.SelectMany(zone => Enumerable.Range(0, 2).Select(i => new UpdateStream(zone, $"s{i}", new Random(random.Next()))))];
            for (var kill = 1; kill <= Kills; kill++)
            {
                await KillAmidAsync(updated, streams, afterUpdates: random.Next(1, 200));
                await updated.Planet.StartAgainAsync();
                foreach (var zone in UpdatedPlanet.Zones)
                {
                    await CompareAsync(updated, zone, streams, $"kill {kill}, seed {seed}");
                }
            }
        }
        finally
        {
            await updated.DisposeAsync();
        }
    }

    private static async Task KillAmidAsync(UpdatedPlanet updated, UpdateStream[] streams, int afterUpdates)
    {
        var moment = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = afterUpdates;
        var server = new IPEndPoint(IPAddress.Parse(UpdatedPlanet.Server), updated.Port);
        var running = Task.WhenAll(streams.Select(stream => stream.RunAsync(server, () =>
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                moment.SetResult();
            }
        })));

        // The streams go on meanwhile, until their connections break.
        var first = await Task.WhenAny(moment.Task, running).WaitAsync(Eventually.Patience);
        Assert.True(first == moment.Task, $"the streams ended {left} updates before the kill\n{updated.Planet.Written}");
        await updated.Planet.KillAsync();
        await running.WaitAsync(Eventually.Patience);
    }

    private static async Task CompareAsync(UpdatedPlanet updated, string zone, UpdateStream[] streams, string when)
    {
        var whole = await updated.DigAsync("+tcp", "-y", UpdatedPlanet.Updater, zone, "AXFR", "+onesoa");
        var there = whole.Split('\n').Select(line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).Where(words => words is [_, _, _, "A", _]).Select(words => words[0]).ToHashSet();
        foreach (var stream in streams)
        {
            var wrong = stream.Acknowledged.Where(it => it.Key.EndsWith($".{zone}.", StringComparison.Ordinal) && it.Value != there.Contains(it.Key)).Select(it => $"{it.Key} {(it.Value ? "is lost" : "is back")}").ToList();
            Assert.True(wrong.Count == 0, $"{when}: {string.Join(", ", wrong)}\n{updated.Planet.Written}");
        }

        Assert.DoesNotContain(there, name => !name.StartsWith("dns.", StringComparison.Ordinal) && !streams.Any(stream => stream.Sent.ContainsKey(name)));
        if (zone == UpdatedPlanet.Zones[1])
        {
            await File.WriteAllTextAsync(Path.Combine(updated.Planet.Folder, "signed"), whole);
            await SignedZone.RunAsync("dnssec-verify", updated.Planet.Folder, "-q", "-o", zone, "signed");
        }
    }
}
