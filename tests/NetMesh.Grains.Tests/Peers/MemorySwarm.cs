using NetMesh.Clock;
using NetMesh.Contracts.Peers;
using NetMesh.Grains.Hosts;
using NetMesh.Grains.Peers;
using NetMesh.Grains.Peers.Exchange;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Grains.Pieces;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Torrents;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Tests.Peers;

/// <summary>Peers of one swarm on a <see cref="MemoryNetwork"/>, without grains around them; the test is their tracker.</summary>
internal sealed class MemorySwarm
{
    private static readonly Region Region = new("here", 0, 0, AddressPrefix.Parse("127.16.0.0/16"));

    private readonly RandomStreams random;
    private readonly BlockMessageTables tables = new();

    public MemorySwarm(int pieces = 40, int blocksPerPiece = 4, long seed = 1, Metainfo? torrent = null)
    {
        random = new RandomStreams(seed);
        Network = new MemoryNetwork(Clock);
        var pieceLength = blocksPerPiece * TorrentShape.UsualBlockLength;
        Torrent = torrent ?? Metainfo.Simulated("test", new TorrentShape(((long)pieces * pieceLength) - 5000, pieceLength), 99);
    }

    public VirtualClock Clock { get; } = new();

    public MemoryNetwork Network { get; }

    public Metainfo Torrent { get; }

    public MemoryPieceStore Store { get; } = new();

    public SwarmWatch Watch { get; } = new();

    public PlanetMap Map { get; } = new([Region]);

    public List<Member> Members { get; } = [];

    public TimeSpan Now => new(Clock.NowNs / 100);

    public Member Add(bool isSeed = false, long upBytesPerSecond = 1_000_000, PeerPolicies? policies = null, long downBitsPerSecond = 0)
    {
        var address = Region.Prefix.At(Members.Count + 10);
        Map.AddHost(new Host($"peer {Members.Count}", address, Region, new AccessLink(8 * upBytesPerSecond, downBitsPerSecond, TimeSpan.Zero)));
        var plan = new PeerPlan(
            "swarm", Torrent, Sha1Hash.Of([(byte)Members.Count, (byte)(Members.Count >> 8)]), new Endpoint(address, 16881), default, isSeed,
            policies ?? new PeerPolicies());
        var member = new Member(this, plan);
        Members.Add(member);
        Network.Listen(plan.Listen, upBytesPerSecond, member.Deliver);
        return member;
    }

    /// <summary>Tells everybody of everybody before, as announces one after another would.</summary>
    public void Introduce(int most = 50)
    {
        for (var i = 0; i < Members.Count; i++)
        {
            var stream = random.Get($"tracker {i}");
            var others = Members.Take(i).Select(member => member.Plan.Listen).ToArray();
            stream.Shuffle(others);
            Members[i].Offer(others.AsSpan(0, Math.Min(most, others.Length)));
        }
    }

    /// <summary>Runs until all have everything; false when the time is over before.</summary>
    public bool RunUntilComplete(TimeSpan within) => RunUntil(() => Members.TrueForAll(member => member.Peer.IsSeed), within);

    public bool RunUntil(Func<bool> condition, TimeSpan within)
    {
        var end = Clock.NowNs + within.ToNanoseconds();
        while (!condition())
        {
            if (Clock.NowNs >= end)
            {
                return false;
            }

            Clock.RunFor(TimeSpan.FromMilliseconds(100));
        }

        return true;
    }

    internal sealed class Member : IHostProgram, ISwarmPeerOwner, ITimedEvent
    {
        private readonly MemorySwarm swarm;
        private readonly HostConnections connections;
        private EventHandle pulse;
        private TimeSpan pulseAt = Agenda.Never;

        public Member(MemorySwarm swarm, PeerPlan plan)
        {
            this.swarm = swarm;
            Plan = plan;
            connections = new HostConnections(swarm.Network);
            var surroundings = new PeerSurroundings(swarm.Network, swarm.Map, swarm.Store, swarm.tables, swarm.random, swarm.Watch);
            var count = plan.Torrent.Shape.PieceCount;
            Peer = new SwarmPeer(plan, plan.IsSeed ? PieceSet.All(count) : new PieceSet(count), surroundings, connections, this);
        }

        public PeerPlan Plan { get; }

        public SwarmPeer Peer { get; }

        public TimeSpan? CompletedAt { get; private set; }

        public List<int> Verified { get; } = [];

        public bool IsGone { get; set; }

        /// <summary>How often it was woken by the clock.</summary>
        public int Pulses { get; private set; }

        public void Offer(ReadOnlySpan<Endpoint> peers)
        {
            Peer.Offer(peers, swarm.Now);
            PlanPulse();
        }

        public void Deliver(ConnectionEnd end, long sequence, Frame frame)
        {
            connections.Deliver(end, sequence, frame, this, swarm.Now);
            PlanPulse();
        }

        public void Leave()
        {
            IsGone = true;
            Peer.Leave();
            swarm.Network.Unlisten(Plan.Listen);
        }

        void ITimedEvent.Fire(long nowNs, long argument)
        {
            if (!IsGone)
            {
                Pulses++;
                pulseAt = Agenda.Never;
                Peer.Pulse(swarm.Now);
                PlanPulse();
            }
        }

        private void PlanPulse()
        {
            if (Peer.PulseDue < pulseAt)
            {
                swarm.Clock.Cancel(pulse);
                pulseAt = Peer.PulseDue;
                pulse = swarm.Clock.Schedule(pulseAt.ToNanoseconds(), this);
            }
        }

        HostConnection? IHostProgram.OnOpened(ConnectionEnd end, Dialled dialled) => Peer.OnOpened(end, dialled, swarm.Now);

        void IHostProgram.OnAccepted(HostConnection connection) => Peer.OnAccepted((PeerConnection)connection, swarm.Now);

        void IHostProgram.OnMessage(HostConnection connection, WireMessage message) => Peer.OnMessage((PeerConnection)connection, message, swarm.Now);

        void IHostProgram.OnWritable(HostConnection connection) => Peer.OnWritable((PeerConnection)connection, swarm.Now);

        void IHostProgram.OnClosed(HostConnection connection) => Peer.OnGone((PeerConnection)connection, swarm.Now);

        void IHostProgram.OnReset(HostConnection connection) => Peer.OnGone((PeerConnection)connection, swarm.Now);

        void ISwarmPeerOwner.OnVerified(int piece) => Verified.Add(piece);

        void ISwarmPeerOwner.OnCompleted() => CompletedAt = swarm.Now;
    }
}
