using System.Security.Cryptography;
using NetMesh.Clock;
using NetMesh.Contracts.Sites;
using NetMesh.Planet.Faults;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Sites;

/// <summary>What a process is on a planet of several.</summary>
public sealed record SiteOptions
{
    /// <summary>
    /// What the host of grains calls this life of the process (a silo's address with its generation), as its membership will when it is lost; another one in
    /// every life.
    /// </summary>
    public required string Process { get; init; }

    /// <summary>Label of the region it stands in.</summary>
    public string Region { get; init; } = "";

    public SiteKind Kind { get; init; }

    /// <summary>How often it enters the register and tells the others that it lives.</summary>
    public TimeSpan NewsEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long the others take it for alive, and what it published for true, without a newer confirmation. Together with <see cref="PublishDelay"/> the
    /// bound on how old anything is that is read from a copy.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long changes are gathered, since others were told of the last ones, before they are told of these.</summary>
    public TimeSpan PublishDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often the other halves of streams that are quiet are told how many frames there were, to the next <see cref="NewsEvery"/>.</summary>
    public TimeSpan TallyEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// When a process is lost, the first of the others wakes elsewhere what lived there; the second does so this much later, if it is still asleep; and so on.
    /// </summary>
    public TimeSpan BackupAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>For tests of the simulation.</summary>
    internal PlantedBug Bug { get; init; }

    /// <summary>The id of this life: from the run's seed on the virtual clock, where runs must repeat; otherwise never seen before.</summary>
    public SiteId DrawId(IEventClock clock, RandomStreams streams)
    {
        var drawn = clock.IsVirtual
            ? streams.Get($"site {Process}").NextInt64()
            : BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
        return new SiteId(drawn | 1);
    }
}
