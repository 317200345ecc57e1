using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Resolving;
using NetMesh.Protocols.Dns.Security.Validating;

namespace NetMesh.Protocols.Tests.Dns.Resolving;

public sealed class NameCacheTests
{
    private static readonly DomainName Name = DomainName.Parse("www.netcinema.com.");
    private static readonly ResourceRecord Soa = ZoneSoa(ttl: 600, least: 90);

    private readonly NameCache cache = new(100);

    [Fact]
    public void Records_are_told_with_the_ttl_that_is_left_and_not_longer()
    {
        cache.Learn(Records("10.0.0.1", 60), Trust.Answer, At(0));
        Assert.Equal(60u, Found(At(0))!.Records[0].Ttl);
        Assert.Equal(1u, Found(At(59.5))!.Records[0].Ttl);
        Assert.Null(Found(At(60)));
    }

    [Fact]
    public void What_expired_within_a_day_is_told_to_whoever_takes_it()
    {
        cache.Learn(Records("10.0.0.1", 60), Trust.Answer, At(0));
        Assert.Equal(30u, cache.Find(Name, RecordType.A, Trust.Answer, At(3600), stale: true)!.Records[0].Ttl);
        Assert.Null(cache.Find(Name, RecordType.A, Trust.Answer, At(100_000), stale: true));
    }

    [Fact]
    public void A_ttl_of_ages_is_not_believed()
    {
        cache.Learn(Records("10.0.0.1", int.MaxValue), Trust.Answer, At(0));
        Assert.Equal(7u * 86400, Found(At(1))!.Records[0].Ttl + 1);
    }

    [Fact]
    public void Glue_neither_answers_nor_replaces_an_answer()
    {
        cache.Learn(Records("10.6.6.6", 60), Trust.Glue, At(0));
        Assert.Null(Found(At(0)));
        cache.Learn(Records("10.0.0.1", 60), Trust.Answer, At(0));
        cache.Learn(Records("10.6.6.6", 600), Trust.Glue, At(1));
        Assert.Equal("10.0.0.1", $"{Found(At(1))!.Records[0].Data}");
        cache.Learn(Records("10.6.6.6", 600), Trust.Glue, At(61));
        Assert.NotNull(cache.Find(Name, RecordType.A, Trust.Glue, At(61)));
    }

    [Fact]
    public void That_a_name_does_not_exist_holds_for_all_its_types_and_for_names_below_for_as_long_as_the_zone_says()
    {
        cache.Learn(Finding.None(Name, RecordType.A, ResponseCode.NXDomain, Soa), Trust.Answer, At(0));
        Assert.Equal(ResponseCode.NXDomain, cache.Find(DomainName.Parse("a.b.www.netcinema.com."), RecordType.MX, Trust.Answer, At(89))!.Code);
        Assert.Null(cache.Find(DomainName.Parse("netcinema.com."), RecordType.A, Trust.Answer, At(0)));
        Assert.Null(Found(At(90)));
    }

    [Fact]
    public void That_a_type_does_not_exist_holds_for_it_alone()
    {
        cache.Learn(Finding.None(Name, RecordType.MX, ResponseCode.NoError, Soa), Trust.Answer, At(0));
        var none = cache.Find(Name, RecordType.MX, Trust.Answer, At(80))!;
        Assert.Equal((ResponseCode.NoError, 0, 10u), (none.Code, none.Records.Length, none.Soa!.Ttl));
        Assert.Null(Found(At(0)));
    }

    [Fact]
    public void A_record_shows_that_its_name_exists_after_all()
    {
        cache.Learn(Finding.None(Name, RecordType.A, ResponseCode.NXDomain, Soa), Trust.Answer, At(0));
        cache.Learn(Records("10.0.0.1", 5), Trust.Answer, At(1));
        Assert.NotNull(Found(At(2)));
        Assert.Null(cache.Find(Name, RecordType.MX, Trust.Answer, At(2)));
    }

    [Fact]
    public void When_it_is_full_what_would_have_gone_first_goes()
    {
        for (var i = 0; i < 1000; i++)
        {
            cache.Learn([new ResourceRecord(DomainName.Parse($"n{i}."), (uint)(i % 2 == 0 ? 1000 + i : 5), RecordData.Of(default))], Trust.Answer, At(0));
        }

        Assert.Equal(100, cache.Count);
        Assert.NotNull(cache.Find(DomainName.Parse("n998."), RecordType.A, Trust.Answer, At(1)));
        Assert.Null(cache.Find(DomainName.Parse("n0."), RecordType.A, Trust.Answer, At(1)));

        // The same learnt again and again takes no more room.
        for (var i = 0; i < 1000; i++)
        {
            cache.Learn(Records("10.0.0.1", 5000), Trust.Answer, At(i));
        }

        Assert.Equal(100, cache.Count);
        Assert.NotNull(Found(At(5000)));
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private static ImmutableArray<ResourceRecord> Records(string address, uint ttl) =>
        [.. NameTree.Records((Name.ToString(), address)).Select(record => record with { Ttl = ttl })];

    private static ResourceRecord ZoneSoa(uint ttl, uint least)
    {
        var file = new Protocols.Dns.MasterFiles.MasterFileReader().Read($"@ {ttl} SOA dns h 1 1 1 1 {least}", "zone", DomainName.Parse("netcinema.com."));
        return file.Records[0].Record;
    }

    private CachedAnswer? Found(TimeSpan now) => cache.Find(Name, RecordType.A, Trust.Answer, now);
}
