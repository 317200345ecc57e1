using NetMesh.Planet.Regions;

namespace NetMesh.Planet.Paths;

/// <summary>Distance on the globe and what light in fibre makes of it.</summary>
public static class GreatCircle
{
    private const double EarthRadiusKm = 6371.0;

    /// <summary>Two thirds of the speed of light in vacuum.</summary>
    private const double FibreKmPerSecond = 200_000;

    /// <summary>Kilometres between two regions along the surface (haversine formula).</summary>
    public static double DistanceKm(Region a, Region b)
    {
        double latitudeA = Radians(a.Latitude), latitudeB = Radians(b.Latitude);
        var sineLatitude = Math.Sin((latitudeB - latitudeA) / 2);
        var sineLongitude = Math.Sin(Radians(b.Longitude - a.Longitude) / 2);
        var h = (sineLatitude * sineLatitude) + (Math.Cos(latitudeA) * Math.Cos(latitudeB) * sineLongitude * sineLongitude);
        return 2 * EarthRadiusKm * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }

    /// <summary>One-way propagation over a cable whose route is this much longer than the great circle.</summary>
    public static TimeSpan Propagation(Region a, Region b, double routeInflation) =>
        TimeSpan.FromSeconds(DistanceKm(a, b) * routeInflation / FibreKmPerSecond);

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
