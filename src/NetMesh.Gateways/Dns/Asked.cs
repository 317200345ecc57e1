using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Signatures;

namespace NetMesh.Gateways.Dns;

/// <summary>What came from a client: a question that can be read, or what is said to one that cannot; neither, where nothing is said to it.</summary>
/// <param name="Query">The question.</param>
/// <param name="Complaint">What is said instead of an answer.</param>
/// <param name="Signer">Signs what is said, as the question was (RFC 8945); null: it was not.</param>
/// <param name="Key">The name of the secret by which the client has shown who it is; null for none.</param>
public readonly record struct Asked(DnsMessage? Query, DnsMessage? Complaint, AnswerSigner? Signer = null, string? Key = null)
{
    public bool IsNothing => Query is null && Complaint is null;

    /// <summary>The answer may take many messages.</summary>
    public bool IsTransfer => Query is { Opcode: Opcode.Query, Question.Type: RecordType.AXFR or RecordType.IXFR };

    /// <summary>Reads what came.</summary>
    /// <param name="message">Its bytes.</param>
    /// <param name="keys">Gives the secret of a name; null when there is none.</param>
    /// <param name="now">The time, in which signatures have to be.</param>
    public static Asked Read(ReadOnlySpan<byte> message, Func<DomainName, TransactionKey?> keys, DateTimeOffset now)
    {
        var read = DnsReader.Read(message);
        if (read.IsComplete && read.Value.Signature is not null)
        {
            var check = QuestionCheck.Read(message, keys, now).Value!;
            return new Asked(check.IsGood ? check.Message : null, check.IsGood ? null : check.Refuse(), check.Answers(), check.Key?.Name.ToString());
        }

        return read.IsComplete ? new Asked(read.Value, null) : new Asked(null, DnsReader.ComplaintAbout(message));
    }

    /// <summary>Writes a message of the answer, signed as the question was. Returns its length.</summary>
    public int Write(DnsMessage answer, Span<byte> room, DateTimeOffset now)
    {
        if (Signer is null)
        {
            return DnsWriter.Write(answer, room, out _);
        }

        var length = DnsWriter.Write(answer, room[..^Signer.SignatureLength], out _);
        var signed = Signer.Sign(room[..length], now);
        signed.CopyTo(room);
        return signed.Length;
    }
}
