using NetMesh.Contracts.Names;
using NetMesh.Grains.Zones;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Tests.Zones;

public sealed class SecondaryWatchTests
{
    private static readonly OutsideServer Server = new(new Endpoint(new IPv4Address(192, 0, 2, 1), 53), null);

    private readonly Primary primary = new();
    private readonly MemoryState<KeptPrimary> kept = new(state => new KeptPrimary { Heard = state.Heard });
    private DateTimeOffset now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private Zone? held;
    private SecondaryWatch watch;

    public SecondaryWatchTests() => watch = Begin();

    [Fact]
    public async Task A_zone_is_copied_at_once_and_looked_at_again_when_its_refresh_is_due()
    {
        primary.Zone = Samples.Make(1);
        Assert.Equal("transfer", await LookAsync(TimeSpan.Zero));
        primary.Zone = Samples.Make(2);
        Assert.Equal("", await LookAsync(TimeSpan.FromMinutes(59)));
        Assert.Equal(1u, held!.Serial);
        Assert.Equal("ask transfer", await LookAsync(TimeSpan.FromMinutes(2)));
        Assert.Equal(2u, held.Serial);
        Assert.Equal("ask", await LookAsync(TimeSpan.FromMinutes(61)));
    }

    [Fact]
    public async Task A_notice_is_heard_at_once()
    {
        primary.Zone = Samples.Make(1);
        await LookAsync(TimeSpan.Zero);
        primary.Zone = Samples.Make(2);
        watch.HearNotice();
        Assert.Equal("ask transfer", await LookAsync(TimeSpan.FromSeconds(1)));
        Assert.Equal("", await LookAsync(TimeSpan.FromSeconds(1)));
        Assert.Equal(2u, held!.Serial);
    }

    [Fact]
    public async Task A_silent_primary_is_asked_again_after_the_retry_time_and_given_up_after_the_expire_time()
    {
        primary.Zone = Samples.Make(1);
        await LookAsync(TimeSpan.Zero);
        primary.Zone = null;
        Assert.Equal("ask", await LookAsync(TimeSpan.FromHours(1)));
        Assert.Equal("", await LookAsync(TimeSpan.FromMinutes(14)));
        Assert.Equal("ask", await LookAsync(TimeSpan.FromMinutes(1)));
        Assert.False(watch.IsExpired);
        await LookAsync(TimeSpan.FromDays(13));
        Assert.False(watch.IsExpired);
        await LookAsync(TimeSpan.FromDays(1));
        Assert.True(watch.IsExpired);

        primary.Zone = Samples.Make(1);
        Assert.Equal("ask", await LookAsync(TimeSpan.FromMinutes(15)));
        Assert.False(watch.IsExpired);
    }

    [Fact]
    public async Task An_older_serial_is_no_news()
    {
        primary.Zone = Samples.Make(5);
        await LookAsync(TimeSpan.Zero);
        primary.Zone = Samples.Make(4);
        watch.HearNotice();
        Assert.Equal("ask", await LookAsync(TimeSpan.Zero));
        Assert.Equal(5u, held!.Serial);
    }

    [Fact]
    public async Task Without_a_zone_it_tries_again_soon()
    {
        Assert.Equal("transfer", await LookAsync(TimeSpan.Zero));
        Assert.Equal("", await LookAsync(TimeSpan.FromSeconds(9)));
        Assert.Equal("transfer", await LookAsync(TimeSpan.FromSeconds(2)));
        Assert.False(watch.IsExpired);
    }

    [Fact]
    public async Task A_restart_does_not_make_a_silent_primary_heard()
    {
        primary.Zone = Samples.Make(1);
        await LookAsync(TimeSpan.Zero);
        primary.Zone = null;
        now += TimeSpan.FromDays(13);
        await RestartAsync();
        Assert.False(watch.IsExpired);
        await LookAsync(TimeSpan.Zero);
        Assert.False(watch.IsExpired);
        now += TimeSpan.FromDays(2);
        await RestartAsync();

        // Before anybody has asked for it.
        Assert.True(watch.IsExpired);
        primary.Zone = Samples.Make(1);
        await LookAsync(TimeSpan.Zero);
        Assert.False(watch.IsExpired);
    }

    [Fact]
    public async Task A_zone_that_was_kept_without_the_time_when_its_primary_was_heard_counts_from_the_first_look()
    {
        held = Samples.Make(1);
        await LookAsync(TimeSpan.Zero);
        Assert.False(watch.IsExpired);
        now += TimeSpan.FromDays(15);
        await RestartAsync();
        Assert.True(watch.IsExpired);
    }

    private SecondaryWatch Begin() => new(primary, new ZonePlan(Samples.Name, null, [new IPv4Address(127, 16, 1, 1)]) { Primary = Server }, Server, kept, held, now);

    private async Task RestartAsync()
    {
        await kept.ReadStateAsync();
        watch = Begin();
    }

    // What the primary was asked.
    private async Task<string> LookAsync(TimeSpan later)
    {
        now += later;
        primary.Asked.Clear();
        held = (await watch.LookAsync(held, now))?.Zone ?? held;
        return string.Join(' ', primary.Asked);
    }

    private sealed class Primary : IOutsideNames
    {
        // Null: it is silent.
        public Zone? Zone { get; set; }

        public List<string> Asked { get; } = [];

        public Task<DnsMessage?> AskAsync(IPv4Address from, OutsideServer server, DnsMessage query)
        {
            Asked.Add("ask");
            return Task.FromResult(Zone is null ? null : new AuthoritativeServer([Zone]).Answer(query));
        }

        public Task<DnsMessage?> AskOnceAsync(IPv4Address from, OutsideServer server, DnsMessage query, TimeSpan patience) => AskAsync(from, server, query);

        public Task<Transferred?> TransferAsync(IPv4Address from, OutsideServer server, DomainName name, Zone? held)
        {
            Asked.Add("transfer");
            return Task.FromResult(Zone is null ? null : new Transferred(Zone, []));
        }
    }
}
