using System.Buffers.Binary;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Protocols.BitTorrent.Trackers;

/// <summary>Peers as trackers list them: six bytes each, an address and a port in network order (BEP 23, BEP 15).</summary>
public static class CompactPeers
{
    /// <summary>Bytes of one peer.</summary>
    public const int Length = 6;

    /// <summary>Reads peers; bytes that make no whole peer at the end are the caller's to refuse. Peers with port 0 cannot be dialled and are left out.</summary>
    public static Endpoint[] Read(ReadOnlySpan<byte> bytes)
    {
        var peers = new Endpoint[bytes.Length / Length];
        var count = 0;
        for (; bytes.Length >= Length; bytes = bytes[Length..])
        {
            var peer = new Endpoint(new IPv4Address(BinaryPrimitives.ReadUInt32BigEndian(bytes)), BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]));
            if (peer.Port != 0)
            {
                peers[count++] = peer;
            }
        }

        return count == peers.Length ? peers : peers[..count];
    }

    /// <summary>Writes peers at the start of <paramref name="output"/>.</summary>
    public static void Write(ReadOnlySpan<Endpoint> peers, Span<byte> output)
    {
        foreach (var peer in peers)
        {
            BinaryPrimitives.WriteUInt32BigEndian(output, peer.Address.Value);
            BinaryPrimitives.WriteUInt16BigEndian(output[4..], peer.Port);
            output = output[Length..];
        }
    }
}
