namespace NetMesh.Labs.Oracles;

/// <summary>
/// The fluid model of a swarm (Qiu and Srikant 2004, "Modeling and performance analysis of BitTorrent-like peer-to-peer networks"): x leechers and y seeds,
/// Poisson arrivals, exponential patience, exponential time of seeding, all peers alike.
/// <c>x' = λ − θx − min{cx, μ(ηx + y)}</c>, <c>y' = min{cx, μ(ηx + y)} − γy</c>.
/// </summary>
/// <param name="Arrivals">λ, leechers a second.</param>
/// <param name="DownloadRate">c, files a second that a peer's downlink takes.</param>
/// <param name="UploadRate">μ, files a second that a peer's uplink gives.</param>
/// <param name="DepartureRate">γ, 1 over the mean time that a peer seeds; infinite where peers leave at once.</param>
/// <param name="AbortRate">θ, 1 over the mean patience of a leecher; 0: nobody gives up.</param>
/// <param name="Effectiveness">η, what part of a leecher's uplink is of use; near 1 when there are many pieces.</param>
/// <param name="Origin">Seeds that are always there, which the paper does not have: without one the first leechers would wait for ever.</param>
public sealed record FluidModel(
    double Arrivals, double DownloadRate, double UploadRate, double DepartureRate, double AbortRate = 0, double Effectiveness = 1, double Origin = 0)
{
    /// <summary>
    /// The mean download time in the steady state when nobody gives up, <c>max{1/c, (1/η)(1/μ − 1/γ)}</c>: however many come. In seconds, or whatever the
    /// arguments are in.
    /// </summary>
    /// <param name="download">1/c: the file over the downlink.</param>
    /// <param name="upload">1/μ: the file over the uplink.</param>
    /// <param name="seeding">1/γ: how long a peer seeds, in the mean.</param>
    /// <param name="effectiveness">η.</param>
    public static double DownloadTime(double download, double upload, double seeding, double effectiveness = 1) =>
        Math.Max(download, (upload - seeding) / effectiveness);

    /// <summary>
    /// The mean download time of those that finish when leechers give up after an exponential time: <c>1/(θ + β)</c>, where 1/β is the time without that.
    /// </summary>
    /// <param name="patience">1/θ.</param>
    /// <inheritdoc cref="DownloadTime"/>
    public static double DownloadTimeOfThePatient(double download, double upload, double seeding, double patience, double effectiveness = 1)
    {
        var undisturbed = DownloadTime(download, upload, seeding, effectiveness);
        return 1 / ((1 / patience) + (1 / undisturbed));
    }

    /// <summary>Leechers and seeds (with <see cref="Origin"/>) over time, beginning with an empty swarm.</summary>
    /// <param name="seconds">Until when.</param>
    /// <param name="every">Time between two points, in seconds.</param>
    public IReadOnlyList<(double At, double Leechers, double Seeds)> Integrate(double seconds, double every)
    {
        const int StepsPerPoint = 50;
        var points = new List<(double, double, double)> { (0, 0, Origin) };
        var (x, y) = (0.0, 0.0);
        var step = every / StepsPerPoint;
        for (var point = 1; point * every <= seconds; point++)
        {
            for (var i = 0; i < StepsPerPoint; i++)
            {
                (x, y) = RungeKutta(x, y, step);
            }

            points.Add((point * every, x, y + Origin));
        }

        return points;
    }

    private (double X, double Y) RungeKutta(double x, double y, double step)
    {
        var (ax, ay) = Change(x, y);
        var (bx, by) = Change(x + (ax * step / 2), y + (ay * step / 2));
        var (cx, cy) = Change(x + (bx * step / 2), y + (by * step / 2));
        var (dx, dy) = Change(x + (cx * step), y + (cy * step));
        return (Math.Max(0, x + ((ax + (2 * bx) + (2 * cx) + dx) * step / 6)), Math.Max(0, y + ((ay + (2 * by) + (2 * cy) + dy) * step / 6)));
    }

    private (double X, double Y) Change(double x, double y)
    {
        var finished = Math.Min(DownloadRate * x, UploadRate * ((Effectiveness * x) + y + Origin));
        return double.IsPositiveInfinity(DepartureRate)
            ? (Arrivals - (AbortRate * x) - finished, 0)
            : (Arrivals - (AbortRate * x) - finished, finished - (DepartureRate * y));
    }
}
