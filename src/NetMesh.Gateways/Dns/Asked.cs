using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Signatures;

namespace NetMesh.Gateways.Dns;

/// <summary>How questions come, where that makes a difference to the answer.</summary>
public enum NameTransport
{
    Datagram,

    /// <summary>A connection that everybody can read along.</summary>
    Connection,

    Tls,
    Https,
}

/// <summary>What came from a client: a question that can be read, or what is said to one that cannot; neither, where nothing is said to it.</summary>
/// <param name="Transport">How it came.</param>
/// <param name="Query">The question.</param>
/// <param name="Options">What its extensions ask for.</param>
/// <param name="Complaint">What is said instead of an answer.</param>
/// <param name="Signer">Signs what is said, as the question was (RFC 8945); null: it was not.</param>
/// <param name="Key">The name of the secret by which the client has shown who it is; null for none.</param>
public sealed record Asked(NameTransport Transport, DnsMessage? Query, QueryOptions Options, DnsMessage? Complaint, AnswerSigner? Signer = null, string? Key = null)
{
    public bool IsNothing => Query is null && Complaint is null;

    /// <summary>The answer may take many messages.</summary>
    public bool IsTransfer => Query is { Opcode: Opcode.Query, Question.Type: RecordType.AXFR or RecordType.IXFR };

    /// <summary>Reads what came.</summary>
    /// <param name="message">Its bytes.</param>
    /// <param name="transport">How it came.</param>
    /// <param name="keys">Gives the secret of a name; null when there is none.</param>
    /// <param name="now">The time, in which signatures have to be.</param>
    public static Asked Read(ReadOnlySpan<byte> message, NameTransport transport, Func<DomainName, TransactionKey?> keys, DateTimeOffset now)
    {
        var query = DnsReader.Read(message).Value;
        if (query is null || QueryOptions.TryRead(query.Edns) is not { } options)
        {
            return new Asked(transport, null, QueryOptions.None, DnsReader.ComplaintAbout(message)?.With(query?.Edns is null ? null : new Edns(Edns.UsualUdpLength)));
        }

        if (query.Signature is null)
        {
            return new Asked(transport, query, options, null);
        }

        var check = QuestionCheck.Read(message, keys, now).Value!;
        return new Asked(transport, check.IsGood ? query : null, options, check.IsGood ? null : check.Refuse(), check.Answers(), check.Key?.Name.ToString());
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
