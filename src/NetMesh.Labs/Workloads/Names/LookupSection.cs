using NetMesh.Contracts.Swarms;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Protocols.Dns.Names;

namespace NetMesh.Labs.Workloads.Names;

/// <summary>Who asks whom for what.</summary>
/// <param name="From">The hosts that ask.</param>
/// <param name="To">The resolvers, or servers, that are asked.</param>
/// <param name="Names">Every name that is asked for.</param>
/// <param name="Popularity">Which of them is next.</param>
/// <param name="Every">Time from one host's turn to the next one's.</param>
/// <param name="Count">Turns of all hosts together.</param>
/// <param name="Repeats">Questions for the name in a turn.</param>
/// <param name="RepeatAfter">Time from one of them to the next.</param>
/// <param name="Patience">How long an answer is waited for.</param>
/// <param name="Attempts">How often the same question is sent before the host gives up.</param>
/// <param name="WarmUp">Time at the beginning that does not count.</param>
internal sealed record LookupSection(
    string From, string To, IReadOnlyList<DomainName> Names, Popularity Popularity, Distribution Every, long Count, long Repeats, TimeSpan RepeatAfter, TimeSpan Patience,
    long Attempts, TimeSpan WarmUp)
{
    public const string About = "hosts ask for names; from: who asks, to: the resolvers, each host's is one of its own region's, or else they are dealt out; names: a name, or a"
        + " pattern such as n$.example.com, of: how many names it stands for, popularity: which of them is next, every: time from one host's turn to the next one's,"
        + " count: turns of all together, repeats: questions in a turn, repeat-after: time between them, patience and attempts: for an answer, warm-up: time that does not count";

    private static readonly ValueForm<string> Pattern = new("a domain name such as www.example.com, which may have one $ in it", (text, out value) =>
        DomainNameText.TryRead((value = text).Replace('$', '0'), DomainName.Root, out _, out _));

    public static LookupSection Read(Section section)
    {
        var pattern = section.RequiredValue("names", Pattern, "example.com");
        var of = section.Value("of", Numbers.Whole(1, 1_000_000), 1);
        return new LookupSection(
            section.RequiredValue("from", Words.Name, ""),
            section.RequiredValue("to", Words.Name, ""),
            [.. Enumerable.Range(1, (int)of).Select(number => DomainName.Parse(pattern.Replace("$", $"{number}", StringComparison.Ordinal).TrimEnd('.') + "."))],
            section.Value("popularity", Popularity.Form, new Popularity(0)),
            section.Value("every", Distributions.Form, new Distribution(DistributionLaw.Constant, TimeSpan.FromSeconds(1))),
            section.Value("count", Numbers.Whole(1, 1_000_000_000), 1),
            section.Value("repeats", Numbers.Whole(1, 1000), 1),
            section.Value("repeat-after", Durations.Any, TimeSpan.FromSeconds(1)),
            section.Value("patience", Durations.Any, TimeSpan.FromSeconds(5)),
            section.Value("attempts", Numbers.Whole(1, 10), 2),
            section.Value("warm-up", Durations.Any, TimeSpan.Zero));
    }
}
