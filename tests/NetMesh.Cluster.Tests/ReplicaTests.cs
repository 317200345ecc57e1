using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using NetMesh.Cluster.Tests.Clusters;
using NetMesh.Contracts.Replicas;
using NetMesh.Grains.Replicas;
using NetMesh.Grains.Sites;
using Xunit.Abstractions;

namespace NetMesh.Cluster.Tests;

/// <summary>How old what is read from a copy can be.</summary>
public sealed class ReplicaTests(ITestOutputHelper output)
{
    private const string Key = "reading";

    [Fact]
    public async Task Copies_are_never_older_than_the_bound_and_never_go_back()
    {
        await using var cluster = await TestCluster.StartAsync();
        var owner = Shelf(cluster, ThreeRegions.UsEast);
        var copies = new[] { Shelf(cluster, ThreeRegions.EuWest), Shelf(cluster, ThreeRegions.ApSouth), cluster.Gateway.GetRequiredService<ReplicaShelf>() };
        var bound = cluster.Options.Lease + cluster.Gateway.GetRequiredService<SiteOptions>().PublishDelay;
        var seen = new long[copies.Length];
        var publishedAt = new List<long> { 0 };
        var oldest = TimeSpan.Zero;

        // The owner's own pace: a few changes within each of the intervals at which they are told.
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(7));
        while ((publishedAt.Count <= 300 || (seen.Contains(0) && publishedAt.Count <= 20_000)) && await pace.WaitForNextTickAsync())
        {
            owner.Publish(Key, new Reading(publishedAt.Count));
            publishedAt.Add(Stopwatch.GetTimestamp());
            for (var i = 0; i < copies.Length; i++)
            {
                var now = Stopwatch.GetTimestamp();
                if (copies[i].Find<Reading>(Key) is not { } reading)
                {
                    // Nothing is always allowed: it says that nothing is known.
                    continue;
                }

                Assert.InRange(reading.Number, seen[i], publishedAt.Count - 1);
                seen[i] = reading.Number;
                if (reading.Number + 1 < publishedAt.Count)
                {
                    var replacedFor = Stopwatch.GetElapsedTime(publishedAt[(int)reading.Number + 1], now);
                    Assert.InRange(replacedFor, TimeSpan.MinValue, bound);
                    oldest = replacedFor > oldest ? replacedFor : oldest;
                }
            }
        }

        output.WriteLine($"replaced for {oldest.TotalMilliseconds:0} ms at most; the bound is {bound.TotalMilliseconds:0} ms");
        Assert.All(seen, number => Assert.NotEqual(0, number));
        foreach (var copy in copies)
        {
            await TestCluster.UntilAsync(() => ValueTask.FromResult(copy.Find<Reading>(Key)?.Number == publishedAt.Count - 1));
        }
    }

    [Fact]
    public async Task A_dead_owners_copies_are_gone_with_its_lease_and_the_next_owners_are_the_only_ones()
    {
        await using var cluster = await TestCluster.StartAsync();
        var gateway = cluster.Gateway.GetRequiredService<ReplicaShelf>();
        Shelf(cluster, ThreeRegions.UsEast).Publish(Key, new Reading(1));
        await TestCluster.UntilAsync(() => ValueTask.FromResult(gateway.Find<Reading>(Key) is { Number: 1 }));

        var dying = cluster.KillAsync(ThreeRegions.UsEast);
        var took = await TestCluster.UntilAsync(() => ValueTask.FromResult(gateway.Find<Reading>(Key) is null));
        output.WriteLine($"gone after {took.TotalSeconds:0.00} s");
        await dying;

        Shelf(cluster, ThreeRegions.EuWest).Publish(Key, new Reading(2));
        foreach (var reader in new[] { gateway, Shelf(cluster, ThreeRegions.ApSouth) })
        {
            await TestCluster.UntilAsync(() => ValueTask.FromResult(reader.Find<Reading>(Key) is { Number: 2 }));
        }
    }

    [Fact]
    public async Task An_owner_that_moves_is_followed_and_what_it_left_behind_is_not_read_again()
    {
        await using var cluster = await TestCluster.StartAsync(new ClusterOptions { Lease = TimeSpan.FromMinutes(10) });
        var gateway = cluster.Gateway.GetRequiredService<ReplicaShelf>();
        var before = Shelf(cluster, ThreeRegions.UsEast);
        before.Publish(Key, new Reading(1));
        await TestCluster.UntilAsync(() => ValueTask.FromResult(gateway.Find<Reading>(Key) is { Number: 1 }));

        // The old place still has its own when the new one begins; then its silo stops in good order.
        Shelf(cluster, ThreeRegions.EuWest).Publish(Key, new Reading(2));
        await TestCluster.UntilAsync(() => ValueTask.FromResult(gateway.Find<Reading>(Key) is { Number: 2 }));
        before.Withdraw(Key);
        await cluster.StopAsync(ThreeRegions.UsEast);
        Assert.Equal(2, gateway.Find<Reading>(Key)?.Number);
        await cluster.StopAsync(ThreeRegions.EuWest);
        await TestCluster.UntilAsync(() => ValueTask.FromResult(gateway.Find<Reading>(Key) is null));
    }

    private static ReplicaShelf Shelf(TestCluster cluster, string silo) => cluster.ServicesOf(silo).GetRequiredService<ReplicaShelf>();
}

/// <summary>Something that is published.</summary>
[GenerateSerializer, Immutable, Alias("netmesh.tests.reading")]
public sealed record Reading([property: Id(0)] long Number) : Snapshot;
