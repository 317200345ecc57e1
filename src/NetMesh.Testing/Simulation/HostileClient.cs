using System.Text;
using NetMesh.Labs.Simulation;
using NetMesh.Planet;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.BitTorrent.Torrents;
using NetMesh.Protocols.Wire;

namespace NetMesh.Testing.Simulation;

/// <summary>A hostile peer at work: claims to have everything, unchokes everybody, and treats requests as its hostility says.</summary>
internal sealed class HostileClient(INetwork network, Metainfo torrent, Endpoint at, Hostility does) : IFrameSink
{
    private const int AnswersBeforeVanishing = 5;

    private readonly Dictionary<ConnectionEnd, Endpoint> calls = [];
    private int requests;
    private int answers;

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
                network.Send(end, new Handshake(0, torrent.InfoHash, Sha1Hash.Of(Encoding.UTF8.GetBytes(at.ToString()))));
                network.Send(end, new Bitfield(PieceSet.All(torrent.Shape.PieceCount).ToBits()));
                network.Send(end, Unchoke.Instance);
                if (does == Hostility.TalksNonsense)
                {
                    network.Send(end, Nonsense(Answered));
                }

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
        if (message is not Request request || does == Hostility.KeepsSilent || (does == Hostility.Vanishes && answers >= AnswersBeforeVanishing))
        {
            return;
        }

        answers++;
        var isWrong = does == Hostility.Poisons || (does is Hostility.PoisonsSome or Hostility.TalksNonsense && ++requests % 3 == 0);
        Poisoned += isWrong ? 1 : 0;
        var tag = PieceHash.Tag(torrent.ContentSeed.GetValueOrDefault(), request.Piece, request.Begin / torrent.Shape.BlockLength);
        network.Send(end, new PieceBlock(request.Piece, request.Begin, Block.Simulated(request.Length, isWrong ? ~tag : tag)));
    }

    private PeerWireMessage Nonsense(int turn) => (turn % 6) switch
    {
        0 => new Have(torrent.Shape.PieceCount),
        1 => new Bitfield([0xFF]),
        2 => new PieceBlock(0, 0, Block.Simulated(torrent.Shape.LengthOfBlock(0, 0), 666)),
        3 => new Request(torrent.Shape.PieceCount, 0, torrent.Shape.BlockLength),
        4 => new Handshake(0, torrent.InfoHash, default),
        _ => new PieceBlock(0, torrent.Shape.BlockLength / 2, Block.Simulated(1, 666)),
    };
}
