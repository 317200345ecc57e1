using NetMesh.Clock;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;

namespace NetMesh.Grains.Swarms;

/// <summary>
/// The comings and goings of a swarm's members: who arrives when, who gives up, who comes back. Times are since the swarm's start and are arguments;
/// what is due comes out of <see cref="Due"/>, in order of time.
/// </summary>
public sealed class Population
{
    private readonly SwarmPlan plan;
    private readonly RandomStream random;
    private readonly Member[] members;
    private readonly PriorityQueue<int, (TimeSpan At, int Index)> calendar = new();

    /// <summary>A new population, nobody present: seeds arrive at once, leechers one after another.</summary>
    public Population(SwarmPlan plan, RandomStream random)
        : this(plan, random, Arrivals(plan, random))
    {
    }

    /// <summary>Goes on with a population that was kept.</summary>
    public Population(SwarmPlan plan, RandomStream random, Member[] members)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(members.Length, plan.Members.Length);
        this.plan = plan;
        this.random = random;
        this.members = members;
        for (var index = 0; index < members.Length; index++)
        {
            Count(members[index].Stage, 1);
            Plan(index);
        }
    }

    public ReadOnlySpan<Member> Members => members;

    public int Seeding { get; private set; }

    public int Leeching { get; private set; }

    /// <summary>When something is due next; null: nothing is planned.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            DropOutdated();
            return calendar.TryPeek(out _, out var next) ? next.At : null;
        }
    }

    /// <summary>Takes the next thing that is due, and counts it as done; false when nothing is.</summary>
    public bool Due(TimeSpan now, out int index, out MemberMove move)
    {
        DropOutdated();
        if (!calendar.TryPeek(out index, out var next) || next.At > now)
        {
            move = default;
            return false;
        }

        calendar.Dequeue();
        if (members[index].Stage == MemberStage.Away)
        {
            move = MemberMove.Arrive;
            var isSeed = plan.Members[index].IsSeed;
            var stays = isSeed ? null : plan.Session;
            Put(index, new Member(isSeed ? MemberStage.Seeding : MemberStage.Leeching, now, stays is null ? null : now + stays.Draw(random)));
        }
        else
        {
            move = MemberMove.Depart;
            Leave(index, now);
        }

        return true;
    }

    /// <summary>A leecher has everything. Returns how long that took; null when this is no news.</summary>
    public TimeSpan? Complete(int index, TimeSpan now)
    {
        var member = members[index];
        if (member.Stage != MemberStage.Leeching)
        {
            return null;
        }

        var stays = plan.Members[index].Policies.WhenDone == WhenDone.EndOfSession ? member.Next : now + plan.Seeding?.Draw(random);
        Put(index, new Member(MemberStage.Seeding, member.Since, stays));
        return now - member.Since;
    }

    /// <summary>A member left of its own accord: for a while, or for good.</summary>
    public void Leave(int index, TimeSpan now)
    {
        if (members[index].Stage is MemberStage.Leeching or MemberStage.Seeding)
        {
            Put(index, plan.Absence is { } absence
                ? new Member(MemberStage.Away, now, now + absence.Draw(random))
                : new Member(MemberStage.Gone, now, null));
        }
    }

    private static Member[] Arrivals(SwarmPlan plan, RandomStream random)
    {
        var standings = new Member[plan.Members.Length];
        var at = TimeSpan.Zero;
        for (var index = 0; index < standings.Length; index++)
        {
            if (plan.Members[index].IsSeed)
            {
                standings[index] = new Member(MemberStage.Away, default, TimeSpan.Zero);
                continue;
            }

            at += plan.Arrival?.Draw(random) ?? TimeSpan.Zero;
            standings[index] = new Member(MemberStage.Away, default, at);
        }

        return standings;
    }

    private void Put(int index, Member member)
    {
        Count(members[index].Stage, -1);
        Count(member.Stage, 1);
        members[index] = member;
        Plan(index);
    }

    private void Plan(int index)
    {
        if (members[index].Next is { } next)
        {
            calendar.Enqueue(index, (next, index));
        }
    }

    private void Count(MemberStage stage, int by)
    {
        Seeding += stage == MemberStage.Seeding ? by : 0;
        Leeching += stage == MemberStage.Leeching ? by : 0;
    }

    // An entry is outdated when its member has meanwhile been given another time, or none.
    private void DropOutdated()
    {
        while (calendar.TryPeek(out var index, out var entry) && members[index].Next != entry.At)
        {
            calendar.Dequeue();
        }
    }
}
