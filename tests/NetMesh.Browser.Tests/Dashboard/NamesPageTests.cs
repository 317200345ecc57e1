using Microsoft.Playwright;
using NetMesh.Interop.Tests;

namespace NetMesh.Browser.Tests.Dashboard;

/// <summary>The page on which a resolution is drawn, of a planet that has names.</summary>
public sealed class NamesPageTests(Chromium chromium, NamesPageTests.NamedPlanet planet) : IClassFixture<Chromium>, IClassFixture<NamesPageTests.NamedPlanet>
{
    private string Site => planet.Running.Control.AbsoluteUri;

    [BrowserFact]
    public async Task A_resolution_is_drawn_hop_by_hop_and_one_that_is_known_has_none()
    {
        var complaints = new List<string>();
        var page = await SeenPage.OpenAsync(chromium, Site, $"{Site}#/names", SeenPage.Wide, ColorScheme.Light, complaints);
        await page.Locator("#from option").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await LookUpAsync(page, "www.netcinema.com", "ap-south");

        // The root, com. and netcinema's own server for the name, and again for the keys by which the answer is checked.
        await page.Locator("svg[data-hops]").WaitForAsync();
        var zones = await page.Locator("#hops tr td:nth-child(4)").AllTextContentsAsync();
        Assert.Equal([".", "com.", "netcinema.com."], zones.Distinct());
        var answers = await page.Locator("#hops tr td:nth-child(6)").AllTextContentsAsync();

        // Whom a busy machine keeps from answering in time is asked again.
        Assert.Equal(["referral", "referral", "answer"], answers.Where(answer => answer != "silence").Take(3));
        var regions = await page.Locator("#hops tr td:nth-child(3)").AllTextContentsAsync();
        Assert.Equal(regions.Distinct(), await page.Locator("path.hop").EvaluateAllAsync<string[]>("some => some.map(it => it.dataset.hop)"));
        Assert.Equal(Enumerable.Range(1, zones.Count), (await page.Locator("text.hop").AllTextContentsAsync()).SelectMany(text => text.Split(", ")).Select(int.Parse).Order());
        Assert.StartsWith("www.netcinema.com.", (await page.Locator("#records li").First.TextContentAsync())!, StringComparison.Ordinal);

        await LookUpAsync(page, "www.netcinema.com", "ap-south");
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("knew: NOERROR");
        await Assertions.Expect(page.Locator("path.hop")).ToHaveCountAsync(0);

        await LookUpAsync(page, "a..b", "ap-south");
        await Assertions.Expect(page.Locator("[role=alert]")).ToContainTextAsync("'a..b' is no name");
        await page.CloseAsync();
        Assert.All(complaints, complaint => Assert.Contains("400", complaint, StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task Nobody_stumbles_on_the_page_by_day_by_night_or_on_a_phone()
    {
        var complaints = await SeenPage.LookAsync(
            chromium,
            Site,
            $"{Site}#/names",
            async page =>
            {
                await page.Locator("#from option").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
                await LookUpAsync(page, $"n{Guid.NewGuid():N}.pages.netcinema.com", "us-east");
                await page.Locator("path.hop").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
            },
            Path.Combine(DashboardPlanet.Screenshots, "names"));
        Assert.Empty(complaints);
    }

    private static async Task LookUpAsync(IPage page, string name, string from)
    {
        await page.Locator("#name").FillAsync(name);
        await page.Locator("#from").SelectOptionAsync(from);
        await page.Locator("#look").ClickAsync();
    }

    /// <summary>One planet for both tests: each asks for names, and from regions, of its own.</summary>
    public sealed class NamedPlanet : IAsyncLifetime
    {
        public RunningPlanet Running { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            if (Chromium.Missing is null)
            {
                Running = await RunningPlanet.StartAsync(["--world", Repository.PathOf("worlds", "names.yaml")]);
            }
        }

        public async Task DisposeAsync() => await (Running?.DisposeAsync() ?? default);
    }
}
