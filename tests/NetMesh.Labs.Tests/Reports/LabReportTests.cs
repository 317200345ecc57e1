using System.Xml;
using NetMesh.Labs.Experiments;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Reports;
using NetMesh.Labs.Tests.Experiments;

namespace NetMesh.Labs.Tests.Reports;

public sealed class LabReportTests
{
    private static readonly string Page = LabReport.Write(SmallOutcome.Of(SmallLab.Plan()), "netmesh lab run small --seed 7", "1.2.3");

    [Theory]
    [InlineData("<h1>How long does it take?</h1>")]
    [InlineData("A server has a file.")]
    [InlineData("netmesh lab run small --seed 7")]
    [InlineData("netmesh 1.2.3")]
    [InlineData("4 cases, 3 runs each, with the random seeds 7 to 9")]
    [InlineData("Measurement and theory agree in all 4 comparisons.")]
    [InlineData("<a href=\"#bound\">Bound</a>")]
    [InlineData("(last: in all 2 cases)")]
    [InlineData("<dt>uplink, downlink</dt>")]
    [InlineData("how many are served")]
    [InlineData("<td class=\"number\">1.200 ± 0.025</td><td class=\"number\">≥ 0.8389</td><td class=\"number\">+43.1 %</td><td class=\"number\">≥ 0.8305</td><td><span class=\"met\">met ✓</span></td>")]
    [InlineData("<code>last</code> must be at least <code>1 MiB / down</code>, within <code>1 %</code>, where <code>choker = fill-uplink</code>.")]
    [InlineData("The measure in the case that differs from this one in that parameter alone.")]
    [InlineData("Figure 1.")]
    [InlineData("Source: a book.")]
    [InlineData("95 % confidence interval")]
    [InlineData("0000000000001b5a")]
    [InlineData("prefers-color-scheme: dark")]
    [InlineData("class=\"c0 theory\"")]
    [InlineData("class=\"c0 bar\"")]
    public void The_report_says(string what) => Assert.Contains(what, Page, StringComparison.Ordinal);

    [Fact]
    public void It_needs_nothing_but_itself()
    {
        Assert.DoesNotContain("<script", Page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http", Page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", Page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Its_markup_is_well_formed()
    {
        // The head holds elements that HTML never closes; the body is XML.
        var body = Page[Page.IndexOf("<body>", StringComparison.Ordinal)..(Page.IndexOf("</body>", StringComparison.Ordinal) + 7)];
        var document = new XmlDocument();
        document.LoadXml(body);
        Assert.Equal(1 + 2, document.SelectNodes("//figure")!.Count);
        Assert.All(document.SelectNodes("//path/@d")!.Cast<XmlNode>(), path => Assert.DoesNotContain("NaN", path.Value!, StringComparison.Ordinal));
    }

    [Fact]
    public void What_to_look_at_and_why_a_tolerance_is_what_it_is_are_said_where_the_lab_says_them()
    {
        var text = SmallLab.With("within: 1 %,", "within: 1 %, because: clocks tick,").Replace("title: all, ", "title: all, about: look at the slope, ", StringComparison.Ordinal);
        var page = LabReport.Write(SmallOutcome.Of(SmallLab.Plan(text: text)), "netmesh", "1");
        Assert.Contains("Why just so much: Clocks tick.", page, StringComparison.Ordinal);
        Assert.Contains("<p>Look at the slope.</p>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ρ·S/(1−ρ)", "ρ·S/(1−ρ)")]
    [InlineData("the last one", "The last one")]
    [InlineData("a file", "A file")]
    [InlineData("η = 1", "η = 1")]
    [InlineData("", "")]
    public void A_sentence_begins_with_a_capital_and_a_symbol_does_not(string text, string sentence) => Assert.Equal(sentence, Sentences.Capital(text));

    [Fact]
    public void Every_formula_can_be_explained() => Assert.All(Formulas.All, formula => Assert.NotEmpty(formula.About));

    [Fact]
    public void What_a_lab_says_is_text()
    {
        var plan = SmallLab.Plan(text: SmallLab.With("How long does it take?", "Is <script>alert(1)</script> & \"more\" text?"));
        var page = LabReport.Write(SmallOutcome.Of(plan), "netmesh", "1");
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("Is &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot; text?", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_world_of_several_regions_is_drawn()
    {
        Assert.DoesNotContain("The world", Page, StringComparison.Ordinal);
        var text = SmallLab.With("prefix: 127.16.0.0/16 } }", "prefix: 127.16.0.0/16 }, there: { at: [50, 100], prefix: 127.17.0.0/16 } }");
        var page = LabReport.Write(SmallOutcome.Of(SmallLab.Plan(text: text)), "netmesh", "1");
        Assert.Contains("The world", page, StringComparison.Ordinal);
        Assert.Contains(">there</text>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void An_oracle_that_is_missed_is_said_first()
    {
        var plan = SmallLab.Plan(text: SmallLab.With("1 MiB / down", "100 * 1 MiB / down"));
        var page = LabReport.Write(SmallOutcome.Of(plan), "netmesh", "1");
        Assert.Contains("Measurement and theory agree in 2 of 4 comparisons, and differ in 2.", page, StringComparison.Ordinal);
        Assert.Contains("answer missed", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lab_of_one_case_and_one_run_is_told_too()
    {
        var one = new LabChoices(new Dictionary<string, IReadOnlyList<string>> { ["peers"] = ["2"], ["choker"] = ["fill-uplink"] }, []);
        var page = LabReport.Write(SmallOutcome.Of(SmallLab.Plan(one), 1), "netmesh", "1");
        Assert.Contains("1 case, 1 run each, with the random seed 7.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("±", page, StringComparison.Ordinal);
    }
}
