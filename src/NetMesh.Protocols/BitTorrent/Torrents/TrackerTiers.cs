using System.Diagnostics.CodeAnalysis;
using NetMesh.Protocols.Bencode;

namespace NetMesh.Protocols.BitTorrent.Torrents;

/// <summary>Reads where a torrent is announced: <c>announce-list</c> in tiers where it is present, else <c>announce</c> (BEP 12), else nowhere.</summary>
internal static class TrackerTiers
{
    private const int MaxUrlLength = 2048;

    public static bool TryRead(
        BencodeValue torrent,
        int maxTrackers,
        out IReadOnlyList<IReadOnlyList<string>> tiers,
        [NotNullWhen(false)] out string? fault)
    {
        fault = null;
        tiers = [];
        var list = torrent["announce-list"u8];
        if (list.IsAbsent)
        {
            var announce = torrent["announce"u8];
            if (announce.IsAbsent || (announce.TryGetText(out var url) && url.Length == 0))
            {
                return true;
            }

            if (!announce.TryGetText(out url) || url.Length > MaxUrlLength)
            {
                fault = "an announce that is no URL";
                return false;
            }

            tiers = [[url]];
            return true;
        }

        if (list.Kind != BencodeKind.List)
        {
            fault = "an announce-list that is no list";
            return false;
        }

        var read = new List<IReadOnlyList<string>>();
        var left = maxTrackers;
        foreach (var tier in list.Items)
        {
            if (tier.Kind != BencodeKind.List)
            {
                fault = "a tier that is no list";
                return false;
            }

            var urls = new List<string>();
            foreach (var item in tier.Items)
            {
                if (!item.TryGetText(out var url) || url.Length > MaxUrlLength)
                {
                    fault = "a tracker that is no URL";
                    return false;
                }

                if (url.Length > 0 && left-- > 0)
                {
                    urls.Add(url);
                }
            }

            if (urls.Count > 0)
            {
                read.Add(urls);
            }
        }

        tiers = read;
        return true;
    }
}
