using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using NetMesh.Gateways.Transport;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Trackers;
using NetMesh.Protocols.BitTorrent.Trackers.Udp;

namespace NetMesh.Bench;

/// <summary>
/// <c>announce-load --to ADDRESS:PORT --pid PID [--torrents 10000] [--peers 100] [--announces 500000] [--outstanding 128] [--warm only|done]</c>, <c>announce-load --list [--torrents 10000]</c>: announces
/// to a UDP tracker, any that speaks BEP 15.
/// <list type="number">
/// <item>Every peer is a source address of its own (127.200.0.0/16) and gets its own connection id.</item>
/// <item>Warm fill: each peer announces each torrent once.</item>
/// <item>Then random peers announce random torrents and want 50 peers; so many announces are out at a time, each answer sends the next.</item>
/// </list>
/// Prints announces a second; of the process named, microseconds of processor time (user and system) an announce; peers an answer; announces lost. With
/// <c>--list</c> prints the torrents' hashes, for trackers that serve only those they were told of.
/// </summary>
internal static class AnnounceLoad
{
    public static int Run(string[] args)
    {
        var torrents = (int)BenchArguments.Number(args, "--torrents", 10_000);
        if (args.Contains("--list"))
        {
            Console.Out.WriteLine(string.Join('\n', Torrents(torrents)));
            return 0;
        }

        if (BenchArguments.Text(args, "--to") is not { } text || !Endpoint.TryParse(text, out var tracker))
        {
            Console.Error.WriteLine("announce-load: --to ADDRESS:PORT is missing");
            return 2;
        }

        var pid = (int)BenchArguments.Number(args, "--pid", 0);
        var announces = BenchArguments.Number(args, "--announces", 500_000);
        var outstanding = (int)BenchArguments.Number(args, "--outstanding", 128);
        using var load = new Load(
            tracker, Torrents(torrents), (int)BenchArguments.Number(args, "--peers", 100), outstanding);
        try
        {
            load.Connect();
            var warm = BenchArguments.Text(args, "--warm");
            if (warm != "done")
            {
                load.Fill();
            }

            if (warm != "only")
            {
                Measure(load, pid, announces);
            }

            return 0;
        }
        catch (Exception error) when (error is TimeoutException or InvalidOperationException or ArgumentException)
        {
            Console.Error.WriteLine($"announce-load: {error.Message}");
            return 1;
        }
    }

    private static void Measure(Load load, int pid, long announces)
    {
        var processor = ProcessorOf(pid);
        var watch = Stopwatch.StartNew();
        var (answered, peersListed) = load.Announce(announces);
        watch.Stop();
        var microseconds = (ProcessorOf(pid) - processor).TotalMicroseconds / answered;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{answered / watch.Elapsed.TotalSeconds:F0} {microseconds:F3} {peersListed / (double)answered:F1} {load.Lost}"));
    }

    private static Sha1Hash[] Torrents(int count) => [.. Enumerable.Range(0, count).Select(i => Sha1Hash.Of(BitConverter.GetBytes(i)))];

    private static TimeSpan ProcessorOf(int pid)
    {
        if (pid == 0)
        {
            return TimeSpan.Zero;
        }

        using var process = Process.GetProcessById(pid);
        return process.TotalProcessorTime;
    }

    /// <summary>One socket that sends from every peer's address, and the answers that come back to them.</summary>
    private sealed class Load : IDatagramHandler, IDisposable
    {
        private const uint FirstPeer = 0x7FC80001;
        private const int Patience = 500;

        private readonly GatewayMetrics metrics = new();
        private readonly UdpGateway socket;
        private readonly Endpoint tracker;
        private readonly int outstanding;
        private readonly Sha1Hash[] torrents;
        private readonly long[] connectionIds;
        private readonly byte[] datagram = new byte[98];
        private readonly Random random = new(1);
        private readonly ManualResetEventSlim done = new();
        private Func<long, (int Torrent, int Peer)> next = null!;
        private long started;
        private long answered;
        private long goal;
        private long listed;
        private volatile string? refusal;

        public Load(Endpoint tracker, Sha1Hash[] torrents, int peers, int outstanding)
        {
            this.tracker = tracker;
            this.outstanding = outstanding;
            this.torrents = torrents;
            connectionIds = new long[peers];
            socket = UdpGateway.Open(0, "announce load", "load", this, [], metrics);
            socket.Start();
        }

        /// <summary>Announces whose answers never came, in all.</summary>
        public long Lost { get; private set; }

        public void Connect()
        {
            Span<byte> bytes = stackalloc byte[16];
            for (var attempt = 0; connectionIds.Contains(0); attempt++)
            {
                if (attempt == 20)
                {
                    throw new TimeoutException($"nothing at {tracker} answers connects");
                }

                for (var peer = 0; peer < connectionIds.Length; peer++)
                {
                    if (Volatile.Read(ref connectionIds[peer]) == 0)
                    {
                        UdpTrackerWriter.Write(new ConnectRequest(peer), bytes);
                        socket.Send(AddressOf(peer), tracker, bytes);
                    }
                }

                Thread.Sleep(Patience / 5);
            }
        }

        public void Fill() => Exchange(
            (long)torrents.Length * connectionIds.Length, turn => ((int)(turn / connectionIds.Length), (int)(turn % connectionIds.Length)));

        public (long Answered, long PeersListed) Announce(long count) =>
            Exchange(count, _ => (random.Next(torrents.Length), random.Next(connectionIds.Length)));

        public void Receive(Endpoint from, Endpoint to, ReadOnlySpan<byte> datagram, IDatagramSender answers)
        {
            if (datagram.Length == 16 && datagram[3] == 0)
            {
                Volatile.Write(ref connectionIds[to.Address.Value - FirstPeer], BinaryPrimitives.ReadInt64BigEndian(datagram[8..]));
                return;
            }

            if (datagram.Length < 20 || datagram[3] != 1)
            {
                refusal = $"the tracker answers announces with action {datagram[3]}: {Encoding.UTF8.GetString(datagram[8..])}";
                done.Set();
                return;
            }

            listed += (datagram.Length - 20) / CompactPeers.Length;
            if (Interlocked.Increment(ref answered) >= goal)
            {
                done.Set();
            }
            else
            {
                SendNext();
            }
        }

        public void Dispose()
        {
            socket.Dispose();
            metrics.Dispose();
            done.Dispose();
        }

        private static Endpoint AddressOf(int peer) => new(new IPv4Address(FirstPeer + (uint)peer), 0);

        private (long Answered, long Listed) Exchange(long count, Func<long, (int Torrent, int Peer)> turns)
        {
            (next, started, goal, listed) = (turns, 0, count, 0);
            Interlocked.Exchange(ref answered, 0);
            done.Reset();
            Prime();
            for (var before = -1L; !done.Wait(Patience);)
            {
                var now = Interlocked.Read(ref answered);
                if (now == before)
                {
                    // Nothing moves any more: whatever was out is lost.
                    Lost += outstanding;
                    Prime();
                }

                before = now;
            }

            return refusal is null ? (Interlocked.Read(ref answered), listed) : throw new InvalidOperationException(refusal);
        }

        private void Prime()
        {
            for (var i = 0; i < outstanding; i++)
            {
                SendNext();
            }
        }

        private void SendNext()
        {
            lock (datagram)
            {
                var (torrent, peer) = next(started++);
                var announce = new AnnounceRequest(
                    torrents[torrent % torrents.Length], torrents[peer], AddressOf(peer) with { Port = 16881 }, 0, 0, peer % 5, AnnounceEvent.None, 50);
                UdpTrackerWriter.Write(new UdpAnnounce(connectionIds[peer], torrent, announce), datagram);
                socket.Send(AddressOf(peer), tracker, datagram);
            }
        }
    }
}
