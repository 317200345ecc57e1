using System.Buffers;

namespace NetMesh.Protocols.Wire;

/// <summary>Messages that cross between processes in one form: which they are, and their writer and reader.</summary>
internal sealed class WireKind
{
    private readonly Func<WireMessage, bool> fits;
    private readonly Action<WireMessage, IBufferWriter<byte>> write;
    private readonly Reader read;

    private WireKind(byte tag, Func<WireMessage, bool> fits, Action<WireMessage, IBufferWriter<byte>> write, Reader read)
    {
        Tag = tag;
        this.fits = fits;
        this.write = write;
        this.read = read;
    }

    /// <summary>Makes a message of all of the bytes, or says what is wrong with them.</summary>
    public delegate ReadResult<WireMessage> Reader(ReadOnlySpan<byte> bytes);

    /// <summary>The byte in front that names the kind: never given to another one.</summary>
    public byte Tag { get; }

    /// <summary>A kind that covers the messages of type <typeparamref name="T"/>, or those of them for which <paramref name="when"/> holds.</summary>
    public static WireKind Of<T>(byte tag, Action<T, IBufferWriter<byte>> write, Reader read, Func<T, bool>? when = null)
        where T : WireMessage =>
        new(tag, message => message is T fitting && (when is null || when(fitting)), (message, output) => write((T)message, output), read);

    public static ReadResult<T> Invalid<T>(string what, string expected) => ReadResult<T>.Invalid(new ProtocolError("wire", what, expected));

    /// <summary>A protocol reader's answer as ours: what is not one whole message is invalid.</summary>
    public static ReadResult<WireMessage> Whole<T>(in ReadResult<T> read, int length)
        where T : WireMessage =>
        read switch
        {
            { IsInvalid: true, Error: { } error } => ReadResult<WireMessage>.Invalid(error),
            { IsComplete: true, Value: { } message } when read.Consumed == length => ReadResult<WireMessage>.Complete(message, length),
            _ => Invalid<WireMessage>("something else than one whole message", "one"),
        };

    public bool Fits(WireMessage message) => fits(message);

    public void Write(WireMessage message, IBufferWriter<byte> output) => write(message, output);

    public ReadResult<WireMessage> Read(ReadOnlySpan<byte> bytes) => read(bytes);
}
