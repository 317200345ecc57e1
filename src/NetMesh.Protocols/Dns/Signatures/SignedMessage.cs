using System.Buffers.Binary;
using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Signatures;

/// <summary>A message with its signature behind it.</summary>
/// <param name="Bytes">All of it.</param>
/// <param name="Mac">The code, which the code of the next message, or of the answer, covers.</param>
public sealed record SignedMessage(byte[] Bytes, ImmutableArray<byte> Mac)
{
    /// <summary>Signs a question.</summary>
    /// <param name="message">As <see cref="DnsWriter"/> writes it, without a signature.</param>
    /// <param name="key">The secret shared with the one who is asked.</param>
    /// <param name="now">The time.</param>
    public static SignedMessage Of(ReadOnlySpan<byte> message, TransactionKey key, DateTimeOffset now) =>
        Append(message, key, [], TransactionSignature.OfMessage(message, key.Name, key.Algorithm, now.ToUnixTimeSeconds()), isFurther: false);

    /// <summary>Signs a message and puts the signature behind it.</summary>
    internal static SignedMessage Append(ReadOnlySpan<byte> message, TransactionKey key, ImmutableArray<byte> prior, TransactionSignature signature, bool isFurther)
    {
        ImmutableArray<byte> mac = [.. key.Compute(prior, message, signature, isFurther)];
        return new SignedMessage(Append(message, signature with { Mac = mac }), mac);
    }

    /// <summary>Puts a signature behind a message, which counts it among its additional records.</summary>
    public static byte[] Append(ReadOnlySpan<byte> message, TransactionSignature signature)
    {
        byte[] signed = [.. message, .. signature.ToRecord()];
        CountAdditional(signed, 1);
        return signed;
    }

    /// <summary>A message as it was before it was signed (RFC 8945 §4.3.2).</summary>
    public static byte[] Unsigned(ReadOnlySpan<byte> message, int unsignedLength, TransactionSignature signature)
    {
        var unsigned = message[..unsignedLength].ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(unsigned, signature.OriginalId);
        CountAdditional(unsigned, -1);
        return unsigned;
    }

    private static void CountAdditional(Span<byte> message, int change)
    {
        var count = message[10..];
        BinaryPrimitives.WriteUInt16BigEndian(count, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(count) + change));
    }
}
