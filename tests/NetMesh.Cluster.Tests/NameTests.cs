using NetMesh.Cluster.Tests.Clusters;
using NetMesh.Contracts.Names;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using Xunit.Abstractions;

namespace NetMesh.Cluster.Tests;

/// <summary>Name servers and a resolver on silos that die.</summary>
public sealed class NameTests(ITestOutputHelper output)
{
    private static readonly Endpoint Client = new(IPv4Address.Parse("127.16.0.99"), 5353);

    private int asked;

    [Fact]
    public async Task Answers_go_on_when_the_silo_of_a_server_and_then_that_of_the_resolver_dies()
    {
        await using var cluster = await TestCluster.StartAsync();
        await TestCluster.UntilAsync(() => ResolvesAsync(cluster));
        Assert.Equal(ThreeRegions.UsEast, cluster.SiloOf(Server(cluster, ThreeRegionsNames.Resolver)));

        // A stranger is told why nobody looks anything up for him.
        var stranger = new Endpoint(IPv4Address.Parse("10.0.0.1"), 5353);
        var refused = await Server(cluster, ThreeRegionsNames.Resolver).AnswerAsync(
            stranger, new DnsMessage { Id = 2, Flags = MessageFlags.RecursionDesired, Question = new Question(DomainName.Parse("film."), RecordType.A), Edns = new Edns(1232) });
        Assert.Equal(ResponseCode.Refused, refused!.Code);
        Assert.Equal(new ExtendedError(ExtendedErrorCode.Prohibited, "").ToOption().Data.ToArray(), Assert.Single(refused.Edns!.Options).Data.ToArray());

        // Whichever server had been asked so far, the resolver goes on with the other, or with what becomes of this one.
        foreach (var region in (string[])[ThreeRegions.EuWest, ThreeRegions.UsEast])
        {
            await cluster.KillAsync(region);
            var took = await TestCluster.UntilAsync(() => ResolvesAsync(cluster));
            output.WriteLine($"{region} killed: a name resolved again after {took.TotalSeconds:0.00} s");
            await cluster.RestartAsync(region);
            await cluster.MeetAsync();
        }
    }

    [Fact]
    public async Task No_acknowledged_update_of_a_signed_zone_is_lost_when_silos_die()
    {
        await using var cluster = await TestCluster.StartAsync();
        var acknowledged = new List<DomainName>();
        var next = 0;
        foreach (var region in (string[])[ThreeRegions.EuWest, ThreeRegions.ApSouth, ThreeRegions.UsEast])
        {
            using var restarted = new CancellationTokenSource();
            var stream = Task.Run(async () =>
            {
                while (!restarted.IsCancellationRequested)
                {
                    await AddAsync(cluster, acknowledged, next++);
                }
            });
            var before = acknowledged.Count;
            await TestCluster.UntilAsync(() => new(acknowledged.Count >= before + 10));
            await cluster.KillAsync(region);
            var killed = acknowledged.Count;
            await TestCluster.UntilAsync(() => new(acknowledged.Count >= killed + 10));
            await cluster.RestartAsync(region);
            await cluster.MeetAsync();
            await restarted.CancelAsync();
            await stream;
        }

        output.WriteLine($"{acknowledged.Count} of {next} updates acknowledged");
        foreach (var server in (IPv4Address[])[ThreeRegionsNames.First, ThreeRegionsNames.Second])
        {
            foreach (var name in acknowledged)
            {
                await TestCluster.UntilAsync(async () => await AskAsync(cluster, server, name) is { Code: ResponseCode.NoError, Answers: [{ Type: RecordType.A }, { Type: RecordType.RRSIG }] });
            }
        }
    }

    private static ValueTask<DnsMessage?> AskAsync(TestCluster cluster, IPv4Address server, DomainName name) => Server(cluster, server).AnswerAsync(
        Client, new DnsMessage { Id = 1, Question = new Question(name, RecordType.A), Edns = new Edns(Edns.UsualUdpLength, IsDnssecOk: true) });

    // Whether it was said that the record is there now.
    private static async ValueTask<bool> AddAsync(TestCluster cluster, List<DomainName> acknowledged, int number)
    {
        var name = DomainName.Parse($"n{number}.live.");
        var update = new DnsMessage
        {
            Id = 1,
            Opcode = Opcode.Update,
            Question = new Question(DomainName.Parse("live."), RecordType.SOA),
            Authorities = [new ResourceRecord(name, 60, RecordData.Of(Client.Address))],
        };
        try
        {
            var answer = await Server(cluster, ThreeRegionsNames.First).AnswerAsync(Client, update).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
            if (answer is not { Code: ResponseCode.NoError })
            {
                return false;
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return false;
        }

        acknowledged.Add(name);
        return true;
    }

    private static INameServerGrain Server(TestCluster cluster, IPv4Address address) => cluster.Grains.GetGrain<INameServerGrain>(address.ToString());

    // A name that nobody has asked before: the resolver has to ask the domain's servers.
    private async ValueTask<bool> ResolvesAsync(TestCluster cluster)
    {
        var question = new Question(DomainName.Parse($"n{asked++}.film."), RecordType.A);
        var answer = await Server(cluster, ThreeRegionsNames.Resolver)
            .AnswerAsync(Client, new DnsMessage { Id = 1, Flags = MessageFlags.RecursionDesired, Question = question })
            .AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        return answer is { Code: ResponseCode.NoError, Answers: [{ Data: var data }] } && data.Address == Client.Address;
    }
}
