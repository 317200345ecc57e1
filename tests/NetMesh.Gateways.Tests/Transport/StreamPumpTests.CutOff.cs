using System.Net.Sockets;
using NetMesh.Gateways.Transport;
using NetMesh.Planet;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Gateways.Tests.Transport;

// Clients that are cut off because they do not read, and how a connection ends that was cut off.
public sealed partial class StreamPumpTests
{
    [Fact]
    public async Task A_client_that_talks_and_reads_nothing_is_cut_off_when_its_socket_has_taken_nothing_for_two_minutes()
    {
        using var counted = new MetricsListener(protocol);
        var program = await ServeAsync((net, end, frame) =>
        {
            // As much as there is room for, and again whenever there is some: the kernel takes megabytes before it takes no more.
            while (frame.Kind is FrameKind.Data or FrameKind.Writable && net.Send(end, new Line(new byte[16 * 1024])))
            {
            }
        });
        using var client = await DialAsync();
        for (var said = 1; said <= 50 && counted.Sum("netmesh_gateway_refusals", RefusalReasons.SlowReader) == 0; said++)
        {
            await client.SendAsync(LineCodec.Bytes("more"u8.ToArray()));
            Assert.True(SpinWait.SpinUntil(() => Data(program) == said, TestPlanet.Patience));
            time.Move(new StreamLimits().StallTime / 2);
        }

        Assert.True((await client.ReadToEndAsync()).Reset);
        await program.HearAsync(frame => frame.Kind == FrameKind.Reset);
        Assert.Equal(1, counted.Sum("netmesh_gateway_refusals", RefusalReasons.SlowReader));
        Assert.Equal(0, counted.Sum("netmesh_gateway_refusals", RefusalReasons.IdleTime));
    }

    [Fact]
    public async Task A_client_that_asks_on_and_on_and_reads_nothing_is_cut_off_when_8_MiB_wait_for_it_at_the_host()
    {
        const int Answer = 256 * 1024;
        using var counted = new MetricsListener(protocol);
        var most = 0L;
        var program = await ServeAsync((net, end, frame) => Each(frame, _ =>
        {
            // An answer it must give, whether there is room or not.
            net.Send(end, new Line(new byte[Answer]));
            most = Math.Max(most, net.QueuedBytes(end));
        }));
        using var client = await DialAsync();
        var refused = false;
        for (var said = 1; said <= 200 && !refused; said++)
        {
            await client.SendAsync(LineCodec.Bytes("this, too"u8.ToArray()));
            Assert.True(SpinWait.SpinUntil(
                () => (refused = counted.Sum("netmesh_gateway_refusals", RefusalReasons.SlowReader) > 0) || Data(program) == said, TestPlanet.Patience));
        }

        Assert.True((await client.ReadToEndAsync()).Reset);
        await program.HearAsync(frame => frame.Kind == FrameKind.Reset);
        Assert.Equal(1, counted.Sum("netmesh_gateway_refusals", RefusalReasons.SlowReader));
        var bound = new StreamLimits().CutOffBehindAt;
        Assert.InRange(most, bound, bound + (2 * Answer));
    }

    [Fact]
    public async Task A_connection_that_was_closed_here_ends_without_a_failure()
    {
        var program = planet.Serve(new Endpoint(TestPlanet.First, port), protocol);
        var entered = new EnteredConnection(new Endpoint(TestPlanet.Client, 5), new Endpoint(TestPlanet.First, port), metrics.Of(protocol, "eu-west"));
        await using var client = new PipedClient(entered);
        var run = new StreamPump(network, new LineCodec(), entered.Traffic, new StreamLimits(), time).RunDialledAsync(client.Connection, entered);
        await program.HearAsync(frame => frame.Kind == FrameKind.Opened);

        // What Kestrel says of a socket that is closed while it waits for bytes.
        await client.Says.CompleteAsync(new SocketException((int)SocketError.OperationAborted));
        await run.WaitAsync(TestPlanet.Patience);
        await program.HearAsync(frame => frame.Kind == FrameKind.Reset);
    }

    private static int Data(Program program) => program.Heard.Count(frame => frame.Kind == FrameKind.Data);
}
