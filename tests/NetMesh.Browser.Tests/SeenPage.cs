using Microsoft.Playwright;

namespace NetMesh.Browser.Tests;

/// <summary>A page as a reader sees it, and everything that is wrong with it.</summary>
internal static class SeenPage
{
    /// <summary>A phone, held upright.</summary>
    public const int Narrow = 390;

    /// <summary>A lecture hall's projector.</summary>
    public const int Wide = 1280;

    /// <summary>Of the window, in pixels.</summary>
    public const int Height = 900;

    /// <summary>A4 between margins of 15 mm, at 96 pixels an inch.</summary>
    private const int Paper = 680;

    /// <summary>Looks like the others; it is looked at, but no picture is kept of it.</summary>
    private const string NightOnAPhone = "narrow-dark";

    private static readonly (string Name, int Width, ColorScheme Scheme)[] Readers =
        [("light", Wide, ColorScheme.Light), ("dark", Wide, ColorScheme.Dark), ("narrow", Narrow, ColorScheme.Light), (NightOnAPhone, Narrow, ColorScheme.Dark)];

    private static readonly string Check = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "page_check.js"));

    /// <summary>
    /// Opens a file and sees it by day, by night, on a phone and on paper; returns complaints, each with where it is from. A file is drawn by no script, and so one page of it is
    /// enough: it follows its window.
    /// </summary>
    /// <param name="screenshots">The folder where pictures of it go.</param>
    public static async Task<IReadOnlyList<string>> LookAsync(Chromium chromium, string file, string screenshots)
    {
        var complaints = new List<string>();
        var address = new Uri(Path.GetFullPath(file)).AbsoluteUri;
        var name = Path.GetFileNameWithoutExtension(file);
        var page = await OpenAsync(chromium, address, address, Wide, ColorScheme.Light, complaints);
        foreach (var reader in Readers)
        {
            await page.SetViewportSizeAsync(reader.Width, Height);
            await page.EmulateMediaAsync(new() { ColorScheme = reader.Scheme });
            await SeeAsync(page, reader.Name, Path.Combine(screenshots, name), complaints);
        }

        // Who works by night prints on white paper all the same.
        await page.SetViewportSizeAsync(Paper, Height);
        await page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = ColorScheme.Dark });
        complaints.AddRange((await ComplaintsAsync(page)).Select(complaint => $"print: {complaint}"));
        var pdf = await page.PdfAsync(new() { Format = "A4", PrintBackground = true, Path = Path.Combine(screenshots, $"{name}.pdf") });
        if (pdf.Length < 10_000 || !pdf.AsSpan().StartsWith("%PDF"u8))
        {
            complaints.Add($"print: a document of {pdf.Length} bytes");
        }

        await page.CloseAsync();
        return complaints;
    }

    /// <summary>Opens a page of a running planet by day, by night and on a phone, and returns complaints.</summary>
    /// <param name="site">Where everything that it asks for must begin.</param>
    /// <param name="address">The page.</param>
    /// <param name="ready">Waits until there is something to see.</param>
    /// <param name="picture">Path of its pictures, without the end of their names.</param>
    public static async Task<IReadOnlyList<string>> LookAsync(Chromium chromium, string site, string address, Func<IPage, Task> ready, string picture)
    {
        // All at once: each has a page, and complaints, of its own.
        var all = await Task.WhenAll(Readers.Select(async reader =>
        {
            var own = new List<string>();
            var page = await OpenAsync(chromium, site, address, reader.Width, reader.Scheme, own);
            await ready(page);
            await SeeAsync(page, reader.Name, picture, own);
            await page.CloseAsync();
            return own;
        }));
        return [.. all.SelectMany(each => each)];
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

    /// <summary>Complains of a page as it is now, and keeps a picture of it.</summary>
    private static async Task SeeAsync(IPage page, string name, string picture, List<string> complaints)
    {
        complaints.AddRange((await ComplaintsAsync(page)).Select(complaint => $"{name}: {complaint}"));
        if (name != NightOnAPhone)
        {
            await page.ScreenshotAsync(new() { FullPage = true, Path = $"{picture}.{name}.png" });
        }
    }
}
