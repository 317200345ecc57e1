using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Interop.Tests.Names;

/// <summary>
/// A tree of zones drawn by lot: some signed and some not, some wrongly, some that their server does not have, with aliases from one into another. The same seed draws the same
/// names; keys differ.
/// </summary>
internal sealed class GeneratedTree
{
    /// <summary>Where its servers are said to be, and those that there are not.</summary>
    public const string Nowhere = "127.18.0.0/16";

    private readonly Random random;
    private readonly List<GeneratedZone> generated = [];

    public GeneratedTree(int seed)
    {
        random = new Random(seed);
        using var rootKey = SigningKey.Generate(isEntryPoint: true);
        Anchor = new ResourceRecord(DomainName.Root, 3600, rootKey.Public.Data);
        List<Branch> branches = [new(".", null, DenialVariant.Nsec, Flaw.None)];
        foreach (var name in (string[])["one.", "two.", "three."])
        {
            branches.Add(Draw(name, branches[0]));
        }

        for (var i = 0; i < 7; i++)
        {
            // Some with a name in between that has nothing.
            var above = branches[random.Next(1, branches.Count)];
            branches.Add(Draw($"child{i}.{(random.Next(3) == 0 ? "between." : "")}{above.Name}", above));
        }

        string[] elsewhere = [.. branches.Skip(1).SelectMany(branch => ((string[])["", "a.", "b.", "www.", "any.mail.", "*."]).Select(label => label + branch.Name))];
        Servers = [.. branches.Select((branch, i) => (branch, Server(i)))];
        for (var i = branches.Count - 1; i >= 0; i--)
        {
            var branch = branches[i];
            var text = i == 0 ? $"$TTL 600\n. SOA a.root. h. {seed} 7200 900 1209600 300\n. NS a.root.\na.root. A {Server(0)}\n" : Text(new GeneratedZone((seed * 100) + i, branch.Name, $"{Server(i)}", elsewhere));
            text += string.Concat(branches.Select((below, at) => below.Above == branch ? Delegation(below, Server(at)) : ""));
            branch.Zone = Make(branch, text, i == 0 ? rootKey : branch.Key);
        }
    }

    /// <summary>The root's key.</summary>
    public ResourceRecord Anchor { get; }

    /// <summary>All zones, from the root on, each with the address of its server.</summary>
    public IReadOnlyList<(Branch Branch, IPv4Address Server)> Servers { get; }

    /// <summary>Questions, as name and type.</summary>
    public IEnumerable<(string Name, string Type)> Questions(int count)
    {
        var each = generated.Select(zone => zone.Questions(count, isSigned: true, asksForDenials: false).GetEnumerator()).ToList();
        for (; count > 0; count--)
        {
            var one = each[random.Next(each.Count)];
            one.MoveNext();
            yield return one.Current;
        }
    }

    /// <summary>Whether a wildcard stands for a name that has no records itself, only names below it.</summary>
    public bool IsAtBareWildcard(DomainName name)
    {
        var zone = Servers.Select(it => it.Branch.Zone).Where(zone => name.IsAtOrBelow(zone.Name)).MaxBy(zone => zone.Name.LabelCount)!;
        return zone.FindClosest(name).Name is var closest && !closest.Equals(name) && zone.Find(closest.Child("*"u8)!) is { Sets.IsEmpty: true };
    }

    public override string ToString() => string.Join('\n', Servers.Select(it => $"{it.Branch.Name} {it.Branch.Denial?.ToString() ?? "unsigned"} {it.Branch.Flaw}"));

    private static IPv4Address Server(int i) => IPv4Address.Parse($"127.18.1.{i + 1}");

    private Branch Draw(string name, Branch above)
    {
        DenialVariant? denial = random.Next(5) switch { 0 => null, 1 => DenialVariant.Nsec3OptOut, 2 => DenialVariant.Nsec, _ => DenialVariant.Nsec3 };
        return new Branch(name, above, denial, (Flaw)Math.Max(0, random.Next(-8, 7)));
    }

    private string Text(GeneratedZone zone)
    {
        generated.Add(zone);
        return zone.Text;
    }

    // With the key that the zone has, or another, or none.
    private static string Delegation(Branch branch, IPv4Address server)
    {
        if (branch.Flaw == Flaw.NoServer)
        {
            return $"{branch.Name} NS nobody.{branch.Name}\n";
        }

        using var other = SigningKey.Generate(isEntryPoint: true);
        var key = branch.Flaw == Flaw.OtherKey ? other : branch.Key;
        var isPointedAt = branch.Flaw == Flaw.OtherKey || (branch.Denial is not null && branch.Flaw != Flaw.NoPointer);
        return $"{branch.Name} NS ns.{branch.Name}\nns.{branch.Name} A {server}\n" + (isPointedAt ? $"{branch.Name} DS {key.Public.DelegationSigner(DomainName.Parse(branch.Name))}\n" : "");
    }

    private Zone Make(Branch branch, string text, SigningKey key)
    {
        var name = DomainName.Parse(branch.Name);
        var file = new MasterFileReader().Read(text, "zone", name);
        Assert.Empty(file.Errors);
        var zone = Made(file.Records);
        zone = branch.Denial is { } denial ? SignedZone.Sign(zone, denial, [key], branch.Flaw == Flaw.Expired ? 10 : 0) : zone;
        return branch.Flaw == Flaw.WrongSignatures ? Made(zone.Records.Select(record => new PlacedRecord(IsOfData(record) && random.Next(2) == 0 ? Spoil(record) : record, default))) : zone;

        Zone Made(IEnumerable<PlacedRecord> records)
        {
            Assert.True(Zone.TryMake(name, records, out var made, out var errors), string.Join('\n', errors));
            return made;
        }
    }

    // Of what else is in an answer beside its data some check more than others.
    private static bool IsOfData(ResourceRecord record) =>
        record.Type == RecordType.RRSIG && new SignatureFields(record.Data).Covered is RecordType.A or RecordType.AAAA or RecordType.MX or RecordType.TXT or RecordType.SRV or RecordType.CNAME;

    private static ResourceRecord Spoil(ResourceRecord signature)
    {
        byte[] wire = [.. signature.Data.Wire];
        wire[^1] ^= 1;
        return signature with { Data = RecordData.TryMake(RecordType.RRSIG, wire)! };
    }

    /// <summary>What is wrong with a zone.</summary>
    public enum Flaw
    {
        None,

        /// <summary>The zone above points at another key; a zone that is not signed has none at all.</summary>
        OtherKey,

        /// <summary>Some signatures of its data are not right.</summary>
        WrongSignatures,

        /// <summary>All signatures are of the past.</summary>
        Expired,

        /// <summary>The zone above points at none of its keys.</summary>
        NoPointer,

        /// <summary>Its server does not have it.</summary>
        Lame,

        /// <summary>Its server has no address.</summary>
        NoServer,
    }

    /// <summary>A zone of the tree.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Above">By which it is delegated; null for the root.</param>
    /// <param name="Denial">How it denies; null when it is not signed.</param>
    /// <param name="Flaw">What is wrong with it.</param>
    public sealed record Branch(string Name, Branch? Above, DenialVariant? Denial, Flaw Flaw)
    {
        public SigningKey Key { get; } = SigningKey.Generate(isEntryPoint: true);

        public Zone Zone { get; set; } = null!;

        /// <summary>Whoever comes down from the root gets to its server.</summary>
        public bool IsReached => Flaw != Flaw.NoServer && (Above is null || (Above.IsReached && Above.Flaw != Flaw.Lame));

        /// <summary>What its server has.</summary>
        public AuthoritativeServer Server => new(Flaw == Flaw.Lame ? [] : [Zone]);
    }
}
