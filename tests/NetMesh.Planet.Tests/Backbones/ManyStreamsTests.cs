using NetMesh.Clock;
using NetMesh.Planet.Faults;
using NetMesh.Planet.Links;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Backbones;

/// <summary>
/// Many streams between the hosts of three processes, and whatever anybody can do with them, from a seed. What is heard is at any time the beginning of what
/// was sent, in order and once; when all is well again, everything that nobody gave up arrives, and nothing stays behind.
/// </summary>
public sealed class ManyStreamsTests
{
    private const int Processes = 3, Hosts = 7, Streams = 40, Steps = 3_000;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 24)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_is_heard_is_what_was_sent(int seed)
    {
        try
        {
            new Run(seed).All();
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"seed {seed}", failure);
        }
    }

    private sealed class Side
    {
        public TestPlanet Process = null!;
        public ConnectionEnd End;
        public bool MaySend, HasClosed, WasReset, IsOver;
        public List<long> Sent = [];
        public List<long> Heard = [];
        public Side Other = null!;
        public Talk Talk = null!;

        public bool IsOpen => End != default && !HasClosed && !IsOver;
    }

    private sealed class Talk
    {
        public Side Caller = new(), Called = new();

        /// <summary>Somebody gave it up, so that a reset is no surprise.</summary>
        public bool MayBeReset;
        public bool IsAnswered;
    }

    private sealed class Run
    {
        private readonly RandomStream random;
        private readonly TestProcesses planet;
        private readonly List<(int Process, Endpoint At)> hosts = [];
        private readonly Dictionary<Endpoint, Talk> talks = [];
        private readonly Dictionary<(TestPlanet Process, ConnectionEnd End), Side> sides = [];
        private readonly List<Side> all = [];
        private long number;
        private bool isCut;

        public Run(int seed)
        {
            random = new RandomStream((ulong)seed);
            planet = new TestProcesses(
                Processes,
                new NetworkOptions
                {
                    Link = seed % 2 == 0 ? LinkDiscipline.Fair : LinkDiscipline.Fifo,
                    Unshaped = seed % 5 == 0,
                    Jitter = TimeSpan.FromMilliseconds(5),
                    TrunkWindow = seed % 3 == 0 ? 1 : 30_000,
                    SendHighWater = 20_000,
                    SendLowWater = 10_000,
                    DownlinkWindow = 20_000,
                },
                seed);
            planet.Backbone.MostDelay = TimeSpan.FromMilliseconds(1 + random.Next(60));
            planet.Backbone.Repeated = 0.05;
            for (var i = 0; i < Hosts; i++)
            {
                var bits = random.Next(3) == 0 ? 0 : 1_000_000 * (1 + random.Next(20));
                hosts.Add((i % Processes, planet.AddHost(i % Processes, i % 2 == 0 ? TestPlanet.East : TestPlanet.West, bits, bits)));
            }

            for (var i = 0; i < Processes; i++)
            {
                var process = planet[i];
                process.OnFrame = heard => Hear(process, heard);
            }
        }

        public void All()
        {
            for (var i = 0; i < Steps; i++)
            {
                Step();
                planet.Clock.RunFor(TimeSpan.FromMicroseconds(random.Next(4_000)));
            }

            Heal();
            planet.Clock.RunUntilIdle();
            Assert.All(all, Settled);
            foreach (var side in all.Where(side => side.IsOpen).ToList())
            {
                side.HasClosed = true;
                side.Process.Network.Close(side.End);
            }

            planet.Clock.RunUntilIdle();
            Assert.All(Enumerable.Range(0, Processes), process => Assert.Equal(0, planet[process].Network.ConnectionCount));
            Assert.Equal(0, planet.Clock.PendingCount);
            // It was not all in vain.
            Assert.True(all.Sum(side => side.Heard.Count) > Steps / 8, $"only {all.Sum(side => side.Heard.Count)} messages were heard");
        }

        private void Step()
        {
            if (talks.Count < Streams && random.Next(20) == 0)
            {
                Dial();
            }
            else if (random.Next(150) == 0)
            {
                Cut(!isCut);
            }
            else if (all.Count > 0 && all[random.Next(all.Count)] is { IsOpen: true } side)
            {
                Act(side);
            }
        }

        private void Dial()
        {
            var (process, from) = hosts[random.Next(Hosts)];
            var talk = new Talk { MayBeReset = isCut };
            (talk.Caller.Other, talk.Called.Other) = (talk.Called, talk.Caller);
            talk.Caller.Talk = talk.Called.Talk = talk;
            talk.Caller.MaySend = true;
            from = new Endpoint(from.Address, (ushort)(10_000 + talks.Count));
            talks.Add(from, talk);
            // Where nothing is shaped, the called end hears of it before the dialler has its own.
            Know(talk.Caller, planet[process], planet[process].Network.Connect(from, hosts[random.Next(Hosts)].At));
        }

        private void Know(Side side, TestPlanet process, ConnectionEnd end)
        {
            (side.Process, side.End) = (process, end);
            sides.Add((process, end), side);
            all.Add(side);
        }

        private void Cut(bool cuts)
        {
            isCut = cuts;
            for (var i = 0; i < Processes; i++)
            {
                if (cuts)
                {
                    planet[i].Network.Faults.Partition("us-east", "eu-west");
                }
                else
                {
                    planet[i].Network.Faults.HealAll();
                }
            }

            foreach (var talk in talks.Values.Where(talk => !talk.IsAnswered))
            {
                talk.MayBeReset = true;
            }
        }

        private void Act(Side side)
        {
            var network = side.Process.Network;
            switch (random.Next(60))
            {
                case 0:
                    side.HasClosed = true;
                    side.Talk.MayBeReset |= !side.Talk.IsAnswered;
                    network.Close(side.End);
                    break;
                case 1 when random.Next(3) == 0:
                    side.Talk.MayBeReset = side.IsOver = true;
                    network.Reset(side.End);
                    break;
                case < 5:
                    network.Pause(side.End);
                    break;
                case < 10:
                    network.Resume(side.End);
                    break;
                default:
                    for (var i = random.Next(8); i >= 0 && side.MaySend; i--)
                    {
                        side.Sent.Add(++number);
                        side.MaySend = network.Send(side.End, new Parcel(random.Next(9_000), number));
                    }

                    break;
            }
        }

        private void Hear(TestPlanet process, Heard heard)
        {
            if (heard.Frame.Message is Dialled dialled)
            {
                var talk = talks[dialled.From];
                Know(talk.Called, process, heard.End);
                talk.Called.MaySend = true;
                return;
            }

            var side = sides.TryGetValue((process, heard.End), out var known) ? known : all[^1];
            Assert.False(side.HasClosed || side.IsOver, $"{heard} after the end");
            switch (heard.Frame.Kind)
            {
                case FrameKind.Accepted:
                    side.Talk.IsAnswered = true;
                    break;
                case FrameKind.Writable:
                    side.MaySend = true;
                    break;
                case FrameKind.Data:
                    var parcel = ((Parcel)heard.Frame.Message!).Number;
                    Assert.Equal(side.Other.Sent[side.Heard.Count], parcel);
                    side.Heard.Add(parcel);
                    break;
                case FrameKind.Closed:
                    side.IsOver = true;
                    Assert.True(side.Other.HasClosed);
                    Assert.Equal(side.Other.Sent.Count, side.Heard.Count);
                    break;
                default:
                    side.IsOver = side.WasReset = true;
                    Assert.True(side.Talk.MayBeReset, $"{heard}, which nobody wanted");
                    break;
            }
        }

        private void Heal()
        {
            if (isCut)
            {
                Cut(false);
            }

            foreach (var side in all.Where(side => side.IsOpen))
            {
                side.Process.Network.Resume(side.End);
            }
        }

        private static void Settled(Side side)
        {
            if (side.Talk.MayBeReset || side.HasClosed)
            {
                return;
            }

            Assert.Equal(side.Other.Sent, side.Heard);
            Assert.Equal(side.Other.HasClosed, side.IsOver);
            Assert.True(side.MaySend || side.IsOver, "told to wait, and never to go on");
        }
    }
}
