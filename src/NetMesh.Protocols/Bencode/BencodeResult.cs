namespace NetMesh.Protocols.Bencode;

/// <summary>What became of bencoded input: <see cref="ReadResult{T}"/> for a value that lives on the stack.</summary>
public readonly ref struct BencodeResult
{
    private BencodeResult(ReadStatus status, BencodeValue value, int consumed, ProtocolError? error)
    {
        Status = status;
        Value = value;
        Consumed = consumed;
        Error = error;
    }

    public ReadStatus Status { get; }

    /// <summary>The value; an empty one unless <see cref="IsComplete"/>.</summary>
    public BencodeValue Value { get; }

    /// <summary>Bytes the value took; zero unless complete.</summary>
    public int Consumed { get; }

    /// <summary>What was wrong; null unless the status is <see cref="ReadStatus.Invalid"/>.</summary>
    public ProtocolError? Error { get; }

    public bool IsComplete => Status == ReadStatus.Complete;

    /// <summary>The same outcome for another type of message, when this one is not complete.</summary>
    public ReadResult<T> Without<T>() => Error is { } error ? ReadResult<T>.Invalid(error) : ReadResult<T>.NeedMore;

    internal static BencodeResult Complete(BencodeValue value, int consumed) => new(ReadStatus.Complete, value, consumed, null);

    internal static BencodeResult Invalid(ProtocolError error) => new(ReadStatus.Invalid, default, 0, error);
}
