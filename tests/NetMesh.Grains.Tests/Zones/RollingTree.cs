using NetMesh.Contracts.Names;
using NetMesh.Grains.Names;
using NetMesh.Grains.Zones;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Resolving;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Security.Validating;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Tests.Zones;

/// <summary>
/// A root, <c>com</c> and <c>example.com</c> below it, all signed, on a clock that the test moves. Their servers are four minutes behind their owners, which do what is due
/// every ten. Resolvers ask them: one new in every moment, and six that remember what they were told. Besides, whatever a cache may hold of a zone above goes together with
/// whatever one may hold of the zone.
/// </summary>
internal sealed class RollingTree
{
    private static readonly DateTimeOffset Epoch = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan TendEvery = TimeSpan.FromMinutes(10);

    // What has to be secure: in the zones and below them, and what is not there.
    private static readonly Question[] Asked =
    [
        new(DomainName.Parse("www.example.com."), RecordType.A),
        new(DomainName.Parse("no.example.com."), RecordType.A),
        new(DomainName.Parse("com."), RecordType.MX),
    ];

    private readonly Owner[] owners;
    private readonly Knower[] knowers;
    private readonly HashSet<(DomainName Zone, string Pointer, uint Serial)> mixed = [];
    private TimeSpan now;
    private TimeSpan tended = TimeSpan.MinValue;
    private int moment;

    private RollingTree()
    {
        owners = [new(".", EntryPointTrust.Anchor, "com NS g.com.\ng.com. A 10.0.0.2"), new("com.", EntryPointTrust.ZoneAbove, "example NS dns.example\ndns.example A 10.0.0.3\ng A 10.0.0.2"),
            new("example.com.", EntryPointTrust.ZoneAbove, "www A 10.9.9.9\ndns A 10.0.0.3")];
        knowers = [.. Enumerable.Range(0, 6).Select(_ => new Knower(this))];
    }

    public DateTimeOffset Today => Epoch + now;

    public static async Task<RollingTree> MakeAsync(DnssecAlgorithm algorithm = DnssecAlgorithm.EcdsaP256Sha256)
    {
        var tree = new RollingTree();
        foreach (var owner in tree.owners)
        {
            await owner.BeginAsync(algorithm, tree.Today);
        }

        // Until all servers have what the zones above were told.
        await tree.TendAsync();
        tree.now += TendEvery;
        foreach (var knower in tree.knowers)
        {
            await knower.Trust.BeginAsync();
        }

        return tree;
    }

    /// <summary>Begins to replace the key that signs a zone's keys.</summary>
    public async Task RollAsync(string zone)
    {
        var owner = Of(zone);
        Assert.True(await owner.Keyring.RollAsync(isEntryPoint: true, Today));
        Assert.False(await owner.Keyring.RollAsync(isEntryPoint: true, Today));
        owner.SignAgain(Today);
    }

    /// <summary>Where the keys that sign a zone's keys stand, the oldest first.</summary>
    public string Stages(string zone) => string.Join(' ', Of(zone).Keyring.Keys.Where(key => key.IsEntryPoint).Select(key => key.Stage));

    /// <summary>The owner of a zone dies, and another one goes on with what is kept. With <paramref name="isBehind"/> the zone as it was last signed is not kept.</summary>
    public Task RestartAsync(string zone, bool isBehind = false) => Of(zone).RestartAsync(isBehind);

    /// <summary>Lets time pass, and asks in every moment, until something is so, if it is to be.</summary>
    public async Task PassAsync(TimeSpan time, TimeSpan step, Func<bool>? until = null)
    {
        var end = now + time;
        for (; now < end; now += step < end - now ? step : end - now)
        {
            if (now - tended >= TendEvery)
            {
                await TendAsync();
            }

            var cold = new Knower(this);
            await cold.Trust.BeginAsync();
            await AskAsync(cold);
            await AskAsync(knowers[moment++ % knowers.Length]);
            for (var i = 1; i < owners.Length; i++)
            {
                AssertGoTogether(owners[i - 1], owners[i]);
            }

            if (until?.Invoke() == true)
            {
                return;
            }
        }

        Assert.Null(until);
    }

    /// <summary>What is at the zone above.</summary>
    public IReadOnlyCollection<string> PointersAt(string zone) =>
        [.. owners[Array.IndexOf(owners, Of(zone)) - 1].Zone.Find(DomainName.Parse(zone))!.Set(RecordType.DS)!.Records.Select(record => record.Data.ToString())];

    public IReadOnlyCollection<ushort> TagsOf(string zone) => [.. Of(zone).Keyring.EntryPoints.Select(key => key.Tag)];

    public Zone ZoneOf(string zone) => Of(zone).Zone;

    // DS and keys, each as old as its time to live allows, by a validator that remembers no verdict.
    private void AssertGoTogether(Owner above, Owner owner)
    {
        foreach (var pointers in above.Remembered(Today - Lag).Select(zone => zone.Find(owner.Name)!.Set(RecordType.DS)).OfType<RecordSet>().Select(set => set.Records))
        {
            foreach (var zone in owner.Remembered(Today - Lag))
            {
                var pointer = string.Join(' ', pointers.Select(record => record.Data));
                if (mixed.Add((owner.Name, pointer, zone.Serial)))
                {
                    var verdict = ZoneKeyringTests.Judge(zone, zone.Apex.Set(RecordType.SOA)!, zone, pointers, Today);
                    Assert.True(verdict == Verdict.Secure, $"{now}, {owner.Name}: {verdict} by {pointer}");
                }
            }
        }
    }

    private Owner Of(string zone) => owners.Single(owner => owner.Name.Equals(DomainName.Parse(zone)));

    private async Task TendAsync()
    {
        tended = now;
        for (var i = 0; i < owners.Length; i++)
        {
            await owners[i].TendAsync(i == 0 ? null : owners[i - 1], Today);
        }
    }

    private async Task AskAsync(Knower knower)
    {
        await knower.Trust.FreshenAsync();
        foreach (var question in Asked)
        {
            var resolution = new Resolution(question, knower.Cache, knower.Book, [new IPv4Address(10, 0, 0, 1)], knower.Random, knower.Trust.Current);
            var step = resolution.Begin(now);
            while (step is AskServer ask)
            {
                step = resolution.OnAnswer(ask.Server, DnsReader.Read(DnsWriter.Write(ServerAt(ask.Server).Answer(ask.Query)!)).Value!, now)!;
            }

            var verdict = ((Resolved)step).Verdict;
            Assert.True(verdict.Status == SecurityStatus.Secure, $"{now}, {question.Name}: {verdict} {Stages(".")}, {Stages("com.")}, {Stages("example.com.")}");
        }
    }

    private AuthoritativeServer ServerAt(IPv4Address address) => owners.Single(owner => owner.Address == address).ServerAt(Today - Lag);

    private sealed class Owner(string name, EntryPointTrust trust, string records)
    {
        private readonly MemoryState<KeptZoneKeys> kept = new(state => new KeptZoneKeys { Keys = [.. state.Keys] });
        private readonly List<(DateTimeOffset Since, Zone Zone, AuthoritativeServer Server)> history = [];
        private ZoneKeyring? keyring;

        public DomainName Name { get; } = DomainName.Parse(name);

        public IPv4Address Address => new(10, 0, 0, (byte)(Name.LabelCount + 1));

        public ZoneKeyring Keyring => keyring ??= new ZoneKeyring(ZoneSigning.Nsec, kept) { Trust = trust };

        public Zone Zone => history[^1].Zone;

        public async Task BeginAsync(DnssecAlgorithm algorithm, DateTimeOffset today)
        {
            keyring = new ZoneKeyring(ZoneSigning.Nsec, kept) { Trust = trust, Algorithm = algorithm };
            await keyring.BeginAsync(today);
            var read = new MasterFileReader().Read($"$TTL 1h\n@ SOA dns h 1 1h 15m 2w 5m\n@ NS dns\ndns A {Address}\n{records}\n", "sample", Name);
            Assert.True(Zone.TryMake(Name, read.Records, out var plain, out var errors), string.Join('\n', errors));
            Keep(keyring.Sign(plain, null, today), today - Lag);
        }

        public async Task TendAsync(Owner? above, DateTimeOffset today)
        {
            if (await Keyring.StepAsync(Zone, today) || Keyring.IsRenewalDue(Zone, today))
            {
                SignAgain(today);
            }

            if (above is not null)
            {
                var outcome = ZoneUpdate.Apply(above.Zone, Delegation.Entrust(above.Name, Name, Keyring.EntryPoints.Select(key => key.DelegationSigner(Name))));
                Assert.Equal(ResponseCode.NoError, outcome.Code);
                if (outcome.Change is not null)
                {
                    above.Keep(above.Keyring.Sign(outcome.Zone, above.Zone, today), today);
                }

                await Keyring.ReleaseAsync(today);
            }
        }

        public void SignAgain(DateTimeOffset today) => Keep(Keyring.Sign(ZoneKeyringTests.Next(Zone), Zone, today), today);

        public async Task RestartAsync(bool isBehind)
        {
            await kept.ReadStateAsync();
            keyring = null;
            if (isBehind)
            {
                history.RemoveAt(history.Count - 1);
            }
        }

        public AuthoritativeServer ServerAt(DateTimeOffset time) => history.Last(state => state.Since <= time).Server;

        // All are remembered for an hour.
        public IEnumerable<Zone> Remembered(DateTimeOffset time) => history
            .Where((state, i) => state.Since <= time && (i == history.Count - 1 || history[i + 1].Since > time - TimeSpan.FromHours(1)))
            .Select(state => state.Zone);

        private void Keep(Zone zone, DateTimeOffset today) => history.Add((today, zone, new AuthoritativeServer([zone])));
    }

    /// <summary>A resolver.</summary>
    private sealed class Knower(RollingTree tree)
    {
        public NameCache Cache { get; } = new(1000);

        public Random Random { get; } = new(1);

        public ServerBook Book { get; } = new(new Random(1));

        public RootTrust Trust { get; } = new(() => Task.FromResult(tree.owners[0].Zone.Apex.Set(RecordType.DNSKEY)!.Records), () => tree.now, Epoch);
    }
}
