using System.Text.RegularExpressions;
using NetMesh.Labs.Experiments;

namespace NetMesh.Labs.Reports;

/// <summary>The words of the field, for a reader who has only the report, which explains those that its lab uses.</summary>
internal static class Glossary
{
    // In the order in which they build on each other.
    private static readonly (string Term, string Pattern, string Meaning)[] All =
    [
        ("peer", "peers?|leechers?|seeds?|swarms?", "a program that takes part in the distribution of a file; all that share one file are its swarm"),
        ("piece", "pieces?", "a part of the file that a peer can check by its hash and then pass on"),
        ("leecher", "leechers?", "a peer that lacks something of the file"),
        ("seed", "seeds?|seeding", "a peer that has all of the file, and only gives"),
        ("tracker", "trackers?", "the server that tells peers of each other"),
        ("neighbour", "neighbours?", "a peer to which another one has a connection"),
        ("uplink, downlink", "uplinks?|downlinks?", "a host's access to the network, outward and inward; each has its own rate"),
        ("payload", "payload", "bytes of the file itself, without headers and without what peers tell each other"),
        ("unchoke", "unchok\\w*|chok\\w*|slots?", "to let a neighbour download; a peer unchokes only a few at a time (its slots) and chokes the others"),
        ("tit for tat", "tit for tat|trade", "to unchoke those neighbours from which most has come lately; every 10 s they are chosen anew"),
        ("optimistic unchoke", "optimistic\\w*", "one slot goes to a neighbour whatever it gives; every 30 s it is another one's turn"),
        ("free rider", "free[- ]riders?", "a peer that downloads and never uploads"),
        ("rarest first", "rarest", "to ask first for the piece that the fewest neighbours have"),
        ("entropy", "entropy", "how many of all pairs of peers have something for each other: at 100 % nobody's uplink is idle because nobody wants what it has"),
        ("churn", "churn", "the coming and going of peers"),
        ("Poisson, exponential", "Poisson|exponential\\w*", "events by pure chance: how long the next one takes does not depend on how long one has waited; the times in between are exponential"),
        ("Weibull", "Weibull", "a law of durations; a shape of 1 is the exponential one, and a smaller one has many short durations and a few very long ones"),
        ("steady state", "steady", "what remains, in the mean, when the beginning is forgotten"),
        ("fluid model", "fluid", "equations for the numbers of leechers and seeds as if these were liquids that flow in and out"),
        ("M/D/1", "M/D/1", "the queue in which arrivals are by pure chance (M), every service takes the same time (D), and one at a time is served (1)"),
        ("processor sharing", "processor sharing", "all that are there are served at the same time, each with an equal share of the rate"),
        ("round trip, RTT", "round[- ]trips?|RTT", "the time that it takes there and back"),
        ("segment, window", "segments?|windows?", "TCP sends data in segments, and at most a window of them before it has heard that they arrived"),
        ("slow start", "slow[- ]start", "TCP's way to begin: a small window that doubles in each round trip, until it fills the path or something is lost"),
        ("headers", "headers?", "what is sent with the data, so that it arrives: addresses, numbers, lengths"),
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The words that stand in the lab's texts, each with what it means.</summary>
    public static IEnumerable<(string Term, string Meaning)> Of(Lab lab)
    {
        string[] texts =
        [
            lab.Question, lab.Method, .. lab.Parameters.Select(it => it.About), .. lab.Groups.Select(it => it.About), .. lab.Measures.Select(it => it.About),
            .. lab.Readings.Select(it => it.About), .. lab.Theories.SelectMany(it => (string[])[it.About, it.Because]),
            .. lab.Figures.SelectMany(it => (string[])[it.Title, it.About]),
        ];
        return All.Where(word => Array.Exists(texts, text => Regex.IsMatch(text, $@"\b({word.Pattern})\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Patience)))
            .Select(word => (word.Term, word.Meaning));
    }
}
