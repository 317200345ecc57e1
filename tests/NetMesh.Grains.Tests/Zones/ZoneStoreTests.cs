using NetMesh.Grains.Zones;
using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Tests.Zones;

public sealed class ZoneStoreTests
{
    private readonly MemoryState<KeptZone> whole = new(state => new KeptZone { Records = [.. state.Records], GivenSerial = state.GivenSerial });
    private readonly MemoryState<KeptZoneChanges> older = new(state => new KeptZoneChanges { Changes = [.. state.Changes] });
    private readonly MemoryState<KeptZoneChanges> recent = new(state => new KeptZoneChanges { Changes = [.. state.Changes] });
    private readonly MemoryState<KeptZoneChanges> changes = new(state => new KeptZoneChanges { Changes = [.. state.Changes] });

    private ZoneStore Store => new(Samples.Name, whole, older, recent, changes);

    [Fact]
    public async Task What_was_kept_is_there_again_with_how_it_came_to_be_so()
    {
        await KeepAsync(Store, until: 5);
        var (zone, since) = await WakeAsync();
        Assert.Equal(Samples.Lines(State(5)), Samples.Lines(zone));
        Assert.Equal([(1u, 2u), (2u, 3u), (3u, 4u), (4u, 5u)], since.Select(change => (change.FromSerial, change.ToSerial)));
    }

    [Fact]
    public async Task A_crash_between_the_whole_zone_and_its_changes_leaves_the_zone_and_what_comes_later_counts()
    {
        await KeepAsync(Store, until: 4);
        changes.IsBroken = true;
        await Assert.ThrowsAsync<IOException>(() => Store.KeepAsync(State(4), givenSerial: 1));
        changes.IsBroken = false;

        var (zone, since) = await WakeAsync();
        Assert.Equal(Samples.Lines(State(4)), Samples.Lines(zone));
        Assert.Empty(since);

        // Behind what is of no use any more.
        await whole.ReadStateAsync();
        var store = Store;
        store.Read();
        await store.KeepAsync(ZoneChange.Between(State(4), State(5)), State(5));
        (zone, since) = await WakeAsync();
        Assert.Equal(Samples.Lines(State(5)), Samples.Lines(zone));
        Assert.Equal(4u, Assert.Single(since).FromSerial);
    }

    [Fact]
    public async Task A_write_that_fails_leaves_what_was()
    {
        await KeepAsync(Store, until: 3);
        changes.IsBroken = true;
        await Assert.ThrowsAsync<IOException>(() => Store.KeepAsync(ZoneChange.Between(State(3), State(4)), State(4)));
        Assert.Equal(3u, (await WakeAsync()).Zone.Serial);
    }

    [Theory]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(19)]
    [InlineData(272)]
    [InlineData(273)]
    [InlineData(450)]
    [InlineData(5_000)]
    public async Task Many_changes_come_to_the_older_ones_and_these_become_a_whole_zone_again(int until)
    {
        await KeepAsync(Store, until);
        var (zone, since) = await WakeAsync();
        Assert.Equal(Samples.Lines(State(until)), Samples.Lines(zone));
        Assert.InRange(since.Count, until <= 450 ? until - 1 : 0, 4_096);
        Assert.InRange(changes.State.Changes.Count, 0, 16);
        Assert.InRange(recent.State.Changes.Count, 0, 256);
        Assert.Equal(1u, Store.GivenSerial);
    }

    [Theory]
    [InlineData(17, true)]
    [InlineData(272, true)]
    [InlineData(272, false)]
    public async Task A_crash_between_the_older_changes_and_the_last_ones_counts_none_twice(int full, bool isBeforeAll)
    {
        var store = Store;
        await KeepAsync(store, until: full);
        var broken = isBeforeAll && full > 17 ? recent : changes;
        broken.IsBroken = true;
        await Assert.ThrowsAsync<IOException>(() => store.KeepAsync(ZoneChange.Between(State(full), State(full + 1)), State(full + 1)));
        broken.IsBroken = false;
        var (zone, since) = await WakeAsync();
        Assert.Equal(Samples.Lines(State(full + 1)), Samples.Lines(zone));
        Assert.Equal(full, since.Count);

        // Nor when others are written behind, and these come to the older ones in turn.
        for (var serial = full + 2; serial <= full + 400; serial++)
        {
            await Store.KeepAsync(ZoneChange.Between(State(serial - 1), State(serial)), State(serial));
        }

        (zone, since) = await WakeAsync();
        Assert.Equal(Samples.Lines(State(full + 400)), Samples.Lines(zone));
        Assert.Equal(full + 399, since.Count);
    }

    [Fact]
    public async Task What_is_no_zone_is_named()
    {
        whole.State = new KeptZone { Records = ["nonsense"] };
        await whole.WriteStateAsync();
        Assert.Contains("example.", (await Assert.ThrowsAsync<InvalidDataException>(WakeAsync)).Message, StringComparison.Ordinal);
    }

    // The zone after so many changes: each takes a name and gives another.
    private static Zone State(int serial) => Samples.Make(serial, $"n{serial} A 192.0.2.{serial % 250}");

    private static async Task KeepAsync(ZoneStore store, int until)
    {
        await store.KeepAsync(State(1), givenSerial: 1);
        for (var serial = 2; serial <= until; serial++)
        {
            await store.KeepAsync(ZoneChange.Between(State(serial - 1), State(serial)), State(serial));
        }
    }

    // What another process finds.
    private async Task<(Zone Zone, List<ZoneChange> Changes)> WakeAsync()
    {
        await whole.ReadStateAsync();
        await older.ReadStateAsync();
        await recent.ReadStateAsync();
        await changes.ReadStateAsync();
        return Store.Read();
    }
}
