using NetMesh.Clock;
using NetMesh.Grains.Hosts;
using NetMesh.Grains.Tests.Peers;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Tests.Hosts;

public sealed class HostConnectionsTests : IHostProgram
{
    private static readonly Frame Opening = new(FrameKind.Opened, new Dialled(default, default));

    private readonly List<string> heard = [];
    private readonly List<ConnectionEnd> resets = [];
    private readonly HostConnections connections;
    private bool refuses;

    public HostConnectionsTests() =>
        connections = new HostConnections(new ResetRecorder(resets));

    [Fact]
    public void Frames_reach_the_program_in_the_order_they_were_sent()
    {
        var end = new ConnectionEnd(3);
        Deliver(end, 0, Opening);
        Deliver(end, 2, Piece(2));
        Deliver(end, 3, new Frame(FrameKind.Closed));
        Deliver(end, 2, Piece(2));
        Deliver(end, 1, Piece(1));

        Assert.Equal(["opened", "piece 1", "piece 2", "closed"], heard);
        Assert.Equal(0, connections.Count);
    }

    [Fact]
    public void A_frame_may_overtake_the_one_that_opens_the_stream()
    {
        var end = new ConnectionEnd(3);
        Deliver(end, 2, Piece(2));
        Deliver(end, 1, Piece(1));
        Assert.True(connections.HasEarly);
        Deliver(end, 0, Opening);

        Assert.Equal(["opened", "piece 1", "piece 2"], heard);
        Assert.False(connections.HasEarly);
        Assert.Empty(resets);
    }

    [Fact]
    public void A_frame_whose_stream_is_never_opened_is_answered_with_a_reset()
    {
        var end = new ConnectionEnd(3);
        Deliver(end, 7, Piece(7));
        Deliver(end, 8, Piece(8));
        connections.SweepEarly(TimeSpan.FromSeconds(4));
        Assert.Empty(resets);
        connections.SweepEarly(TimeSpan.FromSeconds(5));
        Assert.Equal([end], resets);
        Assert.False(connections.HasEarly);
    }

    [Fact]
    public void A_frame_for_a_stream_dialled_in_a_former_life_is_answered_with_a_reset()
    {
        Deliver(new ConnectionEnd(4), 0, new Frame(FrameKind.Accepted));
        Assert.Equal([new ConnectionEnd(4)], resets);
        Assert.Empty(heard);
    }

    [Fact]
    public void Frames_under_way_to_a_closed_stream_are_dropped_in_silence()
    {
        var connection = new HostConnection(new ConnectionEnd(4));
        connections.Add(connection);
        connections.Close(connection);
        Deliver(connection.End, 0, Piece(1));
        Assert.Empty(resets);
        Assert.Empty(heard);
        Assert.True(connection.IsGone);
    }

    [Fact]
    public void A_refused_stream_is_reset()
    {
        refuses = true;
        Deliver(new ConnectionEnd(3), 0, Opening);
        Deliver(new ConnectionEnd(3), 1, Piece(1));
        Assert.Equal([new ConnectionEnd(3)], resets);
        Assert.Equal(0, connections.Count);
    }

    [Fact]
    public void Any_order_of_arrival_is_one_order_for_the_program()
    {
        var random = new RandomStream(1);
        for (var run = 0; run < 200; run++)
        {
            heard.Clear();
            var end = new ConnectionEnd((2 * run) + 1);
            var order = Enumerable.Range(0, 20).ToArray();
            random.Shuffle(order);
            foreach (var sequence in order)
            {
                Deliver(end, sequence, sequence == 0 ? Opening : Piece(sequence));
            }

            Assert.Equal(["opened", .. Enumerable.Range(1, 19).Select(i => $"piece {i}")], heard);
        }
    }

    HostConnection? IHostProgram.OnOpened(ConnectionEnd end, Dialled dialled)
    {
        heard.Add("opened");
        return refuses ? null : new HostConnection(end);
    }

    void IHostProgram.OnAccepted(HostConnection connection) => heard.Add("accepted");

    void IHostProgram.OnMessage(HostConnection connection, WireMessage message) => heard.Add($"piece {((Have)message).Piece}");

    void IHostProgram.OnWritable(HostConnection connection) => heard.Add("writable");

    void IHostProgram.OnClosed(HostConnection connection) => heard.Add("closed");

    void IHostProgram.OnReset(HostConnection connection) => heard.Add("reset");

    private static Frame Piece(int piece) => new(FrameKind.Data, new Have(piece));

    private void Deliver(ConnectionEnd end, long sequence, Frame frame) => connections.Deliver(end, sequence, frame, this, TimeSpan.Zero);
}
