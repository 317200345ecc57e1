using NetMesh.Planet.Faults;
using NetMesh.Testing.Simulation;
using Xunit.Abstractions;

namespace NetMesh.Testing.Tests.Simulation;

/// <summary>The simulation can fail: a mistake planted in a policy is caught.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private const int MostSeeds = 200;

    /// <summary>Each bug with the first seed that catches it, so that it need not be looked for; the others are caught by the first. What changes the runs may make it another one.</summary>
    private static readonly Dictionary<string, int> FirstSeeds = new(StringComparer.Ordinal)
    {
        [nameof(PlantedBug.VerificationSkipped)] = 6,
        [nameof(PlantedBug.RequestsNotGivenUp)] = 6,
        [nameof(PlantedBug.SnubsNotNoticed)] = 9,
        [nameof(PlantedBug.OptimisticSlotNeverRotates)] = 17,
        [nameof(PlantedBug.SeedSlotsNeverRotate)] = 8,
        [nameof(PlantedBug.NobodyBanned)] = 6,
        [nameof(PlantedBug.InnocentsBanned)] = 6,
        [nameof(PlantedBug.OffersNotRenewed)] = 41,
        [nameof(PlantedBug.LostPeersForgotten)] = 32,
        [nameof(PlantedBug.TooManyHavesSuppressed)] = 10,
        [nameof(PlantedBug.AnnouncesNotRepeated)] = 7,
        [nameof(PlantedBug.FramesTakenAsTheyCome)] = 5,
        [nameof(PlantedBug.LostProgramsNotWoken)] = 12,
        [nameof(PlantedBug.RoomNotAnnounced)] = 27,
        [nameof(PlantedBug.StalledStreamsForgotten)] = 4,
    };

    public static TheoryData<string> Bugs => [.. Enum.GetNames<PlantedBug>().Where(name => name != nameof(PlantedBug.None))];

    [Theory]
    [MemberData(nameof(Bugs))]
    public void Planted_bug_is_caught_within_two_hundred_seeds(string name)
    {
        var bug = Enum.Parse<PlantedBug>(name);
        var known = FirstSeeds.GetValueOrDefault(name, 1);
        foreach (var seed in Enumerable.Range(1, MostSeeds).OrderBy(seed => seed != known))
        {
            if (SwarmSimulation.Run(seed, bug).Bad is { } bad)
            {
                output.WriteLine($"seed {seed}: {bad}");

                // It is the bug that was caught, and no other.
                Assert.True(SwarmSimulation.Run(seed).Passed);
                return;
            }
        }

        Assert.Fail($"{name} was not caught by {MostSeeds} seeds");
    }
}
