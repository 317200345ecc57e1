using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;

namespace NetMesh.Protocols.Dns.Signatures;

/// <summary>Signs the answers to one question, each so that it holds only behind the one before it (RFC 8945 §5.3): of a transfer each message gets a signature.</summary>
public sealed class AnswerSigner
{
    private readonly TransactionKey? key;
    private readonly TransactionSignature? question;
    private readonly SignatureError error;
    private ImmutableArray<byte> prior;
    private bool isFurther;

    /// <param name="key">Null when the question's code could not be checked: the answers say why, and have none of their own.</param>
    /// <param name="question">The question's signature; null when it has none, and the answers get none then.</param>
    /// <param name="error">What is wrong with it.</param>
    internal AnswerSigner(TransactionKey? key, TransactionSignature? question, SignatureError error)
    {
        this.key = key;
        this.question = question;
        this.error = error;
        prior = question?.Mac ?? [];
    }

    /// <summary>Bytes that must be left free behind a message.</summary>
    public int SignatureLength => question is null ? 0 : key?.SignatureLength ?? (question with { Mac = [], Other = [] }).Length;

    /// <summary>Signs an answer. Returns all its bytes.</summary>
    /// <param name="answer">As <see cref="DnsWriter"/> writes it, without a signature.</param>
    /// <param name="now">The time.</param>
    public byte[] Sign(ReadOnlySpan<byte> answer, DateTimeOffset now)
    {
        // A code of a length that none has: that is no question of anybody's.
        if (question is null || (key is null && error == SignatureError.None))
        {
            return answer.ToArray();
        }

        var seconds = now.ToUnixTimeSeconds();
        var signature = TransactionSignature.OfMessage(answer, question.Key, question.Algorithm, error == SignatureError.BadTime ? question.TimeSigned : seconds) with
        {
            Error = error,
            Other = error == SignatureError.BadTime ? TransactionSignature.OfTime(seconds) : [],
        };
        if (key is null)
        {
            return SignedMessage.Append(answer, signature);
        }

        var signed = SignedMessage.Append(answer, key, prior, signature, isFurther);
        (prior, isFurther) = (signed.Mac, true);
        return signed.Bytes;
    }
}
