using System.Diagnostics.CodeAnalysis;

namespace NetMesh.Protocols;

/// <summary>What a reader made of its input.</summary>
public enum ReadStatus
{
    /// <summary>The input ends before the message does; nothing was consumed.</summary>
    NeedMore,

    /// <summary>One message was read.</summary>
    Complete,

    /// <summary>The input cannot begin a message, however it goes on.</summary>
    Invalid,
}

/// <summary>A reader's answer: a message and how many bytes it took, a wish for more bytes, or a protocol error.</summary>
/// <typeparam name="T">The message's type.</typeparam>
public readonly struct ReadResult<T>
{
    private ReadResult(ReadStatus status, T? value, int consumed, ProtocolError? error)
    {
        Status = status;
        Value = value;
        Consumed = consumed;
        Error = error;
    }

    public ReadStatus Status { get; }

    /// <summary>The message; present only when <see cref="IsComplete"/>.</summary>
    public T? Value { get; }

    /// <summary>Bytes of the input that the message took; zero unless complete.</summary>
    public int Consumed { get; }

    public ProtocolError? Error { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsComplete => Status == ReadStatus.Complete;

    [MemberNotNullWhen(true, nameof(Error))]
    public bool IsInvalid => Status == ReadStatus.Invalid;

    public static ReadResult<T> NeedMore => default;

    public static ReadResult<T> Complete(T value, int consumed) => new(ReadStatus.Complete, value, consumed, null);

    public static ReadResult<T> Invalid(ProtocolError error) => new(ReadStatus.Invalid, default, 0, error);
}
