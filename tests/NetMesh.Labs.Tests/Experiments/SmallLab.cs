using NetMesh.Labs.Experiments;

namespace NetMesh.Labs.Tests.Experiments;

/// <summary>A small right lab, and ways to make it wrong.</summary>
internal static class SmallLab
{
    public const string Text =
        """
        name: small
        question: How long does it take?
        method: A server has a file.
        parameters:
          peers:  { value: [2, 4], about: hosts }
          choker: { value: [fill-uplink, four-slots], about: how many are served }
          up:     { value: 1 Mb/s, about: uplink }
          down:   { value: "${10 * up}", about: downlink }
        cases:
          few:  { about: a few }
          many: { about: many, set: { peers: [8, 16] }, except: "peers = 16 and choker = four-slots", by-default: no }
        world:
          regions: { here: { at: [0, 0], prefix: 127.16.0.0/16 } }
          access: { home: { up: "${up}", down: "${down}" } }
          hosts:
            tracker: { region: here, runs: tracker }
            server:  { region: here, access: home }
            peer:    { region: here, access: home, count: "${peers}" }
          swarms:
            file:
              content: 1 MiB
              tracker: tracker
              seeds:    { count: 1, on: server, seed-choking: "${choker}" }
              leechers: { count: "${peers}", on: peer }
        until: done
        at-most: 2 h
        sample-every: 5 s
        measures:
          last:  { probe: completion, value: last, unit: s, about: the last one }
          share: { is: "last / (1 MiB / up)", about: of a copy }
        series:
          so-far: { probe: completion, value: finished, unit: peers, about: how many have it }
        theory:
          bound: { measure: last, must: at-least, expects: "1 MiB / down", within: 1 %, when: "choker = fill-uplink", source: a book }
          slower: { measure: last, must: at-least, expects: "at(last, choker, fill-uplink)", within: 1 s, when: "choker = four-slots" }
        figures:
          - { title: all, x: peers, y: [last, bound], by: choker }
          - { title: so far, x: time, y: so-far, by: choker }
        repetitions: 3
        """;

    /// <summary>The lab with one passage written otherwise; the passage must be there.</summary>
    public static string With(string passage, string instead)
    {
        Assert.Contains(passage, Text, StringComparison.Ordinal);
        return Text.Replace(passage, instead, StringComparison.Ordinal);
    }

    /// <summary>Everything that reading and planning complain of.</summary>
    public static IReadOnlyList<string> ErrorsOf(string text, LabChoices? choices = null)
    {
        var reading = LabFile.Parse(text, "small.yaml");
        var errors = reading.Lab is { } lab ? LabPlanning.Of(lab, choices ?? LabChoices.None).Errors : reading.Errors;
        return [.. errors.Select(error => error.ToString())];
    }

    public static LabPlan Plan(LabChoices? choices = null, string text = Text)
    {
        var planning = LabPlanning.Of(LabFile.Parse(text, "small.yaml").Lab!, choices ?? LabChoices.None);
        Assert.Empty(planning.Errors);
        return planning.Plan!;
    }
}
