using NetMesh.Planet.Faults;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Simulation;

/// <summary>Something that befalls a simulated planet.</summary>
/// <param name="At">When, since the start.</param>
/// <param name="Words">What, for people.</param>
/// <param name="Befall">Makes it happen.</param>
public sealed record Trouble(TimeSpan At, string Words, Action<ITroubled> Befall);

/// <summary>What can be broken of a simulated planet, beside what its <see cref="Faults"/> break.</summary>
public interface ITroubled
{
    FaultBoard Faults { get; }

    /// <summary>Ends a silo as a crash would; nothing happens when it does not run, or is the only one.</summary>
    void KillSilo(string silo);

    /// <summary>Ends a silo in good order, under the same conditions.</summary>
    void StopSilo(string silo);

    /// <summary>Starts a silo again; nothing happens when it runs.</summary>
    void StartSilo(string silo);

    /// <summary>From now on writes to the grains' storage go wrong this often, 0 to 1.</summary>
    void FailWrites(double share);

    /// <summary>A hostile peer dials every member of the swarm.</summary>
    void Attack(HostilePeer peer);
}

/// <summary>What a hostile peer does with requests.</summary>
public enum Hostility
{
    /// <summary>Answers them all with wrong bytes.</summary>
    Poisons,

    /// <summary>Answers every third one with wrong bytes, so that its blocks hide among right ones.</summary>
    PoisonsSome,

    /// <summary>Never answers any.</summary>
    KeepsSilent,

    /// <summary>Answers some, then is gone without a word.</summary>
    Vanishes,

    /// <summary>Says what no peer may say.</summary>
    TalksNonsense,
}

/// <summary>A peer that plays by no rules.</summary>
/// <param name="Name">Its host's name.</param>
/// <param name="Address">Its host.</param>
/// <param name="Does">What it does.</param>
public sealed record HostilePeer(string Name, IPv4Address Address, Hostility Does);
