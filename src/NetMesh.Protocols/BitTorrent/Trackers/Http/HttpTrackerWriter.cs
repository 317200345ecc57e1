using System.Buffers;
using NetMesh.Protocols.Bencode;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Protocols.BitTorrent.Trackers.Http;

/// <summary>Makes the bencoded bodies with which an HTTP tracker answers (BEP 3, 23, 48).</summary>
public static class HttpTrackerWriter
{
    /// <summary>Writes the answer to an announce: the peers, or why there are none.</summary>
    /// <param name="answer">What to say.</param>
    /// <param name="compact">Six bytes a peer rather than a dictionary each, as the request asked. Peer ids are not given in either form.</param>
    /// <param name="output">Where the body goes.</param>
    public static void WriteAnnounce(AnnounceAnswer answer, bool compact, IBufferWriter<byte> output)
    {
        if (answer.Failure is { } why)
        {
            WriteFailure(why, output);
            return;
        }

        var writer = new BencodeWriter(output);
        writer.BeginDictionary();
        writer.Entry("complete"u8, answer.Seeders);
        writer.Entry("incomplete"u8, answer.Leechers);
        writer.Entry("interval"u8, (long)answer.Interval.TotalSeconds);
        writer.Bytes("peers"u8);
        if (compact)
        {
            var length = CompactPeers.Length * answer.Peers.Length;
            writer.BytesBegin(length);
            CompactPeers.Write(answer.Peers, output.GetSpan(Math.Max(1, length)));
            output.Advance(length);
        }
        else
        {
            writer.BeginList();
            foreach (var peer in answer.Peers)
            {
                writer.BeginDictionary();
                writer.Entry("ip"u8, peer.Address.ToString());
                writer.Entry("port"u8, peer.Port);
                writer.End();
            }

            writer.End();
        }

        writer.End();
    }

    /// <summary>Writes the answer to a scrape.</summary>
    public static void WriteScrape(ScrapeAnswer answer, IBufferWriter<byte> output)
    {
        // Canonical form wants the torrents in the order of their hashes.
        var entries = answer.Entries.ToArray();
        Array.Sort(entries, static (a, b) => a.InfoHash.CompareTo(b.InfoHash));
        Span<byte> key = stackalloc byte[Sha1Hash.Length];
        var writer = new BencodeWriter(output);
        writer.BeginDictionary();
        writer.Bytes("files"u8);
        writer.BeginDictionary();
        for (var i = 0; i < entries.Length; i++)
        {
            if (i > 0 && entries[i].InfoHash == entries[i - 1].InfoHash)
            {
                continue;
            }

            entries[i].InfoHash.CopyTo(key);
            writer.Bytes(key);
            writer.BeginDictionary();
            writer.Entry("complete"u8, entries[i].Seeders);
            writer.Entry("downloaded"u8, entries[i].Completed);
            writer.Entry("incomplete"u8, entries[i].Leechers);
            writer.End();
        }

        writer.End();
        writer.End();
    }

    /// <summary>Writes a refusal; HTTP's own status stays 200, or clients would not show it.</summary>
    public static void WriteFailure(string reason, IBufferWriter<byte> output)
    {
        var writer = new BencodeWriter(output);
        writer.BeginDictionary();
        writer.Entry("failure reason"u8, reason);
        writer.End();
    }
}
