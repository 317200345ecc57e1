namespace NetMesh.Labs.Reports.Charts;

/// <summary>A name on a map: where its middle is, and the box that it fills.</summary>
internal sealed record MapName(string Text, double X, double Baseline, double HalfWidth, double Height)
{
    private double Top => Baseline - (Height * 0.8);

    /// <summary>Puts a name above its place, or where it meets neither another name nor the map's edge: below, right, left; further away where all of these are taken.</summary>
    /// <param name="at">The place.</param>
    /// <param name="radius">Of its dot.</param>
    /// <param name="size">How large letters are; 1 is a chart's.</param>
    /// <param name="map">Width and height.</param>
    /// <param name="others">Names that stand already.</param>
    public static MapName Place(string text, (double X, double Y) at, double radius, double size, (double Width, double Height) map, IReadOnlyList<MapName> others)
    {
        var (half, height) = (Canvas.WidthOf(text) * size / 2, 15 * size);
        var free = from step in Enumerable.Range(0, 8)
                   let away = radius + 4 + (step * height)
                   from spot in Around(at, away, half, height)
                   let name = new MapName(text, Math.Clamp(spot.X, half + 2, map.Width - half - 2), Math.Clamp(spot.Y, height, map.Height - (0.3 * height)), half, height)
                   where !others.Any(name.Meets)
                   select name;
        return free.FirstOrDefault() ?? new MapName(text, at.X, at.Y - radius - 4, half, height);
    }

    private static (double X, double Y)[] Around((double X, double Y) at, double away, double half, double height) =>
    [
        (at.X, at.Y - away), (at.X, at.Y + away + (0.8 * height)), (at.X + away + half, at.Y + (0.3 * height)), (at.X - away - half, at.Y + (0.3 * height)),
    ];

    private bool Meets(MapName other) =>
        Math.Abs(X - other.X) < HalfWidth + other.HalfWidth + 2 && Top < other.Top + other.Height && other.Top < Top + Height;
}
