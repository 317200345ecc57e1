using System.Buffers;
using System.Text;
using NetMesh.Protocols.Bencode;

namespace NetMesh.Protocols.BitTorrent.PeerWire;

/// <summary>An extension and the number under which the handshake's sender wants to receive its messages; 0 switches it off.</summary>
public readonly record struct ExtensionNumber(string Name, byte Number);

/// <summary>The extension handshake (BEP 10): the payload of an <see cref="Extended"/> message with number 0.</summary>
public sealed record ExtensionHandshake
{
    /// <summary>BEP 9: the info dictionary from peer to peer.</summary>
    public const string Metadata = "ut_metadata";

    /// <summary>BEP 11: peer exchange.</summary>
    public const string PeerExchange = "ut_pex";

    private const int MaxExtensions = 64;
    private const int MaxTextLength = 256;

    /// <summary>The extensions the sender understands (<c>m</c>).</summary>
    public IReadOnlyList<ExtensionNumber> Extensions { get; init; } = [];

    /// <summary>The client's name and version (<c>v</c>).</summary>
    public string? Client { get; init; }

    /// <summary>The TCP port the sender listens on (<c>p</c>).</summary>
    public ushort? Port { get; init; }

    /// <summary>Requests the sender keeps unanswered without dropping any (<c>reqq</c>).</summary>
    public int? RequestQueue { get; init; }

    /// <summary>Bytes of the info dictionary (<c>metadata_size</c>, BEP 9).</summary>
    public int? MetadataSize { get; init; }

    /// <summary>The number of an extension; 0 when the sender does not understand it.</summary>
    public byte NumberOf(string extension)
    {
        foreach (var (name, number) in Extensions)
        {
            if (name == extension)
            {
                return number;
            }
        }

        return 0;
    }

    /// <summary>Reads the payload of an extended message with number 0. Fields of the wrong kind are taken as absent, as real clients do.</summary>
    public static ReadResult<ExtensionHandshake> Read(ReadOnlySpan<byte> payload)
    {
        // Some clients put other bytes behind the dictionary; nothing in BEP 10 forbids it.
        var read = BencodeReader.Read(payload, BencodeRules.Lenient);
        if (!read.IsComplete)
        {
            return ReadResult<ExtensionHandshake>.Invalid(read.Error ?? Error("a handshake that is cut off", payload.Length));
        }

        if (read.Value.Kind != BencodeKind.Dictionary)
        {
            return ReadResult<ExtensionHandshake>.Invalid(Error("a handshake that is no dictionary", 0));
        }

        var extensions = new List<ExtensionNumber>();
        foreach (var entry in read.Value["m"u8].Entries)
        {
            if (extensions.Count < MaxExtensions && entry.Key.Length <= MaxTextLength && entry.Value.TryGetInteger(out var number) && number is >= 0 and <= 255)
            {
                extensions.Add(new ExtensionNumber(Encoding.UTF8.GetString(entry.Key), (byte)number));
            }
        }

        return ReadResult<ExtensionHandshake>.Complete(
            new ExtensionHandshake
            {
                Extensions = extensions,
                Client = read.Value["v"u8].TryGetText(out var client) && client.Length <= MaxTextLength ? client : null,
                Port = (ushort?)Number(read.Value["p"u8], ushort.MaxValue),
                RequestQueue = Number(read.Value["reqq"u8], int.MaxValue),
                MetadataSize = Number(read.Value["metadata_size"u8], int.MaxValue),
            },
            read.Consumed);
    }

    /// <summary>The message that carries this handshake.</summary>
    public Extended ToMessage()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new BencodeWriter(output);
        writer.BeginDictionary();
        writer.Bytes("m"u8);
        writer.BeginDictionary();
        foreach (var (name, number) in Extensions.OrderBy(extension => extension.Name, StringComparer.Ordinal))
        {
            writer.Text(name);
            writer.Integer(number);
        }

        writer.End();
        if (MetadataSize is { } size)
        {
            writer.Entry("metadata_size"u8, size);
        }

        if (Port is { } port)
        {
            writer.Entry("p"u8, port);
        }

        if (RequestQueue is { } queue)
        {
            writer.Entry("reqq"u8, queue);
        }

        if (Client is not null)
        {
            writer.Entry("v"u8, Client);
        }

        writer.End();
        return new Extended(0, output.WrittenSpan.ToArray());
    }

    private static int? Number(BencodeValue value, int max) => value.TryGetInteger(out var number) && number >= 1 && number <= max ? (int)number : null;

    private static ProtocolError Error(string what, long at) => new("extension-handshake", what, "a bencoded dictionary (BEP 10)", at);
}
