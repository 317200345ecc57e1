using Microsoft.Playwright;

namespace NetMesh.Browser.Tests;

/// <summary>A page as a reader sees it, and everything that is wrong with it.</summary>
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
        var address = new Uri(Path.GetFullPath(file)).AbsoluteUri;
        var name = Path.GetFileNameWithoutExtension(file);
        await LookAsync(chromium, address, address, _ => Task.CompletedTask, Path.Combine(screenshots, name), complaints);

        // Who works by night prints on white paper all the same.
        var printed = await OpenAsync(chromium, address, address, Paper, ColorScheme.Dark, complaints);
        await printed.EmulateMediaAsync(new() { Media = Media.Print });
        complaints.AddRange((await ComplaintsAsync(printed)).Select(complaint => $"print: {complaint}"));
        var pdf = await printed.PdfAsync(new() { Format = "A4", PrintBackground = true, Path = Path.Combine(screenshots, $"{name}.pdf") });
        if (pdf.Length < 10_000 || !pdf.AsSpan().StartsWith("%PDF"u8))
        {
            complaints.Add($"print: a document of {pdf.Length} bytes");
        }

        await printed.CloseAsync();
        return complaints;
    }

    /// <summary>Opens a page of a running planet by day, by night and on a phone, and returns complaints.</summary>
    /// <param name="site">Where everything that it asks for must begin.</param>
    /// <param name="address">The page.</param>
    /// <param name="ready">Waits until there is something to see.</param>
    /// <param name="picture">Path of its pictures, without the end of their names.</param>
    public static async Task<IReadOnlyList<string>> LookAsync(Chromium chromium, string site, string address, Func<IPage, Task> ready, string picture)
    {
        var complaints = new List<string>();
        await LookAsync(chromium, site, address, ready, picture, complaints);
        return complaints;
    }

    /// <summary>Opens a page; what goes wrong in it, and whatever it asks for elsewhere, is complained of.</summary>
    public static async Task<IPage> OpenAsync(Chromium chromium, string site, string address, int width, ColorScheme scheme, List<string> complaints)
    {
        var page = await chromium.OpenAsync(width, scheme);
        page.Console += (_, message) => complaints.Add($"console: {message.Type}: {message.Text}");
        page.PageError += (_, error) => complaints.Add($"error: {error}");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(site, StringComparison.Ordinal))
            {
                complaints.Add($"request: {request.Url}");
            }
        };
        await page.GotoAsync(address);
        return page;
    }

    /// <summary>What a reader stumbles on in a page as it is now.</summary>
    public static Task<string[]> ComplaintsAsync(IPage page) => page.EvaluateAsync<string[]>(Check);

    private static async Task LookAsync(Chromium chromium, string site, string address, Func<IPage, Task> ready, string picture, List<string> complaints)
    {
        // Four readers at once: each has a page, and complaints, of its own.
        var all = await Task.WhenAll(
            OnceAsync("light", Wide, ColorScheme.Light), OnceAsync("dark", Wide, ColorScheme.Dark),
            OnceAsync("narrow", Narrow, ColorScheme.Light), OnceAsync(NightOnAPhone, Narrow, ColorScheme.Dark));
        complaints.AddRange(all.SelectMany(each => each));

        async Task<List<string>> OnceAsync(string name, int width, ColorScheme scheme)
        {
            var own = new List<string>();
            var page = await OpenAsync(chromium, site, address, width, scheme, own);
            await ready(page);
            own.AddRange((await ComplaintsAsync(page)).Select(complaint => $"{name}: {complaint}"));
            if (name != NightOnAPhone)
            {
                await page.ScreenshotAsync(new() { FullPage = true, Path = $"{picture}.{name}.png" });
            }

            await page.CloseAsync();
            return own;
        }
    }
}
