using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;

namespace NetMesh.Protocols.Dns.Signatures;

/// <summary>What a server makes of the signature of a question (RFC 8945 §5.2), and how its answers are to be signed.</summary>
/// <param name="Message">The question.</param>
/// <param name="Key">Who asks, proven; null when the question has no signature, or one that fails.</param>
/// <param name="Code">What to answer instead of the answer: <c>NotAuth</c>, or <c>FormErr</c> for a code of a length that none has.</param>
/// <param name="Error">What is wrong with the signature.</param>
public sealed record QuestionCheck(DnsMessage Message, TransactionKey? Key, ResponseCode Code, SignatureError Error)
{
    // Whose secret made the question's code, though it may be too old or too short.
    private TransactionKey? Signer { get; init; }

    /// <summary>Whether the question is to be answered: it has no signature, or a good one. What it may ask for is another matter.</summary>
    public bool IsGood => Code == ResponseCode.NoError;

    /// <summary>Reads and checks a question.</summary>
    /// <param name="message">Its bytes as they came.</param>
    /// <param name="keys">Gives the key of a name; null when there is none.</param>
    /// <param name="now">The time.</param>
    public static ReadResult<QuestionCheck> Read(ReadOnlySpan<byte> message, Func<Names.DomainName, TransactionKey?> keys, DateTimeOffset now)
    {
        var read = DnsReader.Read(message, out var unsignedLength);
        if (!read.IsComplete)
        {
            return ReadResult<QuestionCheck>.Invalid(read.Error!);
        }

        var question = read.Value;
        return ReadResult<QuestionCheck>.Complete(
            question.Signature is { } signature ? Check(question, signature, SignedMessage.Unsigned(message, unsignedLength, signature), keys(signature.Key), now) : new(question, null, ResponseCode.NoError, SignatureError.None),
            message.Length);
    }

    /// <summary>Makes what signs the answers to this question, one or many: nothing, for one without a signature.</summary>
    public AnswerSigner Answers() => new(Signer, Message.Signature, Error);

    /// <summary>An answer that says nothing but why there is none. It has yet to be signed.</summary>
    public DnsMessage Refuse() => Message.Bare(Code);

    // In the order that RFC 8945 §5.2 gives: key, code, time, length.
    private static QuestionCheck Check(DnsMessage question, TransactionSignature signature, byte[] unsigned, TransactionKey? key, DateTimeOffset now)
    {
        if (key is null || !key.Algorithm.Equals(signature.Algorithm))
        {
            return new(question, null, ResponseCode.NotAuth, SignatureError.BadKey);
        }

        if (!signature.HasLegalMac(key))
        {
            return new(question, null, ResponseCode.FormErr, SignatureError.None);
        }

        if (!signature.IsOf(key, [], unsigned, isFurther: false))
        {
            return new(question, null, ResponseCode.NotAuth, SignatureError.BadSig);
        }

        var error = !signature.IsInTime(now) ? SignatureError.BadTime : signature.Mac.Length < key.LeastMacLength ? SignatureError.BadTrunc : SignatureError.None;
        return error == SignatureError.None
            ? new(question, key, ResponseCode.NoError, error) { Signer = key }
            : new(question, null, ResponseCode.NotAuth, error) { Signer = key };
    }
}
