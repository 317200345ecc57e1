using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Answers;

/// <summary>
/// What answers have in common that count as alike for whoever bounds their rate: the same name and code, but that all names that do not exist in a zone are one, as are
/// those below a delegation, and errors whatever they are about.
/// </summary>
/// <param name="Code">The answer's code.</param>
/// <param name="Name">A hash of the name.</param>
public readonly record struct AnswerKind(ResponseCode Code, int Name)
{
    public static AnswerKind Of(DnsMessage answer)
    {
        var name = answer.Code is not (ResponseCode.NoError or ResponseCode.NXDomain) ? null
            : answer.Code == ResponseCode.NoError && !answer.Answers.IsEmpty ? answer.Question?.Name
            : (answer.Authorities.FirstOrDefault(record => record.Type is RecordType.SOA or RecordType.NS)?.Owner ?? answer.Question?.Name);
        return new AnswerKind(answer.Code, name?.GetHashCode() ?? 0);
    }
}
