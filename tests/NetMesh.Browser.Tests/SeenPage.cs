using Microsoft.Playwright;

namespace NetMesh.Browser.Tests;

/// <summary>A file as a reader sees it, and everything that is wrong with it.</summary>
internal static class SeenPage
{
    /// <summary>A phone, held upright.</summary>
    public const int Narrow = 390;

    /// <summary>A lecture hall's projector.</summary>
    public const int Wide = 1280;

    /// <summary>A4 between margins of 15 mm, at 96 pixels an inch.</summary>
    private const int Paper = 680;

    /// <summary>Looks like the others; it is looked at, but no picture is kept of it.</summary>
    private const string NightOnAPhone = "narrow-dark";

    private static readonly string Check = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "page_check.js"));

    /// <summary>Opens a file by day, by night, on a phone and on paper; returns complaints, each with where it is from.</summary>
    /// <param name="screenshots">The folder where pictures of it go.</param>
    public static async Task<IReadOnlyList<string>> LookAsync(Chromium chromium, string file, string screenshots)
    {
        var complaints = new List<string>();
        foreach (var (name, width, scheme) in new[]
        {
            ("light", Wide, ColorScheme.Light), ("dark", Wide, ColorScheme.Dark), ("narrow", Narrow, ColorScheme.Light), (NightOnAPhone, Narrow, ColorScheme.Dark),
        })
        {
            var page = await OpenAsync(chromium, file, width, scheme, complaints);
            complaints.AddRange((await page.EvaluateAsync<string[]>(Check)).Select(complaint => $"{name}: {complaint}"));
            if (name != NightOnAPhone)
            {
                await page.ScreenshotAsync(new() { FullPage = true, Path = Path.Combine(screenshots, $"{Path.GetFileNameWithoutExtension(file)}.{name}.png") });
            }

            await page.CloseAsync();
        }

        // Who works by night prints on white paper all the same.
        var printed = await OpenAsync(chromium, file, Paper, ColorScheme.Dark, complaints);
        await printed.EmulateMediaAsync(new() { Media = Media.Print });
        complaints.AddRange((await printed.EvaluateAsync<string[]>(Check)).Select(complaint => $"print: {complaint}"));
        var pdf = await printed.PdfAsync(new() { Format = "A4", PrintBackground = true, Path = Path.Combine(screenshots, $"{Path.GetFileNameWithoutExtension(file)}.pdf") });
        if (pdf.Length < 10_000 || !pdf.AsSpan().StartsWith("%PDF"u8))
        {
            complaints.Add($"print: a document of {pdf.Length} bytes");
        }

        await printed.CloseAsync();
        return complaints;
    }

    // Nothing but the file is asked for, and nothing goes wrong in it.
    private static async Task<IPage> OpenAsync(Chromium chromium, string file, int width, ColorScheme scheme, List<string> complaints)
    {
        var page = await chromium.OpenAsync(width, scheme);
        var address = new Uri(Path.GetFullPath(file)).AbsoluteUri;
        page.Console += (_, message) => complaints.Add($"console: {message.Type}: {message.Text}");
        page.PageError += (_, error) => complaints.Add($"error: {error}");
        page.Request += (_, request) =>
        {
            if (request.Url != address)
            {
                complaints.Add($"request: {request.Url}");
            }
        };
        await page.GotoAsync(address);
        return page;
    }
}
