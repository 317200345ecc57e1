using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.Wire;

namespace NetMesh.Protocols.BitTorrent.PeerWire;

/// <summary>A message of the peer wire protocol (BEP 3). Every length counts the four-byte length prefix.</summary>
public abstract class PeerWireMessage : WireMessage
{
    /// <summary>The id byte on the wire; -1 for the handshake and the keep-alive, which have none.</summary>
    public abstract int Id { get; }

    public override int WireLength => 5;

    public override ulong TraceIdentity => (ulong)(Id + 2);
}

/// <summary>The first message in either direction: 68 bytes that name the torrent and the peer (BEP 3).</summary>
/// <param name="reserved">The eight reserved bytes, as a big-endian number; see <see cref="ReservedBits"/>.</param>
/// <param name="infoHash">Which torrent.</param>
/// <param name="peerId">Who speaks: 20 bytes.</param>
public sealed class Handshake(ulong reserved, Sha1Hash infoHash, Sha1Hash peerId) : PeerWireMessage
{
    public ulong Reserved { get; } = reserved;

    public Sha1Hash InfoHash { get; } = infoHash;

    /// <summary>20 bytes; the same shape as a hash, so it borrows its type.</summary>
    public Sha1Hash PeerId { get; } = peerId;

    public override int Id => -1;

    public override int WireLength => 68;

    public override ulong TraceIdentity => TraceMix.Mix(Reserved, InfoHash.TraceIdentity, PeerId.TraceIdentity);
}

/// <summary>What a peer says in the handshake that it understands beyond BEP 3.</summary>
public static class ReservedBits
{
    /// <summary>BEP 10, extension protocol.</summary>
    public const ulong ExtensionProtocol = 0x0000_0000_0010_0000;

    /// <summary>BEP 6, fast extension.</summary>
    public const ulong FastExtension = 0x04;

    /// <summary>BEP 5, distributed hash table.</summary>
    public const ulong Dht = 0x01;
}

/// <summary>Four zero bytes: the connection is still wanted.</summary>
public sealed class KeepAlive : PeerWireMessage
{
    public static readonly KeepAlive Instance = new();

    public override int Id => -1;

    public override int WireLength => 4;
}

/// <summary>"I will not answer your requests for now."</summary>
public sealed class Choke : PeerWireMessage
{
    public static readonly Choke Instance = new();

    public override int Id => 0;
}

/// <summary>"Your requests will be answered."</summary>
public sealed class Unchoke : PeerWireMessage
{
    public static readonly Unchoke Instance = new();

    public override int Id => 1;
}

/// <summary>"You have pieces that I lack."</summary>
public sealed class Interested : PeerWireMessage
{
    public static readonly Interested Instance = new();

    public override int Id => 2;
}

/// <summary>"You have nothing that I lack."</summary>
public sealed class NotInterested : PeerWireMessage
{
    public static readonly NotInterested Instance = new();

    public override int Id => 3;
}

/// <summary>"I have verified this piece."</summary>
public sealed class Have(int piece) : PeerWireMessage
{
    public int Piece { get; } = piece;

    public override int Id => 4;

    public override int WireLength => 9;

    public override ulong TraceIdentity => TraceMix.Mix(4, (ulong)Piece);
}

/// <summary>Which pieces the sender has, one bit each, high bit first; only right after the handshake.</summary>
/// <param name="bits">Owned bytes; nobody changes them after.</param>
public sealed class Bitfield(byte[] bits) : PeerWireMessage
{
    public ReadOnlySpan<byte> Bits => bits;

    public override int Id => 5;

    public override int WireLength => 5 + bits.Length;

    public override ulong TraceIdentity => TraceMix.Mix(5, bits);
}

/// <summary>"Send me this block."</summary>
public sealed class Request(int piece, int begin, int length) : PeerWireMessage
{
    public int Piece { get; } = piece;

    /// <summary>Offset of the block in its piece, bytes.</summary>
    public int Begin { get; } = begin;

    public int Length { get; } = length;

    public override int Id => 6;

    public override int WireLength => 17;

    public override ulong TraceIdentity => TraceMix.Mix(6, ((ulong)Piece << 32) | (uint)Begin, (ulong)Length);
}

/// <summary>A block, as requested. (BEP 3 calls the message <c>piece</c>.)</summary>
public sealed class PieceBlock(int piece, int begin, Block block) : PeerWireMessage
{
    public int Piece { get; } = piece;

    public int Begin { get; } = begin;

    public Block Block { get; } = block;

    public override int Id => 7;

    public override int WireLength => 13 + Block.Length;

    public override ulong TraceIdentity => TraceMix.Mix(7, ((ulong)Piece << 32) | (uint)Begin, Block.TraceIdentity);
}

/// <summary>"I no longer need the block that I asked for."</summary>
public sealed class Cancel(int piece, int begin, int length) : PeerWireMessage
{
    public int Piece { get; } = piece;

    public int Begin { get; } = begin;

    public int Length { get; } = length;

    public override int Id => 8;

    public override int WireLength => 17;

    public override ulong TraceIdentity => TraceMix.Mix(8, ((ulong)Piece << 32) | (uint)Begin, (ulong)Length);
}

/// <summary>The UDP port of the sender's DHT node (BEP 5).</summary>
public sealed class DhtPort(ushort port) : PeerWireMessage
{
    public ushort Port { get; } = port;

    public override int Id => 9;

    public override int WireLength => 7;

    public override ulong TraceIdentity => TraceMix.Mix(9, Port);
}

/// <summary>A message of an extension negotiated in the extension handshake (BEP 10).</summary>
/// <param name="extensionId">0 for the extension handshake itself, else the number the receiver gave the extension.</param>
/// <param name="payload">Owned bytes; nobody changes them after.</param>
public sealed class Extended(byte extensionId, byte[] payload) : PeerWireMessage
{
    public byte ExtensionId { get; } = extensionId;

    public ReadOnlySpan<byte> Payload => payload;

    public override int Id => 20;

    public override int WireLength => 6 + payload.Length;

    public override ulong TraceIdentity => TraceMix.Mix(20 + ((ulong)ExtensionId << 8), payload);
}

/// <summary>Several messages that leave in one write, as a real client fills a segment: they cost the network one event and all their bytes.</summary>
/// <param name="messages">In order; nobody changes the array after.</param>
public sealed class PeerWireBatch(PeerWireMessage[] messages) : PeerWireMessage
{
    public ReadOnlySpan<PeerWireMessage> Messages => messages;

    public override int Id => -1;

    public override int WireLength { get; } = Sum(messages);

    public override ulong TraceIdentity
    {
        get
        {
            var identity = (ulong)messages.Length;
            foreach (var message in messages)
            {
                identity = TraceMix.Mix(identity, message.TraceIdentity);
            }

            return identity;
        }
    }

    private static int Sum(PeerWireMessage[] messages)
    {
        var sum = 0;
        foreach (var message in messages)
        {
            sum += message.WireLength;
        }

        return sum;
    }
}
