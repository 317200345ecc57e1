using System.Text.Json;
using System.Text.Json.Serialization;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Grains.States;

/// <summary>What JSON does not know by itself of the grains' states: addresses and hashes as people write them, a torrent as its file.</summary>
public static class StateConverters
{
    /// <summary>Converters for a storage provider that writes JSON. Torrents read through one set of them are shared: equal ones are one object.</summary>
    public static IReadOnlyList<JsonConverter> All() =>
    [
        new TextConverter<IPv4Address>(static text => IPv4Address.TryParse(text, out var address) ? address : null),
        new TextConverter<Endpoint>(static text => Endpoint.TryParse(text, out var endpoint) ? endpoint : null),
        new TextConverter<Sha1Hash>(static text => Sha1Hash.TryParseHex(text, out var hash) ? hash : null),
        new TorrentConverter(),
    ];

    private sealed class TextConverter<T>(Func<string, T?> parse) : JsonConverter<T>
        where T : struct
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && parse(reader.GetString()!) is { } value
                ? value
                : throw new JsonException($"this is no {typeof(T).Name}");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    private sealed class TorrentConverter : JsonConverter<Metainfo>
    {
        // A thousand peers that come back after their silo died are in one swarm, and its torrent has a hash for every piece.
        private readonly Dictionary<Sha1Hash, WeakReference<Metainfo>> shared = [];

        public override Metainfo Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (JsonSerializer.Deserialize<KeptTorrent>(ref reader, options)?.ToMetainfo() is not { } torrent)
            {
                throw new JsonException("this is no torrent");
            }

            lock (shared)
            {
                if (shared.TryGetValue(torrent.InfoHash, out var known) && known.TryGetTarget(out var same) && AreEqual(same, torrent))
                {
                    return same;
                }

                shared[torrent.InfoHash] = new WeakReference<Metainfo>(torrent);
                return torrent;
            }
        }

        public override void Write(Utf8JsonWriter writer, Metainfo value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, KeptTorrent.Of(value), options);

        // The info-hash does not cover the trackers, which change when a planet comes back on other ports.
        private static bool AreEqual(Metainfo a, Metainfo b) =>
            a.Encoded.Span.SequenceEqual(b.Encoded.Span) && a.Trackers.SelectMany(tier => tier).SequenceEqual(b.Trackers.SelectMany(tier => tier));
    }
}
