using System.Text.Json;
using System.Text.Json.Serialization;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Storage;

/// <summary>
/// How values of the protocols stand in the stored state of grains: addresses and hashes as people write them, a torrent as its .torrent file. (Protocols
/// itself carries no serialization.)
/// </summary>
internal static class StateConverters
{
    public static IReadOnlyList<JsonConverter> All { get; } =
    [
        new TextConverter<IPv4Address>(text => IPv4Address.TryParse(text, out var address) ? address : null),
        new TextConverter<Endpoint>(text => Endpoint.TryParse(text, out var endpoint) ? endpoint : null),
        new TextConverter<Sha1Hash>(text => Sha1Hash.TryParseHex(text, out var hash) ? hash : null),
        new TorrentConverter(),
    ];

    private sealed class TextConverter<T>(Func<string, T?> parse) : JsonConverter<T>
        where T : struct
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            parse(reader.GetString() ?? "") ?? throw new JsonException($"'{reader.GetString()}' is no {typeof(T).Name}");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    private sealed class TorrentConverter : JsonConverter<Metainfo>
    {
        public override Metainfo Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            MetainfoReader.Read(reader.GetBytesFromBase64()) is { IsComplete: true, Value: { } torrent }
                ? torrent
                : throw new JsonException("the stored torrent is damaged");

        public override void Write(Utf8JsonWriter writer, Metainfo value, JsonSerializerOptions options)
        {
            if (value.ContentSeed is not null)
            {
                throw new NotSupportedException("simulated content has no .torrent file");
            }

            writer.WriteBase64StringValue(value.Encoded.Span);
        }
    }
}
