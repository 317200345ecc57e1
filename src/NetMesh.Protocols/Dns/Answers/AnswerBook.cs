using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Dns.Answers;

/// <summary>
/// What a name server said last, ready to be said again: plain questions that were asked before are answered from bytes. It belongs to one state of the server's zones;
/// what a resolver found counts until its time to live has run out. Safe from any thread.
/// </summary>
/// <param name="server">The zones. What they do not answer is for others to answer.</param>
/// <param name="endsEarly">What a resolver found is not given in the last tenth of its time to live, in which the resolver wants to be asked.</param>
public sealed class AnswerBook(AuthoritativeServer server, bool endsEarly = false)
{
    // Whoever asks for names by lot does not fill the memory; then it begins anew.
    private const int MostAnswers = 100_000;

    private ConcurrentDictionary<byte[], KeptAnswer> answers = new(KeyComparer.Instance);
    private int count;
    private int turn;

    /// <summary>Answers a question. Returns the answer's length; 0 when it is not to be answered from here.</summary>
    /// <param name="query">The datagram.</param>
    /// <param name="now">The time, seconds.</param>
    /// <param name="room">For the answer.</param>
    /// <param name="given">What kind of answer it is.</param>
    public int Answer(ReadOnlySpan<byte> query, long now, Span<byte> room, out GivenAnswer given)
    {
        given = default;
        if (!PlainQuestion.TryRead(query, out var question))
        {
            return 0;
        }

        Span<byte> key = stackalloc byte[PlainQuestion.MaxKeyLength];
        key = key[..question.WriteKey(key)];
        if (!answers.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var kept) || kept.Until <= now)
        {
            kept = MakeFromZones(query);
            if (kept is null)
            {
                return 0;
            }

            Keep(key, kept);
        }

        given = new GivenAnswer(question.Type, kept.Kind, IsFromCache: kept.Until != long.MaxValue);
        return kept.Write(question, turn++, now, room);
    }

    /// <summary>Keeps what a resolver found for somebody, so that others may have it too.</summary>
    /// <param name="query">The question, as it came.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="now">The time, seconds.</param>
    public void Keep(ReadOnlySpan<byte> query, DnsMessage answer, long now)
    {
        if (answer.Code is not (ResponseCode.NoError or ResponseCode.NXDomain) || answer.Flags.HasFlag(MessageFlags.Truncated) || answer.Question is null
            || !PlainQuestion.TryRead(query, out var question))
        {
            return;
        }

        var kept = new KeptAnswer(answer, now, ages: true, endsEarly);
        if (kept.Until > now)
        {
            Span<byte> key = stackalloc byte[PlainQuestion.MaxKeyLength];
            Keep(key[..question.WriteKey(key)], kept);
        }
    }

    private void Keep(ReadOnlySpan<byte> key, KeptAnswer kept)
    {
        if (Interlocked.Increment(ref count) > MostAnswers)
        {
            answers = new(KeyComparer.Instance);
            count = 1;
        }

        answers[key.ToArray()] = kept;
    }

    private KeptAnswer? MakeFromZones(ReadOnlySpan<byte> query) =>
        DnsReader.Read(query) is { IsComplete: true, Value: { Question: { } question } message } && !RecordTypeText.IsMeta(question.Type)
            && server.Answer(message) is { Code: ResponseCode.NoError or ResponseCode.NXDomain } answer
            ? new KeptAnswer(answer, 0, ages: false)
            : null;

    private sealed class KeyComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly KeyComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}

/// <summary>An answer that was given from an <see cref="AnswerBook"/>.</summary>
/// <param name="Type">The type that was asked for.</param>
/// <param name="Kind">What came of it.</param>
/// <param name="IsFromCache">A resolver found it; otherwise it is from a zone.</param>
public readonly record struct GivenAnswer(RecordType Type, AnswerKind Kind, bool IsFromCache);
