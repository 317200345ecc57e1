using NetMesh.Contracts.Names;
using NetMesh.Labs.Worlds;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Testing.Tests.Names;

/// <summary>Resolvers of a planet on the virtual clock: whom they ask, and how.</summary>
public sealed class ResolverTests : IAsyncLifetime
{
    private const string Text =
        """
        regions:
          here:  { at: [52.5, 13.4], prefix: 127.16.0.0/16 }
          there: { at: [37.8, -122.4], prefix: 127.17.0.0/16 }
        paths: [{ between: [here, there], latency: 50 ms }]
        hosts:
          client:   { region: here, address: 127.16.0.9 }
          resolver: { region: here, address: 127.16.0.53, runs: resolver }
          office:   { region: here, address: 127.16.0.54, runs: resolver, forward-to: [gone, 127.16.0.53] }
          gone:     { region: here, address: 127.16.0.55, runs: resolver }
          apart:    { region: here, address: 127.16.0.56, runs: resolver, forward-to: { at: 192.0.2.53 } }
          dns:      { region: there, address: 127.17.0.1, runs: name-server }
        zones:
          .:
            on: dns
            transfers: any
            records: |
              $TTL 1d
              @     SOA dns hostmaster 1 1h 15m 2w 5m
                    NS  dns
              dns   A   127.17.0.1
              www   1m A 127.17.0.80
              long  TXT {long}
        """;

    private static readonly string Long = string.Join(' ', Enumerable.Range(0, 8).Select(i => $"\"{new string((char)('a' + i), 250)}\""));
    private static readonly Endpoint Client = new(IPv4Address.Parse("127.16.0.9"), 5000);

    private VirtualMesh mesh = null!;

    public async Task InitializeAsync() => mesh = await VirtualMesh.StartAsync(World.Parse(Text.Replace("{long}", Long, StringComparison.Ordinal)));

    public async Task DisposeAsync() => await mesh.DisposeAsync();

    [Fact]
    public async Task An_answer_without_room_in_a_datagram_comes_over_a_stream_and_takes_the_time_of_a_connection()
    {
        var trace = await TraceAsync("resolver", "long.", RecordType.TXT);
        Assert.Equal(Long, Assert.Single(trace.Answer.Answers).Data.ToString());
        Assert.Equal(["truncated", "answer"], trace.Hops.Select(hop => hop.Outcome));
        Assert.InRange(trace.Hops[0].Took.TotalMilliseconds, 100, 110);
        Assert.InRange(trace.Hops[1].Took.TotalMilliseconds, 200, 220);

        // Nobody leaves a connection behind.
        await mesh.RunForAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(0, mesh.Network.ConnectionCount);
    }

    [Fact]
    public async Task A_name_that_is_asked_for_is_looked_up_before_it_is_forgotten_and_nobody_waits()
    {
        var took = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            took.Add(await AskAsync("resolver", "www."));
            await mesh.RunForAsync(TimeSpan.FromSeconds(56));
        }

        Assert.InRange(took[0], 100, 110);
        Assert.All(took[1..], ms => Assert.Equal(0, ms));

        // Whom nobody asks for is forgotten.
        await mesh.RunForAsync(TimeSpan.FromSeconds(56));
        Assert.InRange(await AskAsync("resolver", "www."), 100, 110);
    }

    [Fact]
    public async Task A_resolver_that_forwards_asks_another_one_and_the_next_where_that_is_silent()
    {
        mesh.Faults.TakeDown(mesh.AddressOf("gone"));
        await TraceAsync("resolver", "dns.", RecordType.A);
        var trace = await TraceAsync("office", "www.", RecordType.A);
        Assert.Equal("127.17.0.80", Assert.Single(trace.Answer.Answers).Data.Address.ToString());
        Assert.Equal("127.16.0.53 www. answer", Told(trace.Hops[^1]));
        Assert.All(trace.Hops.SkipLast(1), hop => Assert.Equal("127.16.0.55 www. silence", Told(hop)));
        Assert.Empty((await TraceAsync("office", "www.", RecordType.A)).Hops);

        // A long answer comes over a stream from it, too.
        trace = await TraceAsync("office", "long.", RecordType.TXT);
        Assert.Equal(Long, Assert.Single(trace.Answer.Answers).Data.ToString());
        Assert.Equal("127.16.0.53 long. answer", Told(trace.Hops[^1]));
    }

    [Fact]
    public async Task A_server_outside_is_not_reached_on_the_planets_own_time()
    {
        var trace = await TraceAsync("apart", "www.", RecordType.A);
        Assert.Equal(ResponseCode.ServFail, trace.Answer.Code);
        Assert.All(trace.Hops, hop => Assert.Equal(("192.0.2.53", TimeSpan.Zero), (hop.Server.ToString(), hop.Took)));
    }

    private static string Told(TracedHop hop) => $"{hop.Server} {hop.Name} {hop.Outcome}";

    private async Task<ResolutionTrace> TraceAsync(string resolver, string name, RecordType type) =>
        (await mesh.AskAsync(grains => grains.GetGrain<INameServerGrain>(mesh.AddressOf(resolver).ToString()).TraceAsync(Query(name, type))))!;

    // How long the answer took, ms.
    private async Task<double> AskAsync(string resolver, string name)
    {
        var before = mesh.Elapsed;
        var answer = await mesh.AskAsync(grains => grains.GetGrain<INameServerGrain>(mesh.AddressOf(resolver).ToString()).AnswerAsync(Client, Query(name, RecordType.A)));
        Assert.Equal(ResponseCode.NoError, answer!.Code);
        return (mesh.Elapsed - before).TotalMilliseconds;
    }

    private static DnsMessage Query(string name, RecordType type) => new()
    {
        Id = 1,
        Flags = MessageFlags.RecursionDesired,
        Question = new Question(DomainName.Parse(name), type),
        Edns = new Edns(Edns.UsualUdpLength),
    };
}
