using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NetMesh.Gateways.Transport;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Gateways.Tests.Transport;

public sealed partial class StreamPumpTests : IAsyncDisposable
{
    private const int Bound = 24 << 20;

    private readonly string protocol = $"test-{Guid.NewGuid():N}";
    private readonly PlanetMap map = TestPlanet.Map();
    private readonly GatewayMetrics metrics = new();
    private readonly ManualTime time = new();
    private readonly TestNetwork planet;
    private readonly INetwork network;
    private readonly TcpListeners listeners = new(NullLoggerFactory.Instance, new ServiceCollection().AddLogging().BuildServiceProvider());
    private readonly ushort port;

    public StreamPumpTests()
    {
        planet = new TestNetwork(map, new NetworkOptions { Unshaped = true });
        network = planet.Network;
        var entrance = new StreamEntrance(protocol, protocol, map, new ConnectionLimits(100, 100), metrics);
        port = listeners.AddStream(0, protocol, [], entrance, connection =>
        {
            var entered = connection.Features.Get<EnteredConnection>()!;
            return new StreamPump(network, new LineCodec(), entered.Traffic, new StreamLimits(), time).RunDialledAsync(connection, entered);
        });
    }

    [Fact]
    public async Task Messages_cross_in_both_directions()
    {
        await ServeAsync((net, end, frame) => Each(frame, line => net.Send(end, new Line([.. line.Text.Reverse()]))));
        using var client = await DialAsync();
        await client.SendAsync(LineCodec.Bytes("stressed"u8.ToArray()));
        Assert.Equal("desserts", await ReadLineAsync(client));
    }

    [Fact]
    public async Task A_message_that_arrives_byte_by_byte_is_one_message()
    {
        var program = await ServeAsync();
        using var client = await DialAsync();
        client.NoDelay = true;
        foreach (var octet in LineCodec.Bytes("slowly"u8.ToArray()))
        {
            await client.SendAsync(new[] { octet });
        }

        var heard = await program.HearAsync(frame => frame.Kind == FrameKind.Data);
        Assert.Equal("slowly", Encoding.ASCII.GetString(((Line)heard.Message!).Text));
    }

    [Fact]
    public async Task The_host_learns_who_dialled()
    {
        var program = await ServeAsync();
        using var client = await DialAsync();
        var opened = (Dialled)(await program.HearAsync(frame => frame.Kind == FrameKind.Opened)).Message!;
        Assert.Equal(TestPlanet.Client, opened.From.Address);
        Assert.Equal(new Endpoint(TestPlanet.First, port), opened.To);
    }

    [Fact]
    public async Task Messages_that_came_in_one_read_cross_the_network_as_one()
    {
        var program = await ServeAsync();
        using var client = await DialAsync();
        var hundred = Enumerable.Range(0, 100).SelectMany(i => LineCodec.Bytes(Encoding.ASCII.GetBytes($"request {i}"))).ToArray();
        await client.SendAsync(hundred);
        var data = await program.HearAsync(frame => frame.Kind == FrameKind.Data);
        Assert.Equal(100, Assert.IsType<Lines>(data.Message).All.Length);
    }

    [Fact]
    public async Task A_client_that_reads_slowly_holds_back_its_sender_and_loses_nothing()
    {
        const int Total = 96 << 20;
        const int Each = 16 * 1024;
        var sent = 0;
        var full = new TaskCompletionSource();
        await ServeAsync((net, end, frame) =>
        {
            if (frame.Kind is FrameKind.Opened or FrameKind.Writable)
            {
                while (Volatile.Read(ref sent) < Total)
                {
                    var line = new byte[Each];
                    BitConverter.TryWriteBytes(line, sent);
                    Interlocked.Add(ref sent, Each);
                    if (!net.Send(end, new Line(line)))
                    {
                        full.TrySetResult();
                        break;
                    }
                }
            }
        });
        using var client = await DialAsync();
        await full.Task.WaitAsync(TestPlanet.Patience);
        for (var received = 0; received < Total; received += Each)
        {
            Assert.InRange(Volatile.Read(ref sent) - received, 0, Bound);
            var line = await client.ReadExactlyAsync(4 + Each);
            Assert.Equal(received, BitConverter.ToInt32(line, 4));
        }
    }

    [Fact]
    public async Task A_host_that_takes_slowly_holds_back_the_client_and_loses_nothing()
    {
        const int Total = 96 << 20;
        const int Each = 16 * 1024;
        ConnectionEnd called = default;
        var heard = 0L;
        var inOrder = true;
        var all = new TaskCompletionSource();
        await ServeAsync((net, end, frame) =>
        {
            called = end;
            if (frame.Kind == FrameKind.Opened)
            {
                net.Pause(end);
            }

            StreamPumpTests.Each(frame, line =>
            {
                inOrder &= BitConverter.ToInt64(line.Text) == heard;
                heard += Each;
                if (heard == Total)
                {
                    all.SetResult();
                }
            });
        });
        using var client = await DialAsync();
        var sent = 0L;
        var sending = Task.Run(async () =>
        {
            for (; sent < Total; Interlocked.Add(ref sent, Each))
            {
                var line = new byte[Each];
                BitConverter.TryWriteBytes(line, sent);
                await client.SendAsync(LineCodec.Bytes(line));
            }
        });

        // The queue of the network is full, so the socket's is next.
        Assert.True(SpinWait.SpinUntil(() => network.QueuedBytes(called.Other) >= new NetworkOptions().SendHighWater, TestPlanet.Patience));
        Assert.InRange(Interlocked.Read(ref sent), 0, Bound);
        Assert.False(sending.IsCompleted);
        network.Resume(called);
        await all.Task.WaitAsync(TestPlanet.Patience);
        await sending;
        Assert.True(inOrder);
    }

    [Fact]
    public async Task A_handshake_that_never_ends_is_ended()
    {
        using var counted = new MetricsListener(protocol);
        var program = await ServeAsync();
        using var client = await DialAsync();
        await client.SendAsync(new byte[] { 0, 0, 1 });
        await program.HearAsync(frame => frame.Kind == FrameKind.Opened);
        Assert.True(SpinWait.SpinUntil(() => time.Waiting == 1, TestPlanet.Patience));
        time.Move(new StreamLimits().HandshakeTime);
        Assert.True((await client.ReadToEndAsync()).Reset);
        await program.HearAsync(frame => frame.Kind == FrameKind.Reset);
        Assert.Equal(1, counted.Sum("netmesh_gateway_refusals", RefusalReasons.HandshakeTime));
    }

    [Fact]
    public async Task A_client_that_fell_silent_is_let_go_and_one_that_speaks_is_not()
    {
        using var counted = new MetricsListener(protocol);
        await ServeAsync((net, end, frame) => Each(frame, line => net.Send(end, line)));
        using var client = await DialAsync();
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync(LineCodec.Bytes("here"u8.ToArray()));
            Assert.Equal("here", await ReadLineAsync(client));
            time.Move(new StreamLimits().IdleTime - TimeSpan.FromSeconds(1));
            Assert.True(SpinWait.SpinUntil(() => time.Waiting == 1, TestPlanet.Patience));
        }

        time.Move(TimeSpan.FromSeconds(1));
        Assert.True((await client.ReadToEndAsync()).Reset);
        Assert.Equal(1, counted.Sum("netmesh_gateway_refusals", RefusalReasons.IdleTime));
    }

    [Fact]
    public async Task Garbage_ends_the_connection_and_the_gateway_goes_on()
    {
        using var counted = new MetricsListener(protocol);
        var random = new Random(7);
        await ServeAsync((net, end, frame) => Each(frame, line => net.Send(end, line)));
        for (var i = 0; i < 50; i++)
        {
            using var hostile = await DialAsync();
            var garbage = new byte[random.Next(1, 2000)];
            random.NextBytes(garbage);
            garbage[0] = 0xFF;
            await hostile.SendAsync(garbage);
            if (garbage.Length >= 4)
            {
                Assert.True((await hostile.ReadToEndAsync()).Reset);
            }
        }

        Assert.True(counted.Sum("netmesh_gateway_refusals", RefusalReasons.Garbage) >= 45);
        Assert.Equal(0, counted.Sum("netmesh_gateway_refusals", RefusalReasons.Failed));
        using var client = await DialAsync();
        await client.SendAsync(LineCodec.Bytes("still there"u8.ToArray()));
        Assert.Equal("still there", await ReadLineAsync(client));
    }

    [Fact]
    public async Task A_host_that_closes_is_heard_to_the_end()
    {
        await ServeAsync((net, end, frame) =>
        {
            if (frame.Kind == FrameKind.Opened)
            {
                net.Send(end, new Line(new byte[1 << 20]));
                net.Close(end);
            }
        });
        using var client = await DialAsync();
        var (bytes, reset) = await client.ReadToEndAsync();
        Assert.Equal(4 + (1 << 20), bytes.Length);
        Assert.False(reset);
        Assert.True(SpinWait.SpinUntil(() => planet.Network.ConnectionCount == 0, TestPlanet.Patience));
    }

    [Fact]
    public async Task A_message_that_cannot_be_written_ends_its_connection_for_both()
    {
        using var counted = new MetricsListener(protocol);
        var program = await ServeAsync((net, end, frame) => Each(frame, _ => net.Send(end, new Lines([]))));
        using var client = await DialAsync();
        await client.SendAsync(LineCodec.Bytes("this is no line"u8.ToArray()));
        await client.ReadToEndAsync();
        await program.HearAsync(frame => frame.Kind is FrameKind.Closed or FrameKind.Reset);
        Assert.True(SpinWait.SpinUntil(() => counted.Sum("netmesh_gateway_refusals", RefusalReasons.Failed) == 1, TestPlanet.Patience));
    }

    [Fact]
    public async Task A_host_that_dies_resets_the_client()
    {
        await ServeAsync((net, end, frame) => Each(frame, _ => net.Reset(end)));
        using var client = await DialAsync();
        await client.SendAsync(LineCodec.Bytes("die"u8.ToArray()));
        Assert.True((await client.ReadToEndAsync()).Reset);
    }

    [Fact]
    public async Task A_client_that_closes_is_heard_to_the_end_and_one_that_dies_is_a_reset()
    {
        var program = await ServeAsync();
        using (var client = await DialAsync())
        {
            await client.SendAsync(LineCodec.Bytes("last words"u8.ToArray()));
            client.Shutdown(SocketShutdown.Send);
            Assert.False((await client.ReadToEndAsync()).Reset);
        }

        await program.HearAsync(frame => frame.Kind == FrameKind.Closed);
        Assert.Equal([FrameKind.Opened, FrameKind.Data, FrameKind.Closed], program.Heard.Select(frame => frame.Kind));

        var dying = await DialAsync();
        await dying.SendAsync(LineCodec.Bytes("and"u8.ToArray()));
        Assert.True(SpinWait.SpinUntil(() => program.Heard.Count == 5, TestPlanet.Patience));
        dying.LingerState = new LingerOption(enable: true, seconds: 0);
        dying.Dispose();
        await program.HearAsync(frame => frame.Kind == FrameKind.Reset);
    }

    [Fact]
    public async Task Stopping_sends_what_was_on_its_way()
    {
        await ServeAsync((net, end, frame) => Each(frame, _ => net.Send(end, new Line(new byte[1 << 20]))));
        using var client = await DialAsync();
        await client.SendAsync(LineCodec.Bytes("give"u8.ToArray()));
        await client.ReadExactlyAsync(1);
        var stopped = listeners.StopAsync(default);
        var (bytes, reset) = await client.ReadToEndAsync();
        Assert.Equal(3 + (1 << 20), bytes.Length);
        Assert.False(reset);
        await stopped.WaitAsync(TestPlanet.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await listeners.DisposeAsync();
        planet.Dispose();
        metrics.Dispose();
    }

    private static void Each(Frame frame, Action<Line> act)
    {
        switch (frame.Message)
        {
            case Line line:
                act(line);
                break;
            case Lines lines:
                foreach (var line in lines.All)
                {
                    act((Line)line);
                }

                break;
        }
    }

    private static async Task<string> ReadLineAsync(Socket client)
    {
        var length = await client.ReadExactlyAsync(4);
        return Encoding.ASCII.GetString(await client.ReadExactlyAsync(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(length)));
    }

    private async Task<Program> ServeAsync(Action<INetwork, ConnectionEnd, Frame>? react = null)
    {
        var program = planet.Serve(new Endpoint(TestPlanet.First, port), protocol, react);
        await listeners.StartAsync(default);
        return program;
    }

    private Task<Socket> DialAsync() => TestPlanet.DialAsync(TestPlanet.First, port);
}
