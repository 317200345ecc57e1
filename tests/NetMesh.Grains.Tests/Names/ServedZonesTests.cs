using System.Collections.Immutable;
using System.Reflection;
using NetMesh.Contracts.Names;
using NetMesh.Grains.Names;
using NetMesh.Grains.Tests.Zones;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Signatures;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Tests.Names;

public sealed class ServedZonesTests
{
    private static readonly IPv4Address Host = IPv4Address.Parse("127.16.1.1");

    private readonly Owners owners = Owners.Make();
    private readonly List<AuthoritativeServer> published = [];

    [Fact]
    public async Task What_is_published_stands_until_the_owner_has_something_new()
    {
        var zones = Make(new ZonePlan(Samples.Make(1), Host) { IsUpdatedByAll = true });
        await zones.FetchAsync();
        Assert.Equal(1u, Assert.Single(published).ZoneOf(Samples.Name)!.Serial);
        await zones.LookAsync();
        await zones.LookAsync();
        Assert.Single(published);

        owners.Zone = Samples.Make(2, "www A 192.0.2.1");
        await zones.LookAsync();
        Assert.Equal([1u, 2u], published.Select(server => server.ZoneOf(Samples.Name)!.Serial));
    }

    [Fact]
    public async Task Without_its_owner_a_server_goes_on_with_what_it_has_and_does_not_begin_without_any()
    {
        var zones = Make(new ZonePlan(Samples.Make(1), Host) { IsUpdatedByAll = true });
        owners.Fails = new TimeoutException("gone");
        await Assert.ThrowsAsync<TimeoutException>(zones.FetchAsync);
        owners.Fails = null;
        await zones.FetchAsync();
        owners.Fails = new TimeoutException("gone");
        await zones.LookAsync();
        Assert.Equal(1u, zones.Server.ZoneOf(Samples.Name)!.Serial);
    }

    [Fact]
    public async Task A_zone_has_one_owner_whatever_the_case_of_its_letters()
    {
        var loud = DomainName.Parse(Samples.Name.ToString().ToUpperInvariant());
        var zones = Make(new ZonePlan(loud, Samples.Make(1), [Host]) { IsUpdatedByAll = true });
        await zones.FetchAsync();
        await zones.RefreshAsync(Samples.Name);
        Assert.Equal([Samples.Name.ToString()], owners.Asked.Distinct());
    }

    [Theory]
    [InlineData(false, "192.0.2.1", null, true)]
    [InlineData(false, "192.0.2.2", null, false)]
    [InlineData(false, "192.0.2.2", "ours.", false)]
    [InlineData(true, "192.0.2.2", "ours.", true)]
    [InlineData(true, "192.0.2.1", null, false)]
    [InlineData(true, "192.0.2.1", "other.", false)]
    public async Task A_notice_counts_if_it_is_signed_by_the_key_of_the_primary_or_comes_from_its_address_where_it_has_none(bool hasKey, string from, string? key, bool counts)
    {
        var shared = new TransactionKey(DomainName.Parse("ours."), DomainName.Parse("hmac-sha256."), new byte[16]);
        var zones = Make(new ZonePlan(Samples.Name, null, [Host]) { Primary = new OutsideServer(new Endpoint(IPv4Address.Parse("192.0.2.1"), 53), hasKey ? shared : null) });
        var answer = await zones.HearAsync(new Endpoint(IPv4Address.Parse(from), 4000), ZoneNotice.Of(Samples.Make(2), id: 1), key);
        Assert.Equal((counts ? ResponseCode.NoError : ResponseCode.NotAuth, counts ? 1 : 0), (answer.Code, owners.Notices));
    }

    private ServedZones Make(ZonePlan plan)
    {
        owners.Zone = plan.Zone!;
        return new ServedZones(Host, new NamePlan([plan], [], AddressPrefix.Parse("127.0.0.0/8")), owners.Factory, published.Add);
    }

    /// <summary>A factory of grains that has owners of zones, all of one zone.</summary>
    internal class Owners : DispatchProxy
    {
        public Zone Zone { get; set; } = null!;

        public Exception? Fails { get; set; }

        public List<string> Asked { get; } = [];

        public int Notices { get; set; }

        public IGrainFactory Factory => (IGrainFactory)(object)this;

        public static Owners Make() => (Owners)Create<IGrainFactory, Owners>();

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Assert.Equal(typeof(IZoneGrain), targetMethod!.ReturnType);
            Asked.Add((string)args![0]!);
            return new Owner(this);
        }
    }

    private sealed class Owner(Owners all) : IZoneGrain
    {
        public ValueTask<ImmutableArray<DnsMessage>> TransferAsync(DnsMessage query) =>
            all.Fails is { } error ? throw error : new([.. ZoneTransfer.Answer(query, all.Zone, new ZoneJournal(0))]);

        public ValueTask<ResponseCode> UpdateAsync(DnsMessage update) => throw new NotSupportedException();

        public ValueTask HearNoticeAsync()
        {
            all.Notices++;
            return default;
        }

        public ValueTask<DnsMessage> GiveKeysAsync() => throw new NotSupportedException();

        public ValueTask WakeAsync() => throw new NotSupportedException();

        public ValueTask<bool> RollAsync(bool isEntryPoint) => throw new NotSupportedException();

        public ValueTask<bool> HearOfDelegationAsync() => throw new NotSupportedException();

        public ValueTask<ImmutableArray<ZoneKeyState>> ListKeysAsync() => throw new NotSupportedException();
    }
}
