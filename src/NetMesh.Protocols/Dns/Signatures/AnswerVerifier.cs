using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;

namespace NetMesh.Protocols.Dns.Signatures;

/// <summary>
/// Checks the answers to a question that was signed (RFC 8945 §5.3, §5.4). On a stream up to 99 messages in a row may come without a signature; the next one vouches for
/// them, so nothing of the stream counts before <see cref="IsProven"/>.
/// </summary>
/// <param name="key">The secret shared with the server.</param>
/// <param name="questionMac">The code of the question.</param>
public sealed class AnswerVerifier(TransactionKey key, ImmutableArray<byte> questionMac)
{
    /// <summary>Most messages in a row without a signature.</summary>
    public const int MostUnsigned = 99;

    private readonly List<byte> unproven = [];
    private ImmutableArray<byte> prior = questionMac;
    private bool isFurther;
    private int unsigned;

    /// <summary>Whether all that came is vouched for.</summary>
    public bool IsProven => isFurther && unsigned == 0;

    /// <summary>Reads the next answer and checks it. One that fails is to be dropped, and a stream with it.</summary>
    /// <param name="message">Its bytes as they came.</param>
    /// <param name="now">The time.</param>
    public ReadResult<DnsMessage> Read(ReadOnlySpan<byte> message, DateTimeOffset now)
    {
        var read = DnsReader.Read(message, out var unsignedLength);
        if (!read.IsComplete)
        {
            return read;
        }

        if (read.Value.Signature is not { } signature)
        {
            if (!isFurther || unsigned == MostUnsigned)
            {
                return Invalid("a message without a signature", isFurther ? $"one at the latest behind {MostUnsigned} messages without" : "one with the first message");
            }

            unsigned++;
            unproven.AddRange(message);
            return read;
        }

        if (!signature.Key.Equals(key.Name) || !signature.Algorithm.Equals(key.Algorithm))
        {
            return Invalid($"a signature by {signature.Algorithm} with key {signature.Key}", $"{key.Algorithm} with {key.Name}");
        }

        if (signature.Mac.IsEmpty && signature.Error is SignatureError.BadKey or SignatureError.BadSig)
        {
            return Invalid($"the server says {signature.Error.ToString().ToUpperInvariant()}", "the same key there as here");
        }

        if (!signature.HasLegalMac(key) || signature.Mac.Length < key.LeastMacLength)
        {
            return Invalid($"a code of {signature.Mac.Length} bytes", $"{key.LeastMacLength} to {key.MacLength} (RFC 8945 §5.2.2.1)");
        }

        unproven.AddRange(SignedMessage.Unsigned(message, unsignedLength, signature));
        if (!signature.IsOf(key, prior, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(unproven), isFurther))
        {
            return Invalid("a signature that is not of this message", $"the code that key {key.Name} makes of it");
        }

        if (!signature.IsInTime(now))
        {
            return Invalid($"a signature of second {signature.TimeSigned}", $"one at most {signature.Fudge} s from ours, {now.ToUnixTimeSeconds()}");
        }

        unproven.Clear();
        (prior, isFurther, unsigned) = (signature.Mac, true, 0);
        return read;
    }

    private static ReadResult<DnsMessage> Invalid(string what, string expected) => ReadResult<DnsMessage>.Invalid(new ProtocolError("tsig", what, expected, 0));
}
