using NetMesh.Clock;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Backbones;

/// <summary>Frames that are lost between processes that live, with nothing sent after them that would show the gap.</summary>
public sealed class LostFrameTests
{
    private const int Streams = 30;

    private static readonly TimeSpan TallyEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = new NetworkOptions().StallTimeout;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Both_ends_learn_of_a_last_frame_that_was_lost(int seed)
    {
        var random = new RandomStream((ulong)seed);
        var planet = new TestProcesses(options: new NetworkOptions { TrunkWindow = 4000, Unshaped = seed % 3 == 0 }, seed: seed);
        var streams = Enumerable.Range(0, Streams).Select(i => Join(planet, i % 2)).ToList();
        foreach (var (caller, called) in streams)
        {
            for (var i = random.Next(5); i >= 0; i--)
            {
                caller.Send(random.Next(3000), i);
                called.Send(random.Next(3000), i);
            }
        }

        planet.Clock.RunUntilIdle();
        planet.Backbone.Loses = frame => frame.Kind != TrunkKind.Tally || random.Next(3) == 0;
        var ended = streams.Select(stream => End(random, random.Next(2) == 0 ? stream : (stream.Called, stream.Caller))).ToList();
        planet.Clock.RunUntilIdle();
        Assert.True(planet.Backbone.Lost >= Streams, $"seed {seed}: {planet.Backbone.Lost} frames were lost");
        planet.Backbone.Loses = frame => frame.Kind == TrunkKind.Tally && random.Next(3) == 0;
        Pass(planet, (2 * Patience) + (10 * TallyEvery));

        Assert.All(ended, ends => Assert.All(ends, end => Assert.True(end.Kinds[^1] == FrameKind.Reset, $"seed {seed}: {string.Join(" ", end.Kinds)}")));
        Assert.Equal((0, 0), (planet[0].Network.ConnectionCount, planet[1].Network.ConnectionCount));
    }

    [Fact]
    public void A_called_end_whose_answer_was_lost_learns_that_the_dialler_has_given_up()
    {
        var planet = new TestProcesses();
        var (from, to) = (planet.AddHost(0, TestPlanet.East), planet.AddHost(1, TestPlanet.West));
        planet.Backbone.Loses = frame => frame.Kind == TrunkKind.Accepted;
        Assert.Equal([FrameKind.Reset], planet.Dial(from, to).Kinds);
        Pass(planet, 3 * TallyEvery);
        Assert.Equal([FrameKind.Opened, FrameKind.Reset], planet[1].Frames.Select(heard => heard.Frame.Kind));
        Assert.Equal((0, 0), (planet[0].Network.ConnectionCount, planet[1].Network.ConnectionCount));
    }

    [Fact]
    public void A_quiet_stream_lives_on_and_a_tally_may_overtake_what_it_counts()
    {
        var planet = new TestProcesses();
        var streams = Enumerable.Range(0, Streams).Select(i => Join(planet, i % 2)).ToList();
        planet.Backbone.LeastDelay = TimeSpan.Zero;
        planet.Backbone.MostDelay = Patience / 2;
        for (var i = 0; i < 5; i++)
        {
            streams.ForEach(stream => stream.Caller.Send(1, i));
            Pass(planet, 3 * TallyEvery);
        }

        Pass(planet, 10 * Patience);
        Assert.All(streams, stream => Assert.Equal([0, 1, 2, 3, 4], stream.Called.Numbers));
        Assert.All(streams, stream => Assert.Equal([FrameKind.Accepted], stream.Caller.Kinds));
        Assert.Equal((Streams, Streams), (planet[0].Network.ConnectionCount, planet[1].Network.ConnectionCount));
    }

    private static (TestEnd Caller, TestEnd Called) Join(TestProcesses planet, int caller) =>
        planet.Join(planet.AddHost(caller, TestPlanet.East), planet.AddHost(1 - caller, TestPlanet.West));

    // The last that is said, and lost. Returns the ends that have to hear of it: whoever closes or resets hears nothing more.
    private static TestEnd[] End(RandomStream random, (TestEnd One, TestEnd Other) stream)
    {
        var (one, other) = stream;
        switch (random.Next(4))
        {
            case 0:
                one.Process.Network.Close(one.End);
                return [other];
            case 1:
                one.Process.Network.Reset(one.End);
                return [other];
            case 2:
                one.Process.Network.Pause(one.End);
                return [one, other];
            default:
                one.Send(1 + random.Next(9000), 99);
                return [one, other];
        }
    }

    private static void Pass(TestProcesses planet, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TallyEvery)
        {
            planet.Clock.RunFor(TallyEvery);
            planet[0].Network.TellTallies();
            planet[1].Network.TellTallies();
        }
    }
}
