namespace NetMesh.Browser.Tests.Dashboard;

/// <summary>Tests of the dashboard share one planet, and take turns.</summary>
[CollectionDefinition(Name)]
public sealed class DashboardCollection : ICollectionFixture<DashboardPlanet>
{
    public const string Name = "dashboard";
}
