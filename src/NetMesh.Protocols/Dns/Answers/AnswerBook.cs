using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Dns.Answers;

/// <summary>
/// What a name server said last, ready to be said again: plain questions that were asked before are answered from bytes. When its zones change, what does not come of the
/// change stays (<see cref="ChangedNames"/>); what a resolver found counts until its time to live has run out. Safe from any thread.
/// </summary>
/// <param name="server">The zones. What they do not answer is for others to answer.</param>
/// <param name="isForAll">Whether an answer is one for everybody; null: all are.</param>
/// <param name="endsEarly">What a resolver found is not given in the last tenth of its time to live, in which the resolver wants to be asked.</param>
public sealed class AnswerBook(AuthoritativeServer server, Predicate<DnsMessage>? isForAll = null, bool endsEarly = false)
{
    // Whoever asks for names by lot does not fill the memory; then it begins anew.
    private const int MostAnswers = 100_000;

    private readonly ChangedNames changed = new();
    private ConcurrentDictionary<byte[], KeptAnswer> answers = new(KeyComparer.Instance);
    private volatile BookState state = new(server, 0, 0);
    private int count;
    private int turn;

    /// <summary>From now on answers are those of another state of the zones. One at a time.</summary>
    public void Follow(AuthoritativeServer server)
    {
        // First what has changed: an answer that is made meanwhile of the state before is of that state.
        var next = state.Number + 1;
        state = new BookState(server, next, changed.TryNote(state.Server, server, next) ? state.Least : next);
    }

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
        var current = state;
        if (!answers.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var kept) || kept.Until <= now || !Holds(kept, current))
        {
            kept = MakeFromZones(query, current);
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
            || isForAll?.Invoke(answer) == false || !PlainQuestion.TryRead(query, out var question))
        {
            return;
        }

        var kept = new KeptAnswer(answer, now, ages: true, endsEarly) { State = state.Number };
        if (kept.Until > now)
        {
            Span<byte> key = stackalloc byte[PlainQuestion.MaxKeyLength];
            Keep(key[..question.WriteKey(key)], kept);
        }
    }

    // Looked at once for each state in which it is asked for.
    private bool Holds(KeptAnswer kept, BookState current)
    {
        if (kept.State < current.Least || (kept.State < current.Number && changed.HasChanged(kept.Marks, kept.State)))
        {
            return false;
        }

        kept.State = Math.Max(kept.State, current.Number);
        return true;
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

    private KeptAnswer? MakeFromZones(ReadOnlySpan<byte> query, BookState current) =>
        DnsReader.Read(query) is { IsComplete: true, Value: { Question: { } question } message } && !RecordTypeText.IsMeta(question.Type)
            && current.Server.Answer(message) is { Code: ResponseCode.NoError or ResponseCode.NXDomain } answer
            && isForAll?.Invoke(answer) != false
            ? new KeptAnswer(answer, 0, ages: false) { State = current.Number }
            : null;

    // Answers of states before the least do not count.
    private sealed record BookState(AuthoritativeServer Server, int Number, int Least);

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
