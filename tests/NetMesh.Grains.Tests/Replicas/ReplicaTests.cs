using NetMesh.Clock;
using NetMesh.Contracts.Replicas;

namespace NetMesh.Grains.Tests.Replicas;

public sealed record Count(int Value) : Snapshot;

/// <summary>Readers in another process get a snapshot that was true within the bound, or nothing.</summary>
public sealed class ReplicaTests
{
    private const string Key = "count";

    private readonly VirtualClock clock = new();

    // Half of all news lost and the rest up to three leases late: what counts is not when they come, but since when they are true.
    [Fact]
    public void No_copy_is_read_that_was_replaced_longer_ago_than_a_lease_however_late_and_lossy_the_news()
    {
        var (reads, hits) = (0, 0);
        for (var seed = 1; seed <= 40; seed++)
        {
            var random = new RandomStream((ulong)seed);
            var loop = new VirtualClock();
            var late = TimeSpan.FromSeconds(seed % 2 == 0 ? 15 : 1.5);
            var owner = new LinkedSite(loop, random, "owner", TimeSpan.FromHours(-1), late, loss: 0.5);
            var reader = new LinkedSite(loop, random, "reader", TimeSpan.FromHours(1), late, loss: 0.5);
            owner.Begin();
            reader.Begin(owner);
            var publishedAt = new List<long>();
            var last = -1;
            for (var step = 0; step < 4000; step++)
            {
                loop.RunFor(TimeSpan.FromMilliseconds(50));
                if (random.Next(40) == 0)
                {
                    owner.Shelf.Publish(Key, new Count(publishedAt.Count));
                    publishedAt.Add(loop.NowNs);
                }

                reads++;
                if (reader.Shelf.Find<Count>(Key) is not { Value: var read })
                {
                    last = -1;
                    continue;
                }

                hits++;
                var replacedAt = read + 1 < publishedAt.Count ? publishedAt[read + 1] : loop.NowNs;
                Assert.True(loop.NowNs - replacedAt < reader.Lease.ToNanoseconds(), $"seed {seed}: a copy replaced {(loop.NowNs - replacedAt) / 1e9} s ago was read");
                Assert.True(read >= last, $"seed {seed}: {read} was read after {last}");
                last = read;
            }
        }

        Assert.InRange((double)hits / reads, 0.2, 1);
    }

    [Fact]
    public void A_snapshot_is_read_elsewhere_as_soon_as_it_was_told()
    {
        var (owner, reader) = Pair();
        owner.Shelf.Publish(Key, new Count(1));
        Assert.Equal(new Count(1), owner.Shelf.Find<Count>(Key));
        clock.RunFor(TimeSpan.FromMilliseconds(150));
        Assert.Equal(new Count(1), reader.Shelf.Find<Count>(Key));
        owner.Shelf.Publish(Key, new Count(2));
        clock.RunFor(TimeSpan.FromMilliseconds(90));
        Assert.Equal(new Count(1), reader.Shelf.Find<Count>(Key));
        clock.RunFor(TimeSpan.FromMilliseconds(50));
        Assert.Equal(new Count(2), reader.Shelf.Find<Count>(Key));
        owner.Shelf.Withdraw(Key);
        clock.RunFor(TimeSpan.FromMilliseconds(150));
        Assert.Null(reader.Shelf.Find<Count>(Key));
    }

    [Fact]
    public void Who_begins_later_is_told_what_was_published_before()
    {
        var (owner, _) = Pair();
        owner.Shelf.Publish(Key, new Count(1));
        clock.RunFor(TimeSpan.FromMinutes(1));
        var late = new LinkedSite(clock, new RandomStream(9), "late", TimeSpan.FromDays(1));
        late.Begin(owner);
        clock.RunFor(TimeSpan.FromMilliseconds(10));
        Assert.Equal(new Count(1), late.Shelf.Find<Count>(Key));
    }

    [Fact]
    public void A_process_that_cannot_be_heard_counts_as_gone_after_its_lease_and_is_back_when_it_is_heard_again()
    {
        var (owner, reader) = Pair();
        var gone = 0;
        reader.Sites.Gone += (_, _) => gone++;
        owner.Shelf.Publish(Key, new Count(1));
        clock.RunFor(TimeSpan.FromSeconds(10));
        reader.IsCut = true;
        clock.RunFor(TimeSpan.FromSeconds(3));
        Assert.Equal((new Count(1), 0), (reader.Shelf.Find<Count>(Key), gone));
        clock.RunFor(TimeSpan.FromSeconds(3));
        Assert.Null(reader.Shelf.Find<Count>(Key));
        owner.Shelf.Publish(Key, new Count(2));
        clock.RunFor(TimeSpan.FromSeconds(20));
        Assert.Equal((null, 1), (reader.Shelf.Find<Count>(Key), gone));

        reader.IsCut = false;
        clock.RunFor(TimeSpan.FromSeconds(3));
        Assert.Equal((new Count(2), 1), (reader.Shelf.Find<Count>(Key), gone));
    }

    [Fact]
    public void A_process_that_was_told_to_be_dead_does_not_come_back()
    {
        var (owner, reader) = Pair();
        owner.Shelf.Publish(Key, new Count(1));
        clock.RunFor(TimeSpan.FromSeconds(2));
        reader.Sites.Lost("owner");
        Assert.Null(reader.Shelf.Find<Count>(Key));
        clock.RunFor(TimeSpan.FromSeconds(10));
        Assert.Null(reader.Shelf.Find<Count>(Key));
        Assert.Empty(reader.Sites.Others);
    }

    [Fact]
    public void A_key_whose_owner_moved_is_read_from_where_it_is_now()
    {
        var (before, reader) = Pair();
        var after = new LinkedSite(clock, new RandomStream(9), "after", TimeSpan.FromDays(1));
        after.Begin(reader, before);
        before.Shelf.Publish(Key, new Count(1));
        clock.RunFor(TimeSpan.FromSeconds(2));
        after.Shelf.Publish(Key, new Count(2));
        clock.RunFor(TimeSpan.FromSeconds(2));
        Assert.All([reader, before, after], site => Assert.Equal(new Count(2), site.Shelf.Find<Count>(Key)));
        before.Shelf.Withdraw(Key);
        clock.RunFor(TimeSpan.FromSeconds(2));
        Assert.Equal(new Count(2), reader.Shelf.Find<Count>(Key));
    }

    private (LinkedSite Owner, LinkedSite Reader) Pair()
    {
        var owner = new LinkedSite(clock, new RandomStream(1), "owner", TimeSpan.FromMinutes(3));
        var reader = new LinkedSite(clock, new RandomStream(2), "reader", TimeSpan.FromMinutes(7));
        owner.Begin();
        reader.Begin(owner);
        clock.RunFor(TimeSpan.FromSeconds(1));
        return (owner, reader);
    }
}
