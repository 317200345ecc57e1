using NetMesh.Grains.Peers;

namespace NetMesh.Grains.Tests.Peers;

/// <summary>A peer that has nothing to do is not woken every second to find that out.</summary>
public sealed class SleepTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Neighbours_that_have_nothing_for_each_other_wake_for_keep_alives_alone(bool haveEverything)
    {
        var swarm = Leechers(8);
        if (haveEverything)
        {
            swarm.Add(isSeed: true);
            swarm.Introduce();
            Assert.True(swarm.RunUntilComplete(TimeSpan.FromMinutes(5)));
        }

        swarm.Clock.RunFor(TimeSpan.FromMinutes(5));
        var before = swarm.Members.ConvertAll(member => (member.Pulses, member.Peer.ConnectionCount));
        swarm.Clock.RunFor(TimeSpan.FromHours(1));

        // A keep-alive every hundred seconds on each of its connections, and several of them at once if these are equally old.
        Assert.All(swarm.Members.Zip(before), it => Assert.InRange(it.First.Pulses - it.Second.Pulses, 0, it.Second.ConnectionCount * 36));
        Assert.Equal(before.ConvertAll(it => it.ConnectionCount), swarm.Members.ConvertAll(member => member.Peer.ConnectionCount));
    }

    [Fact]
    public void Those_who_sleep_are_awake_when_a_seed_comes()
    {
        var swarm = Leechers(8);
        swarm.Clock.RunFor(TimeSpan.FromHours(1));
        var seed = swarm.Add(isSeed: true);
        seed.Offer(swarm.Members.Select(member => member.Plan.Listen).ToArray());
        Assert.True(swarm.RunUntilComplete(TimeSpan.FromSeconds(120)));
    }

    private static MemorySwarm Leechers(int count)
    {
        var swarm = new MemorySwarm();
        for (var i = 0; i < count; i++)
        {
            swarm.Add();
        }

        swarm.Introduce();
        return swarm;
    }
}
