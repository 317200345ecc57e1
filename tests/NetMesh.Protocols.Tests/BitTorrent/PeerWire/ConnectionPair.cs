using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Protocols.Tests.BitTorrent.PeerWire;

/// <summary>Two sessions in memory: A has everything, B has nothing.</summary>
internal sealed class ConnectionPair
{
    public ConnectionPair(TorrentShape shape, Sha1Hash torrent, ulong reserved = 0)
    {
        OursA = PieceSet.All(shape.PieceCount);
        A = new PeerWireSession(shape, torrent, reserved, OursA);
        B = new PeerWireSession(shape, torrent, reserved, new PieceSet(shape.PieceCount));
    }

    public PieceSet OursA { get; }

    public PeerWireSession A { get; }

    public PeerWireSession B { get; }

    public TimeSpan Now { get; private set; }

    public void ShakeHands()
    {
        Assert.Equal(PeerWireEvent.Shaken, ToB(A.Shake(Sha1Hash.Of("a"u8))));
        Assert.Equal(PeerWireEvent.Shaken, ToA(B.Shake(Sha1Hash.Of("b"u8))));
    }

    public PeerWireEvent ToA(PeerWireMessage message) => Deliver(A, message);

    public PeerWireEvent ToB(PeerWireMessage message) => Deliver(B, message);

    private PeerWireEvent Deliver(PeerWireSession to, PeerWireMessage message)
    {
        Now += TimeSpan.FromMilliseconds(1);
        var meaning = to.Receive(message, Now, out var error);
        Assert.Equal(meaning == PeerWireEvent.Refused, error is not null);
        Assert.Equal(Now, to.LastReceived);
        return meaning;
    }
}
