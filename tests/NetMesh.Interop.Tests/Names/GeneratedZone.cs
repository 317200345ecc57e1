using System.Text;

namespace NetMesh.Interop.Tests.Names;

/// <summary>A zone drawn by lot, as a master file, and questions about it: names that are there, that nearly are, and that are not. The same seed draws the same.</summary>
internal sealed class GeneratedZone
{
    public const string Name = "zone.test.";

    private static readonly string[] Labels = ["a", "b", "c", "www", "*", "mail", "_tcp", "A-long-Label", "x\\.y", "\\255"];
    private static readonly string[] Types = ["A", "AAAA", "NS", "CNAME", "SOA", "MX", "TXT", "SRV", "DS", "DNAME", "CAA", "TYPE65280"];

    // What a signed zone has besides. (NSEC3 is not asked for: there NSD does not follow a CNAME, RFC 5155 says nothing of the kind.)
    private static readonly string[] SignedTypes = [.. Types, "DNSKEY", "NSEC3PARAM"];

    private readonly Random random;
    private readonly string zone;
    private readonly IReadOnlyList<string>? elsewhere;
    private readonly List<string> owners = [];

    /// <param name="seed">Of the lot.</param>
    /// <param name="zone">Its name.</param>
    /// <param name="server">The address of its server.</param>
    /// <param name="elsewhere">Names of other zones, to which aliases lead; null for some of a zone that nobody has.</param>
    public GeneratedZone(int seed, string zone = Name, string server = "127.17.0.53", IReadOnlyList<string>? elsewhere = null)
    {
        random = new Random(seed);
        this.zone = zone;
        this.elsewhere = elsewhere;
        var text = new StringBuilder($"$TTL 600\n{zone} SOA ns.{zone} admin.{zone} {seed} 7200 900 1209600 {random.Next(60, 1200)}\n{zone} NS ns.{zone}\n{zone} NS elsewhere.test.\nns.{zone} A {server}\n");
        var aliases = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < 40; i++)
        {
            var owner = Draw();
            if (!aliases.Contains(owner) && !IsUnder(owner, aliases))
            {
                owners.Add(owner);
                Append(text, owner, aliases);
            }
        }

        Text = text.ToString();
    }

    public string Text { get; }

    /// <summary>Questions, as name and type.</summary>
    /// <param name="asksForDenials">Also for RRSIG and NSEC: there Knot and BIND follow no CNAME, tell one signature alone (RFC 8482), and BIND NSEC at a delegation.</param>
    public IEnumerable<(string Name, string Type)> Questions(int count, bool isSigned = false, bool asksForDenials = true)
    {
        string[] types = !isSigned ? Types : asksForDenials ? [.. SignedTypes, "RRSIG", "NSEC"] : SignedTypes;
        for (; count > 0; count--)
        {
            var name = random.Next(6) switch
            {
                0 => zone,
                1 => Draw(),
                2 => $"{Labels[random.Next(Labels.Length)]}.{Pick()}",
                3 => $"no.such.{Pick()}",
                4 => Pick() is var picked && picked.IndexOf('.', StringComparison.Ordinal) is var dot && picked[(dot + 1)..].EndsWith(zone, StringComparison.Ordinal) ? picked[(dot + 1)..] : zone,
                _ => Pick(),
            };
            yield return (random.Next(4) == 0 ? name.ToUpperInvariant() : name, types[random.Next(types.Length)]);
        }
    }

    private static bool IsUnder(string owner, HashSet<string> aliases) => aliases.Any(alias => owner.EndsWith("." + alias, StringComparison.OrdinalIgnoreCase));

    private string Draw()
    {
        var name = zone;
        for (var depth = random.Next(1, 4); depth > 0; depth--)
        {
            name = $"{Labels[random.Next(Labels.Length)]}.{name}";
        }

        return name;
    }

    private string Pick() => owners.Count == 0 ? zone : owners[random.Next(owners.Count)];

    private string Outside(string usual) => elsewhere is null ? usual : elsewhere[random.Next(elsewhere.Count)];

    private void Append(StringBuilder text, string owner, HashSet<string> aliases)
    {
        var isNew = owners.Count(other => other.Equals(owner, StringComparison.OrdinalIgnoreCase)) == 1;
        var isWildcard = owner[0] == '*';
        switch (random.Next(12))
        {
            case 0 when isNew && !owners.Exists(other => other.EndsWith("." + owner, StringComparison.OrdinalIgnoreCase)):
                aliases.Add(owner);
                text.Append($"{owner} CNAME {(random.Next(3) == 0 ? Outside("out.elsewhere.test.") : Pick())}\n");
                break;
            case 1 when isNew && !isWildcard && !owners.Exists(other => other.EndsWith("." + owner, StringComparison.OrdinalIgnoreCase)):
                aliases.Add(owner);
                text.Append($"{owner} DNAME {(random.Next(3) == 0 ? Outside("elsewhere.test.") : $"target.{zone}")}\n");
                break;
            case 2 or 3 when !isWildcard:
                text.Append($"{owner} NS ns.{owner}\n{owner} NS elsewhere.test.\nns.{owner} A 127.18.0.{random.Next(1, 255)}\n");
                text.Append(random.Next(2) == 0 ? $"{owner} DS 1 13 2 {random.Next(100, 999):x64}\n" : "");
                break;
            case 4:
                text.Append($"{owner} MX {random.Next(100)} {Pick()}\n");
                break;
            case 5:
                text.Append($"{owner} TXT \"{random.Next()}\" \"\\{random.Next(256):d3}\"\n");
                break;
            case 6:
                text.Append($"{owner} SRV 0 5 5060 {Pick()}\n");
                break;
            case 7:
                text.Append($"{owner} CAA 0 issue \"ca.test\"\n{owner} TYPE65280 \\# 3 {random.Next(256):x2}0102\n");
                break;
            case 8:
                text.Append($"{owner} AAAA 2001:db8::{random.Next(65536):x}\n");
                break;
            default:
                text.Append($"{owner} A 127.17.{random.Next(256)}.1\n{owner} A 127.17.{random.Next(256)}.2\n");
                break;
        }
    }
}
