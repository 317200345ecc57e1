using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Reports.Chapters;

/// <summary>What was run and why, the words of the field that say so, and what each parameter was.</summary>
internal static class MethodChapter
{
    public static void Write(Markup page, LabOutcome outcome)
    {
        page.Element("h2", "Method");
        foreach (var paragraph in outcome.Lab.Method.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            page.Element("p", paragraph).Raw("\n");
        }

        Words(page, outcome);
        Parameters(page, outcome);
    }

    private static void Words(Markup page, LabOutcome outcome)
    {
        var words = Glossary.Of(outcome.Lab).ToList();
        if (words.Count == 0)
        {
            return;
        }

        page.Element("h3", "Words").Raw("<dl>\n");
        foreach (var (term, meaning) in words)
        {
            page.Element("dt", term).Element("dd", meaning).Raw("\n");
        }

        page.Raw("</dl>\n");
    }

    private static void Parameters(Markup page, LabOutcome outcome)
    {
        var groups = outcome.Cases.GroupBy(one => one.Case.Group).ToList();
        page.Element("h3", "Parameters").Table("Parameters", ["parameter", "what it is", "value"], [.. outcome.Lab.Parameters.Select(parameter => (Cell[])
        [
            new(parameter.Name) { IsName = true }, new(parameter.About) { IsWords = true }, new(Values(groups, parameter.Name)) { IsWords = true },
        ])]);
        if (groups.Exists(group => group.Key.About.Length > 0))
        {
            page.Element("h3", "Cases").Table("Groups of cases", ["cases", "what for"], [.. groups.Select(group => (Cell[])
                [new(group.Key.Name) { IsName = true }, new(Sentences.Capital(group.Key.About)) { IsWords = true }])]);
        }
    }

    // What most groups have, and then those that have something else.
    private static string Values(List<IGrouping<Experiments.CaseGroup, CaseOutcome>> groups, string parameter)
    {
        var values = groups.Select(group => (group.Key.Name, Text: string.Join(", ", group.Select(one => Numerals.Of(one.Case[parameter])).Distinct())))
            .GroupBy(group => group.Text).OrderByDescending(same => same.Count()).ToList();
        return string.Join("; ", values.Select((same, i) => i == 0 ? same.Key : $"{string.Join(" and ", same.Select(group => group.Name))}: {same.Key}"));
    }
}
