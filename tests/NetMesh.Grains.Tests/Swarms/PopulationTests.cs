using NetMesh.Clock;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Grains.Swarms;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Grains.Tests.Swarms;

public sealed class PopulationTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Seeds_come_at_once_and_leechers_one_after_another()
    {
        var population = new Population(Plan(3, arrival: Constant(Minute)), new RandomStream(1));
        Assert.Equal([(0, MemberMove.Arrive)], Moves(population, TimeSpan.Zero));
        Assert.Equal(Minute, population.NextDue);
        Assert.Equal([(1, MemberMove.Arrive), (2, MemberMove.Arrive)], Moves(population, 2 * Minute));
        Assert.Equal((1, 2), (population.Seeding, population.Leeching));
        Assert.Equal([(3, MemberMove.Arrive)], Moves(population, 3 * Minute));
        Assert.Null(population.NextDue);
    }

    [Fact]
    public void Without_arrival_times_all_come_at_once()
    {
        var population = new Population(Plan(5), new RandomStream(1));
        Assert.Equal(6, Moves(population, TimeSpan.Zero).Count);
    }

    [Fact]
    public void Completion_counts_from_the_arrival_and_only_once()
    {
        var population = new Population(Plan(2, arrival: Constant(Minute)), new RandomStream(1));
        Moves(population, 2 * Minute);
        Assert.Equal(3 * Minute, population.Complete(2, 5 * Minute));
        Assert.Null(population.Complete(2, 6 * Minute));
        Assert.Equal((2, 1), (population.Seeding, population.Leeching));
    }

    [Fact]
    public void Leecher_gives_up_when_its_session_ends_and_comes_back_after_its_absence()
    {
        var population = new Population(Plan(1, session: Constant(2 * Minute), absence: Constant(3 * Minute)), new RandomStream(1));
        Moves(population, TimeSpan.Zero);
        Assert.Equal([(1, MemberMove.Depart)], Moves(population, 2 * Minute));
        Assert.Equal(0, population.Leeching);
        Assert.Equal([(1, MemberMove.Arrive)], Moves(population, 5 * Minute));
        Assert.Equal(1 * Minute, population.Complete(1, 6 * Minute));
        Assert.Empty(Moves(population, 60 * Minute));
    }

    [Fact]
    public void Leecher_that_has_finished_seeds_for_as_long_as_was_planned_and_is_gone()
    {
        var population = new Population(Plan(1) with { Seeding = Constant(3 * Minute) }, new RandomStream(1));
        Moves(population, TimeSpan.Zero);
        population.Complete(1, 2 * Minute);
        Assert.Equal(5 * Minute, population.NextDue);
        Assert.Equal([(1, MemberMove.Depart)], Moves(population, 5 * Minute));
        Assert.Equal((1, MemberStage.Gone), (population.Seeding, population.Members[1].Stage));
    }

    [Fact]
    public void Leecher_that_stays_for_its_session_seeds_for_what_is_left_of_it()
    {
        var plan = Plan(1, session: Constant(10 * Minute)) with { Seeding = Constant(Minute) };
        plan = plan with { Members = [plan.Members[0], plan.Members[1] with { Policies = new PeerPolicies { WhenDone = WhenDone.EndOfSession } }] };
        var population = new Population(plan, new RandomStream(1));
        Moves(population, TimeSpan.Zero);
        population.Complete(1, 2 * Minute);
        Assert.Equal(2, population.Seeding);
        Assert.Equal(10 * Minute, population.NextDue);
    }

    [Fact]
    public void Who_leaves_without_a_planned_absence_is_gone_for_good()
    {
        var population = new Population(Plan(1), new RandomStream(1));
        Moves(population, TimeSpan.Zero);
        population.Leave(1, Minute);
        Assert.Equal(MemberStage.Gone, population.Members[1].Stage);
        Assert.Null(population.NextDue);
    }

    [Fact]
    public void Population_that_was_kept_goes_on_where_it_was()
    {
        var plan = Plan(10, Constant(Minute), Constant(4 * Minute), Constant(Minute));
        var lived = new Population(plan, new RandomStream(1));
        Moves(lived, 5 * Minute);
        var revived = new Population(plan, new RandomStream(2), lived.Members.ToArray());
        Assert.Equal((lived.Seeding, lived.Leeching, lived.NextDue), (revived.Seeding, revived.Leeching, revived.NextDue));
        Assert.Equal(Moves(lived, 9 * Minute), Moves(revived, 9 * Minute));
    }

    private static Distribution Constant(TimeSpan time) => new(DistributionLaw.Constant, time);

    private static List<(int Index, MemberMove Move)> Moves(Population population, TimeSpan now)
    {
        var moves = new List<(int, MemberMove)>();
        while (population.Due(now, out var index, out var move))
        {
            moves.Add((index, move));
        }

        return moves;
    }

    private static SwarmPlan Plan(int leechers, Distribution? arrival = null, Distribution? session = null, Distribution? absence = null)
    {
        var members = Enumerable.Range(0, leechers + 1).Select(i => new SwarmMember(new IPv4Address(127, 16, 0, (byte)i), i == 0, new PeerPolicies()));
        var torrent = Metainfo.Simulated("t", new TorrentShape(1 << 20, 1 << 18), 1);
        return new SwarmPlan("s", torrent, default, [.. members], arrival, session, absence);
    }
}
