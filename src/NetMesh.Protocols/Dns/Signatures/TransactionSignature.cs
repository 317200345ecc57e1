using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Signatures;

/// <summary>What is wrong with a signature (RFC 8945 §3); the answer's response code is then <c>NotAuth</c>.</summary>
public enum SignatureError
{
    None = 0,

    /// <summary>The code is not what the key makes of the message.</summary>
    BadSig = 16,

    /// <summary>Nobody here knows such a key, or not with that algorithm.</summary>
    BadKey = 17,

    /// <summary>Made too long ago, or in the future.</summary>
    BadTime = 18,

    /// <summary>The code was shortened by more than we let pass.</summary>
    BadTrunc = 22,
}

/// <summary>The signature of a message: on the wire a record of type TSIG, the last one of all (RFC 8945 §4.2).</summary>
/// <param name="Key">The name of the key.</param>
/// <param name="Algorithm">The name of its algorithm.</param>
/// <param name="TimeSigned">Seconds since 1970, 48 bits of them.</param>
/// <param name="Fudge">Seconds by which the reader's clock may differ.</param>
/// <param name="Mac">The code, maybe shortened; empty where the one who answers could not check the question's.</param>
/// <param name="OriginalId">The message's id when it was signed: one that passes it on may change that.</param>
/// <param name="Error">What was wrong with the question's signature.</param>
/// <param name="Other">With <see cref="SignatureError.BadTime"/> six bytes: the server's time.</param>
public sealed record TransactionSignature(
    DomainName Key,
    DomainName Algorithm,
    long TimeSigned,
    ushort Fudge,
    ImmutableArray<byte> Mac,
    ushort OriginalId,
    SignatureError Error,
    ImmutableArray<byte> Other)
{
    /// <summary>What RFC 8945 §10 recommends.</summary>
    public const ushort UsualFudge = 300;

    private const int TimersLength = 8;

    // Type, class, time to live and length of the data.
    private const int FixedLength = 10;

    /// <summary>Bytes that the record takes.</summary>
    public int Length => Key.Wire.Length + FixedLength + Algorithm.Wire.Length + TimersLength + 2 + Mac.Length + 6 + Other.Length;

    /// <summary>Reads the data of a TSIG record; null when it breaks its form.</summary>
    /// <param name="key">The record's owner.</param>
    /// <param name="data">The data, whose name is never compressed.</param>
    public static TransactionSignature? TryRead(DomainName key, ReadOnlySpan<byte> data)
    {
        var name = DomainName.LengthOf(data);
        var rest = data[name..];
        if (name == 0 || rest.Length < TimersLength + 2)
        {
            return null;
        }

        var macLength = BinaryPrimitives.ReadUInt16BigEndian(rest[TimersLength..]);
        var tail = TimersLength + 2 + macLength;
        if (rest.Length < tail + 6 || rest.Length != tail + 6 + BinaryPrimitives.ReadUInt16BigEndian(rest[(tail + 4)..]))
        {
            return null;
        }

        return new TransactionSignature(
            key,
            DomainName.FromWire(data[..name]),
            (long)(BinaryPrimitives.ReadUInt64BigEndian(rest) >> 16),
            BinaryPrimitives.ReadUInt16BigEndian(rest[6..]),
            [.. rest.Slice(TimersLength + 2, macLength)],
            BinaryPrimitives.ReadUInt16BigEndian(rest[tail..]),
            (SignatureError)BinaryPrimitives.ReadUInt16BigEndian(rest[(tail + 2)..]),
            [.. rest[(tail + 6)..]]);
    }

    /// <summary>The whole record, with no name compressed.</summary>
    public byte[] ToRecord()
    {
        var length = Length - Key.Wire.Length - FixedLength;
        return
        [
            .. Key.Wire, 0, (byte)RecordType.TSIG, 0, (byte)RecordClass.ANY, 0, 0, 0, 0, .. Bytes(length),
            .. Algorithm.Wire, .. Timers(), .. Bytes(Mac.Length), .. Mac, .. Bytes(OriginalId), .. Bytes((int)Error), .. Bytes(Other.Length), .. Other,
        ];
    }

    /// <summary>A signature that has yet to get its code.</summary>
    public static TransactionSignature OfMessage(ReadOnlySpan<byte> message, DomainName key, DomainName algorithm, long seconds) =>
        new(key, algorithm, seconds, UsualFudge, [], BinaryPrimitives.ReadUInt16BigEndian(message), SignatureError.None, []);

    /// <summary>Whether the code has a length that codes have: whole, or shortened to no less than ten bytes and the half (RFC 8945 §5.2.2.1).</summary>
    internal bool HasLegalMac(TransactionKey key) => Mac.Length <= key.MacLength && Mac.Length >= Math.Max(10, key.MacLength / 2);

    /// <summary>Whether the code, shortened or not, is the one that the key makes. Takes as long whatever the answer is.</summary>
    internal bool IsOf(TransactionKey key, ImmutableArray<byte> prior, ReadOnlySpan<byte> messages, bool isFurther) =>
        CryptographicOperations.FixedTimeEquals(Mac.AsSpan(), key.Compute(prior, messages, this, isFurther).AsSpan(0, Mac.Length));

    internal bool IsInTime(DateTimeOffset now) => Math.Abs(now.ToUnixTimeSeconds() - TimeSigned) <= Fudge;

    /// <summary>What the code of a message covers of its signature (RFC 8945 §4.3.3).</summary>
    internal byte[] Variables() =>
        [.. Key.ToCanonical().Wire, 0, (byte)RecordClass.ANY, 0, 0, 0, 0, .. Algorithm.ToCanonical().Wire, .. Timers(), .. Bytes((int)Error), .. Bytes(Other.Length), .. Other];

    /// <summary>What it covers in a second or later message of a stream (RFC 8945 §5.3.1).</summary>
    internal byte[] Timers()
    {
        var timers = new byte[TimersLength];
        BinaryPrimitives.WriteUInt64BigEndian(timers, ((ulong)TimeSigned << 16) | Fudge);
        return timers;
    }

    /// <summary>Six bytes of a time, as <see cref="Other"/> carries it.</summary>
    public static ImmutableArray<byte> OfTime(long seconds) => [(byte)(seconds >> 40), (byte)(seconds >> 32), (byte)(seconds >> 24), (byte)(seconds >> 16), (byte)(seconds >> 8), (byte)seconds];

    private static byte[] Bytes(int value) => [(byte)(value >> 8), (byte)value];
}
