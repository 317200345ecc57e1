using NetMesh.Grains.Peers.Choking;

namespace NetMesh.Grains.Peers;

/// <summary>What a peer does by the clock.</summary>
public enum Duty
{
    /// <summary>What can wait for a second, so that it is done once for all that happened meanwhile.</summary>
    Soon,

    /// <summary>A look at each neighbour: most of what depends on time can wait for some seconds, and a look fetches each of them from memory.</summary>
    Look,

    /// <summary>A choking round.</summary>
    Round,
}

/// <summary>
/// When a peer's duties are due. Each has its slots, a period apart, and is asked for when there is reason to: a peer with nothing to do has none, and
/// sleeps until something happens. The slots are the peer's own, or all those that joined together would choke in the same instant.
/// </summary>
/// <param name="phase">Shifts the slots; below the longest period.</param>
public sealed class Agenda(TimeSpan phase)
{
    /// <summary>Nothing is due.</summary>
    public static readonly TimeSpan Never = TimeSpan.MaxValue;

    private static readonly TimeSpan[] Periods = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TitForTatChoker.Round];

    private readonly TimeSpan[] slots = [Never, Never, Never];

    /// <summary>The longest of the periods.</summary>
    public static TimeSpan Longest => TitForTatChoker.Round;

    /// <summary>When the next duty is due, of those that were asked for.</summary>
    public TimeSpan Due { get; private set; } = Never;

    public bool Has(Duty duty) => slots[(int)duty] != Never;

    /// <summary>Asks for a duty in its first slot after a time; what was asked for earlier is not put off.</summary>
    public void Ask(Duty duty, TimeSpan after)
    {
        if (after == Never)
        {
            return;
        }

        var period = Periods[(int)duty];
        var slot = ((((after + phase).Ticks / period.Ticks) + 1) * period) - phase;
        ref var asked = ref slots[(int)duty];
        asked = slot < asked ? slot : asked;
        Due = asked < Due ? asked : Due;
    }

    /// <summary>Whether a duty is due; if so it counts as done.</summary>
    public bool Take(Duty duty, TimeSpan now)
    {
        if (now < slots[(int)duty])
        {
            return false;
        }

        slots[(int)duty] = Never;
        Due = slots.Min();
        return true;
    }
}
