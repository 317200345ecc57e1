using NetMesh.Clock;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Grains.Swarms;

/// <summary>Names for peers, in the form BEP 20 recommends: client and version between dashes, then random characters.</summary>
public static class PeerIds
{
    private static ReadOnlySpan<byte> Client => "-NM0100-"u8;

    private static ReadOnlySpan<byte> Alphabet => "0123456789abcdefghijklmnopqrstuvwxyz"u8;

    public static Sha1Hash Draw(RandomStream random)
    {
        Span<byte> id = stackalloc byte[Sha1Hash.Length];
        Client.CopyTo(id);
        foreach (ref var character in id[Client.Length..])
        {
            character = Alphabet[random.Next(Alphabet.Length)];
        }

        return new Sha1Hash(id);
    }
}
