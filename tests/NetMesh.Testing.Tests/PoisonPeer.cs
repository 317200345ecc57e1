using NetMesh.Planet;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.BitTorrent.Torrents;
using NetMesh.Protocols.Wire;

namespace NetMesh.Testing.Tests;

/// <summary>A hostile peer: claims to have everything, unchokes everybody, and answers every request with a block of wrong content.</summary>
internal sealed class PoisonPeer(INetwork network, Metainfo torrent, Endpoint at) : IFrameSink
{
    private readonly Dictionary<ConnectionEnd, Endpoint> calls = [];

    /// <summary>Wrong blocks sent.</summary>
    public int Poisoned { get; private set; }

    /// <summary>Peers that answered the call.</summary>
    public int Answered { get; private set; }

    /// <summary>Connections still open.</summary>
    public int Open => calls.Count;

    public void Call(Endpoint victim) => calls.Add(network.Connect(at with { Port = 0 }, victim, this), victim);

    public void Deliver(ConnectionEnd end, Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Accepted:
                Answered++;
                var bits = new byte[(torrent.Shape.PieceCount + 7) / 8];
                for (var piece = 0; piece < torrent.Shape.PieceCount; piece++)
                {
                    bits[piece / 8] |= (byte)(0x80 >> (piece % 8));
                }

                network.Send(end, new Handshake(0, torrent.InfoHash, Sha1Hash.Of(System.Text.Encoding.UTF8.GetBytes(at.ToString()))));
                network.Send(end, new Bitfield(bits));
                network.Send(end, Unchoke.Instance);
                break;
            case FrameKind.Data when frame.Message is PeerWireBatch batch:
                foreach (var message in batch.Messages)
                {
                    Answer(end, message);
                }

                break;
            case FrameKind.Data when frame.Message is PeerWireMessage message:
                Answer(end, message);
                break;
            case FrameKind.Closed or FrameKind.Reset:
                calls.Remove(end);
                break;
        }
    }

    private void Answer(ConnectionEnd end, PeerWireMessage message)
    {
        if (message is Request request)
        {
            Poisoned++;
            network.Send(end, new PieceBlock(request.Piece, request.Begin, Block.Simulated(request.Length, 666)));
        }
    }
}
