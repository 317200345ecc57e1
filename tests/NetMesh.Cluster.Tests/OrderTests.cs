using Microsoft.Extensions.DependencyInjection;
using NetMesh.Cluster.Tests.Clusters;
using NetMesh.Cluster.Tests.Counters;
using Xunit.Abstractions;

namespace NetMesh.Cluster.Tests;

/// <summary>What one host sends another arrives once, whole and in order, though calls between silos overtake each other; and nobody waits for anybody.</summary>
public sealed class OrderTests(ITestOutputHelper output)
{
    private const int Messages = 3000;

    [Fact]
    public async Task Two_hosts_that_flood_each_other_hear_everything_once_and_in_order()
    {
        // Nobody dies here: a lease that runs out would say that the machine is busy.
        await using var cluster = await TestCluster.StartAsync(new ClusterOptions { Disorder = TimeSpan.FromMilliseconds(20), Lease = TimeSpan.FromMinutes(10) });
        var (east, west) = (cluster.CounterIn(ThreeRegions.UsEast), cluster.CounterIn(ThreeRegions.EuWest));
        await east.LookAsync();
        await west.LookAsync();
        await Task.WhenAll(
            east.FloodAsync(ThreeRegions.CounterIn(ThreeRegions.EuWest), Messages).AsTask(),
            west.FloodAsync(ThreeRegions.CounterIn(ThreeRegions.UsEast), Messages).AsTask());

        foreach (var counter in new[] { east, west })
        {
            var count = new Count(0, 0, 0, 0, "", 0, 0);
            await TestCluster.UntilAsync(
                async () => (count = await counter.LookAsync()) is { Received: >= Messages, Confirmed: >= Messages } || count.Wrong.Length > 0, () => $"{count}", losesAnswers: false);
            Assert.Equal(new Count(Accepted: 1, Opened: 1, Messages, Messages, Wrong: "", Resets: 0, Closed: 0), count);
        }

        // Otherwise nothing was tested.
        foreach (var silo in new[] { ThreeRegions.UsEast, ThreeRegions.EuWest })
        {
            var overtaken = cluster.ServicesOf(silo).GetRequiredService<DisorderlyBackbone>().Overtaken;
            output.WriteLine($"{overtaken} frames of {silo} were overtaken");
            Assert.InRange(overtaken, 10, int.MaxValue);
        }
    }
}
