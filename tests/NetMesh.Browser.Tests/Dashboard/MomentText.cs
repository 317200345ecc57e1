using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace NetMesh.Browser.Tests.Dashboard;

/// <summary>What a page says of a moment of a swarm, against the moment itself.</summary>
internal static class MomentText
{
    private static readonly string[] Numbers = ["copies", "rarest", "seeding", "leeching", "unchokes"];

    /// <summary>When the moment was that the page shows, and the numbers it says: read at once, so that no other moment comes between.</summary>
    public static async Task<(double At, string[] Said)> OfPageAsync(IPage page)
    {
        var shown = await page.EvaluateAsync<JsonElement>(
            "ids => ({ at: Number(document.querySelector('dl.numbers').dataset.at ?? -1), said: ids.map(id => document.getElementById(id).textContent) })", Numbers);
        return (shown.GetProperty("at").GetDouble(), [.. shown.GetProperty("said").EnumerateArray().Select(text => text.GetString()!)]);
    }

    /// <summary>The same of a moment of the feed or of a recording.</summary>
    public static string[] Of(JsonElement moment) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{Whole(moment, "min")} · {TiesUp(moment.GetProperty("mean").GetDouble()):F2} · {Whole(moment, "max")}"),
        Whole(moment, "rarest"), Whole(moment, "seeding"), Whole(moment, "leeching"), $"{Whole(moment, "regular")} · {Whole(moment, "optimistic")}",
    ];

    // A tie is an odd number of eighths: toFixed rounds it up (ECMA-262 §21.1.3.3), .NET to the even digit.
    private static double TiesUp(double value) => double.IsOddInteger(value * 8) ? Math.Floor((value * 100) + 0.5) / 100 : value;

    private static string Whole(JsonElement moment, string name) => moment.GetProperty(name).GetInt64().ToString(CultureInfo.InvariantCulture);
}
