using System.Buffers;

namespace NetMesh.Protocols.Dns.Messages;

/// <summary>Makes answers of different lengths look alike to whoever sees them pass encrypted (RFC 7830).</summary>
public static class Padding
{
    /// <summary>Answers are a multiple of so many bytes long (RFC 8467 §4.1).</summary>
    public const int AnswerBlock = 468;

    private const int HeadLength = 4;

    /// <summary>The answer, longer. One without extensions, or without room, stays as it is.</summary>
    public static DnsMessage Pad(DnsMessage answer)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(DnsWriter.MaxLength);
        try
        {
            var length = HeadLength + DnsWriter.Write(answer, buffer.AsSpan(0, DnsWriter.MaxLength), out _);
            var padded = (length + AnswerBlock - 1) / AnswerBlock * AnswerBlock;
            return answer.Edns is { } edns && padded <= DnsWriter.MaxLength ? answer.With(edns.With(new EdnsOption(EdnsOptionCode.Padding, [.. new byte[padded - length]]))) : answer;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
