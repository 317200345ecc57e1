namespace NetMesh.Browser.Tests;

/// <summary>The eye of the other tests: what is wrong with a page is seen, and what is right is not complained of.</summary>
public sealed class SeenPageTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private static readonly (string Body, string[] Complaints)[] Wrong =
    [
        ("<p style=\"width: 2000px\">far</p>", ["narrow: page is 2", "light: page is 2", "print: page is 2"]),
        ("<h3>skips</h3>", ["light: heading out of order: skips"]),
        ("<h1>another</h1>", ["light: heading out of order: another"]),
        ("<p style=\"color: #888\">grey</p>", ["light: contrast 3.5: grey", "narrow: contrast 3.5: grey", "print: contrast 3.5: grey"]),
        ("<p style=\"color: #444\">night</p>", ["dark: contrast 1.9: night", "narrow-dark: contrast 1.9: night"]),
        ("<a href=\"#nowhere\">there</a>", ["light: link to nowhere: there"]),
        ("<figure><svg role=\"img\" aria-label=\"f\" width=\"99\" height=\"99\"></svg></figure>", ["light: figure without a caption"]),
        ("<svg width=\"99\" height=\"99\"></svg>", ["light: drawing without a name"]),
        ("<svg role=\"img\" aria-label=\"a\" width=\"99\" height=\"99\"><text y=\"50\" x=\"60\">far too long</text></svg>", ["light: label cut off: far too long"]),
        ("<svg role=\"img\" aria-label=\"a\" width=\"99\" height=\"99\"><text y=\"50\" x=\"5\">one</text><text y=\"54\" x=\"9\">two</text></svg>", ["light: label over 'two': one"]),
        ("<svg role=\"img\" aria-label=\"a\" width=\"99\" height=\"99\"><text y=\"50\" x=\"5\" font-size=\"8\">tiny</text></svg>", ["light: label of 8.0 pixels: tiny"]),
        ("<svg role=\"img\" aria-label=\"a\" width=\"99\" height=\"99\"><rect width=\"99\" height=\"99\" fill=\"#333\"/><text y=\"50\" x=\"5\">dim</text></svg>", ["light: contrast 1.7: dim"]),
        ("<img src=\"http://127.0.0.1:9/x.png\" alt=\"\">", ["request: http://127.0.0.1:9/x.png", "console: error"]),
        ("<script>console.log('hm'); throw new Error('oh');</script>", ["console: log: hm", "error: Error: oh"]),
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("netmesh-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [BrowserFact]
    public async Task What_is_wrong_is_seen()
    {
        var seen = await LookAsync(string.Concat(Wrong.Select(it => it.Body)));
        Assert.All(Wrong.SelectMany(it => it.Complaints), complaint =>
            Assert.True(seen.Any(one => one.StartsWith(complaint, StringComparison.Ordinal)), $"not seen: {complaint}\n{string.Join('\n', seen)}"));
    }

    [BrowserFact]
    public async Task What_is_right_is_not_complained_of() => Assert.Empty(await LookAsync(
        "<h2>part</h2><p>text</p><figure><svg role=\"img\" aria-label=\"a\" width=\"200\" height=\"99\"><text y=\"50\" x=\"5\" style=\"fill: light-dark(#333, #ccc)\">one</text></svg><figcaption>caption</figcaption></figure>"));

    private async Task<IReadOnlyList<string>> LookAsync(string body)
    {
        var file = Path.Combine(folder, "page.html");
        await File.WriteAllTextAsync(
            file,
            $"<!doctype html><html lang=\"en\"><meta name=\"viewport\" content=\"width=device-width\"><style>:root {{ color-scheme: light dark; }} @media print {{ :root {{ color-scheme: light; }} }}</style><body><h1>page</h1>{body}</body></html>");
        return await SeenPage.LookAsync(chromium, file, folder);
    }
}
