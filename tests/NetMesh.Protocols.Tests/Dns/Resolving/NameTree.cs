using System.Collections.Immutable;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Resolving;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Tests.Dns.Resolving;

/// <summary>Servers by their addresses, and a resolver that asks them; every message crosses as bytes, and every round trip takes 20 ms.</summary>
internal sealed class NameTree
{
    public static readonly IPv4Address Root = IPv4Address.Parse("10.0.0.1");

    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<IPv4Address, Func<DnsMessage, DnsMessage?>> servers = [];
    private readonly List<(IPv4Address Server, Zone Zone)> zones = [];
    private readonly Random random = new(7);
    private readonly ServerBook book = new(new Random(8));

    public NameCache Cache { get; } = new(1000);

    public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Who was asked what, since the last question of a client.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>The same as the resolver tells it.</summary>
    public IReadOnlyList<string> Hops { get; private set; } = [];

    /// <summary>Whom the resolver asks instead of the servers of the tree.</summary>
    public ImmutableArray<IPv4Address> Forwarders { get; set; } = [];

    /// <summary>What the resolver trusts.</summary>
    public TrustedTime? Trust { get; set; }

    /// <summary>What came of the last question.</summary>
    public Resolved Found { get; private set; } = null!;

    /// <summary>What the last question cost.</summary>
    public Resolution Last { get; private set; } = null!;

    /// <summary>The textbook's corner of the tree.</summary>
    public static NameTree Small()
    {
        var tree = new NameTree();
        tree.Serve("10.0.0.1", ".", "@ SOA a. h. 1 1 1 1 900\n NS a.root.\na.root. A 10.0.0.1\ncom NS g.com.\ng.com. A 10.0.0.2\nedu NS d.edu.\nd.edu. A 10.0.0.3");
        tree.Serve("10.0.0.2", "com.", "@ SOA g h 1 1 1 1 900\n NS g\ng A 10.0.0.2\nnetcinema NS dns1.netcinema\n NS dns2.netcinema\ndns1.netcinema A 10.0.1.1\ndns2.netcinema A 10.0.1.2\nkingcdn NS dns.umass.edu.");
        tree.Serve("10.0.0.3", "edu.", "@ SOA d h 1 1 1 1 900\n NS d\nd A 10.0.0.3\numass NS dns.umass\ndns.umass A 10.0.2.1");
        const string NetCinema = "@ SOA dns1 h 1 1 1 1 300\n NS dns1\n NS dns2\ndns1 A 10.0.1.1\ndns2 A 10.0.1.2\nwww 60 A 10.9.9.9\nvideo CNAME a.kingcdn.com.\nloop CNAME pool\npool CNAME loop";
        tree.Serve("10.0.1.1", "netcinema.com.", NetCinema);
        tree.Serve("10.0.1.2", "netcinema.com.", NetCinema);
        tree.Serve("10.0.2.1", "umass.edu.", "@ SOA dns h 1 1 1 1 300\n NS dns\ndns A 10.0.2.1\ngaia.cs A 10.8.8.8");
        tree.Serve("10.0.2.1", "kingcdn.com.", "@ SOA dns.umass.edu. h 1 1 1 1 300\n NS dns.umass.edu.\na A 10.7.7.7");
        return tree;
    }

    /// <summary>Puts a zone on a server, beside those that it has.</summary>
    public void Serve(string server, string zone, string records)
    {
        var name = DomainName.Parse(zone);
        var file = new MasterFileReader().Read("$TTL 3600\n" + records, zone, name);
        Assert.Empty(file.Errors);
        Assert.True(Zone.TryMake(name, file.Records, out var made, out var errors), string.Join('\n', errors));
        Serve(server, made!);
    }

    /// <summary>Likewise.</summary>
    public void Serve(string server, Zone zone)
    {
        var address = IPv4Address.Parse(server);
        zones.RemoveAll(it => it.Server == address && it.Zone.Name.Equals(zone.Name));
        zones.Add((address, zone));
        var all = new AuthoritativeServer(zones.Where(it => it.Server == address).Select(it => it.Zone));
        servers[address] = query => all.Answer(query);
    }

    /// <summary>Changes what a server says.</summary>
    public void Change(string server, Func<DnsMessage, DnsMessage> change)
    {
        var honest = servers[IPv4Address.Parse(server)];
        Behave(server, query => honest(query) is { } answer ? change(answer) : null);
    }

    /// <summary>Makes a server behave otherwise; an answer of null is silence.</summary>
    public void Behave(string server, Func<DnsMessage, DnsMessage?> answer) => servers[IPv4Address.Parse(server)] = answer;

    /// <summary>A server answers that it does not, whatever it is asked.</summary>
    public void Fail(string server, ResponseCode code = ResponseCode.Refused) =>
        Behave(server, query => new DnsMessage { Id = query.Id, Flags = MessageFlags.Response, Code = code, Question = query.Question });

    /// <summary>Every zone there is, at one place: what must come of any question that no alias leads elsewhere.</summary>
    public AuthoritativeServer AllZones => new(zones.DistinctBy(it => it.Zone.Name).Select(it => it.Zone));

    public DnsMessage Resolve(string name, RecordType type = RecordType.A) =>
        Resolve(new DnsMessage { Id = 1, Question = new Question(DomainName.Parse(name), type) });

    /// <param name="renews">As if nobody waited for it.</param>
    public DnsMessage Resolve(DnsMessage query, bool renews = false)
    {
        Asked.Clear();
        Last = new Resolution(query.Question!, Cache, book, [Root], random, Trust) { Forwarders = Forwarders, Renews = renews };
        var step = Last.Begin(Now);
        while (step is AskServer ask)
        {
            Asked.Add($"{ask.Server} {ask.Query.Question!.Name.ToCanonical()} {ask.Query.Question.Type}{(ask.OverStream ? " over a stream" : "")}");
            var answer = servers.GetValueOrDefault(ask.Server)?.Invoke(DnsReader.Read(DnsWriter.Write(ask.Query)).Value!);
            answer = ask.OverStream ? answer : answer?.WithinDatagram(ask.Query);
            Now += answer is null ? ask.Patience : RoundTrip;
            step = answer is null ? Last.OnSilence(Now) : Last.OnAnswer(ask.Server, DnsReader.Read(DnsWriter.Write(answer)).Value!, Now) ?? Last.OnSilence(Now);
        }

        var resolved = (Resolved)step;
        Hops = [.. resolved.Hops.Select(hop => $"{hop.Server} for {hop.Zone}: {hop.Outcome} at {hop.Began.TotalMilliseconds:0} after {hop.Took.TotalMilliseconds:0} ms")];
        Found = resolved;
        return resolved.To(query);
    }

    /// <summary>Code and data of an answer, in a line.</summary>
    public string Line(string name, RecordType type = RecordType.A)
    {
        var answer = Resolve(name, type);
        return string.Join(' ', answer.Answers.Select(record => $"{record.Data}").Prepend($"{answer.Code}"));
    }

    public static ImmutableArray<ResourceRecord> Records(params IEnumerable<(string Name, string Address)> records) =>
        [.. records.Select(it => new ResourceRecord(DomainName.Parse(it.Name), 3600, RecordData.Of(IPv4Address.Parse(it.Address))))];
}
