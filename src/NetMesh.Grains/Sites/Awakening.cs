using NetMesh.Clock;
using NetMesh.Contracts.Sites;
using NetMesh.Contracts.Swarms;
using NetMesh.Grains.Hosts;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Grains.Sites;

/// <summary>
/// Wakes what lived in a process that is gone, until somebody lists it again: a call may be lost on its way to a process that the host of grains still
/// takes for alive. Waking what is awake does nothing, so that every process may do it. Used by one thread at a time.
/// </summary>
internal sealed class Awakening(HostDoor door, IGrainFactory grains)
{
    /// <summary>Calls made at once: each brings back a grain, with a read of what it keeps.</summary>
    public const int MostAtOnce = 1000;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(32);

    private readonly List<Round> rounds = [];

    /// <summary>Somebody is still to be woken.</summary>
    public bool HasWork => rounds.Count > 0;

    /// <summary>A process is gone.</summary>
    /// <param name="lost">What lived there.</param>
    /// <param name="from">When to begin, on the clock of <see cref="Go"/>, in nanoseconds.</param>
    public void Add(Residents lost, long from)
    {
        var programs = SiteDirectory.Of(lost);
        if (programs.Length + lost.Swarms.Length > 0)
        {
            rounds.Add(new Round([.. programs], [.. lost.Swarms], from));
        }
    }

    /// <summary>Wakes those who are due.</summary>
    /// <param name="awake">What lives anywhere now.</param>
    /// <param name="nowNs">Now.</param>
    public void Go(IReadOnlyList<Residents> awake, long nowNs)
    {
        var due = rounds.Where(round => round.NextNs <= nowNs).ToArray();
        if (due.Length == 0)
        {
            return;
        }

        var endpoints = awake.SelectMany(residents => residents.Listings).SelectMany(kind => kind.At).ToHashSet();
        var swarms = awake.SelectMany(residents => residents.Swarms).ToHashSet(StringComparer.Ordinal);
        var left = MostAtOnce;
        foreach (var round in due)
        {
            round.Swarms.RemoveAll(swarms.Contains);
            round.Programs.RemoveAll(program => endpoints.Contains(program.At));
            left = Wake(round, left);
            if (round.IsThrough && round.Rest(nowNs) > LongestPause || round.Swarms.Count + round.Programs.Count == 0)
            {
                rounds.Remove(round);
            }
        }
    }

    private int Wake(Round round, int most)
    {
        var last = Math.Min(round.Count, round.Done + most);
        most -= last - round.Done;
        for (; round.Done < last; round.Done++)
        {
            if (round.Done < round.Swarms.Count)
            {
                OneWay.Send(grains.GetGrain<ISwarmGrain>(round.Swarms[round.Done]), 0, static (swarm, _) => swarm.Wake());
            }
            else
            {
                var (at, service) = round.Programs[round.Done - round.Swarms.Count];
                OneWay.Send(door.GrainAt(at.Address, service), 0, static (program, _) => program.Wake());
            }
        }

        return most;
    }

    /// <summary>Those of one lost process who are not seen awake, and when to call them again.</summary>
    private sealed class Round(List<(Endpoint At, Service Service)> programs, List<string> swarms, long fromNs)
    {
        private TimeSpan pause = FirstPause;

        public List<(Endpoint At, Service Service)> Programs => programs;

        public List<string> Swarms => swarms;

        public int Count => programs.Count + swarms.Count;

        /// <summary>How many have been called in this round.</summary>
        public int Done { get; set; }

        public bool IsThrough => Done >= Count;

        public long NextNs { get; private set; } = fromNs;

        /// <summary>Everybody has been called: they are again after a pause, each time twice as long. Returns the pause.</summary>
        public TimeSpan Rest(long nowNs)
        {
            Done = 0;
            var taken = pause;
            NextNs = nowNs + taken.ToNanoseconds();
            pause *= 2;
            return taken;
        }
    }
}
