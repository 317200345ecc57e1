namespace NetMesh.Grains.Swarms;

/// <summary>Where a member of a swarm stands.</summary>
public enum MemberStage
{
    /// <summary>Has not come yet, or stays away for a while; comes when its time is up.</summary>
    Away,

    /// <summary>Present and lacking something.</summary>
    Leeching,

    /// <summary>Present with everything.</summary>
    Seeding,

    /// <summary>Left for good.</summary>
    Gone,
}

/// <summary>A member's standing, as it is kept. Times are since the swarm's start.</summary>
/// <param name="Stage">Where it stands.</param>
/// <param name="Since">When it last arrived.</param>
/// <param name="Next">When it arrives (away), gives up (leeching) or has seeded enough (seeding); null: never of itself.</param>
[GenerateSerializer, Immutable, Alias("netmesh.swarm-member-standing")]
public readonly record struct Member(
    [property: Id(0)] MemberStage Stage,
    [property: Id(1)] TimeSpan Since,
    [property: Id(2)] TimeSpan? Next);

/// <summary>Something a swarm has to do about a member now.</summary>
public enum MemberMove
{
    Arrive,
    Depart,
}
