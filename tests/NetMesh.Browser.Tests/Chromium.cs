using Microsoft.Playwright;

namespace NetMesh.Browser.Tests;

/// <summary>
/// Debian's Chromium without a window, one for all tests of a class. Nothing is downloaded. It is the build that has no window to draw: with the other one a page
/// costs three times as much of the processor, most of it for what surrounds the page.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Name = "chromium-headless-shell";

    // A loaded machine is slow, and a browser that hangs should still end the test.
    private const float PatienceMs = 180_000;

    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>A line that says what is not installed, or null.</summary>
    internal static string? Missing => Program is null ? $"not installed: {Name} (apt-get install {Name})" : null;

    private static string? Program => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, Name)).FirstOrDefault(File.Exists);

    public async Task InitializeAsync()
    {
        if (Program is { } program)
        {
            Assertions.SetDefaultExpectTimeout(PatienceMs);
            playwright = await Playwright.CreateAsync();
            browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-gpu"], Timeout = PatienceMs });
        }
    }

    /// <summary>A page of its own, with nothing remembered from others.</summary>
    public async Task<IPage> OpenAsync(int width, ColorScheme scheme)
    {
        var page = await browser!.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = SeenPage.Height }, ColorScheme = scheme });
        page.SetDefaultTimeout(PatienceMs);
        return page;
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }
}
