using System.Text.Json;
using Microsoft.Playwright;
using NetMesh.Interop.Tests;

namespace NetMesh.Browser.Tests.Dashboard;

/// <summary>A lab's run, recorded by its command and opened from disk: the slider's moment is the recorded one, and the rarest set is seen to shrink.</summary>
[Collection(DashboardCollection.Name)]
public sealed class ReplayPageTests(DashboardPlanet planet) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("netmesh-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [BrowserFact]
    public async Task The_slider_shows_the_recorded_moment_and_a_run_plays_to_its_end()
    {
        var recording = await RecordAsync();
        var moments = Moments(recording);
        var complaints = new List<string>();
        var page = await SeenPage.OpenAsync(planet.Chromium, planet.Site, planet.Site + "#/replay", SeenPage.Wide, ColorScheme.Light, complaints);
        await page.Locator("#recording-file").SetInputFilesAsync(recording);
        await page.Locator("dl.numbers[data-at]").WaitForAsync();
        Assert.Equal(moments.Count - 1, await page.EvaluateAsync<int>("() => Number(document.getElementById('slider').max)"));
        foreach (var (index, picture) in new[] { (0, ""), (moments.Count / 20, "1"), (moments.Count / 8, "2"), (moments.Count / 3, "3"), (moments.Count - 1, "4") })
        {
            await page.Locator("#slider").FillAsync(index.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var (at, said) = await MomentText.OfPageAsync(page);
            Assert.Equal(moments[index].GetProperty("at").GetDouble(), at);
            Assert.Equal(MomentText.Of(moments[index]), said);
            if (picture.Length > 0)
            {
                await page.ScreenshotAsync(new() { Path = Path.Combine(DashboardPlanet.Screenshots, $"dashboard-rarest-first.{picture}.png"), FullPage = true });
            }
        }

        complaints.AddRange(await SeenPage.ComplaintsAsync(page));
        await page.Locator("#speed").SelectOptionAsync("5");
        await page.Locator("#slider").FillAsync((moments.Count * 3 / 4).ToString(System.Globalization.CultureInfo.InvariantCulture));
        await page.Locator("#play").ClickAsync();
        await Assertions.Expect(page.Locator("#play")).ToHaveTextAsync("Pause");
        await Assertions.Expect(page.Locator("#play")).ToHaveTextAsync("Play", new() { Timeout = 30_000 });
        Assert.Equal(MomentText.Of(moments[^1]), (await MomentText.OfPageAsync(page)).Said);
        await page.CloseAsync();
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
    }

    [BrowserFact]
    public async Task A_file_that_is_no_recording_is_refused_in_one_sentence()
    {
        var file = Path.Combine(folder, "no.ndjson");
        await File.WriteAllTextAsync(file, "{\"moment\": {}}\n");
        var page = await planet.Chromium.OpenAsync(SeenPage.Wide, ColorScheme.Light);
        await page.GotoAsync(planet.Site + "#/replay");
        await page.Locator("#recording-file").SetInputFilesAsync(file);
        await Assertions.Expect(page.Locator(".error:not(:empty)")).ToHaveTextAsync("no.ndjson: line 1 is neither a start nor a moment of a recorded run");
        await page.CloseAsync();
    }

    private async Task<string> RecordAsync()
    {
        // The lab samples seldom; what is played is to move.
        var lab = Path.Combine(folder, "rarest-first.yaml");
        await File.WriteAllTextAsync(lab, (await File.ReadAllTextAsync(Repository.PathOf("labs", "rarest-first.yaml"))).Replace("sample-every: 20 s", "sample-every: 2 s", StringComparison.Ordinal));
        var run = await ProgramRun.OfNetmeshAsync(
            ["lab", "run", lab, "--record", "--out", folder, "--repetitions", "1", "--set", "picking=rarest-first", "--set", "peers=60", "--set", "content=8 MiB", "--set", "settled=1 min"]);
        Assert.True(run.ExitCode is 0 or 1, run.Error);
        return Path.Combine(folder, "rarest-first.recording.ndjson");
    }

    private static List<JsonElement> Moments(string recording) =>
        [.. File.ReadLines(recording).Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.TryGetProperty("moment", out _)).Select(line => line.GetProperty("moment"))];
}
