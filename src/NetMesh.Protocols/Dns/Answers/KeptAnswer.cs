using System.Buffers.Binary;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Answers;

/// <summary>An answer as bytes, for whoever asks the same again: everything but the id and the case of the letters.</summary>
internal sealed class KeptAnswer
{
    private const int MostTurns = 16;

    // Flags and counts, and what stands behind the question, each time with another address first.
    private readonly byte[][] turns;
    private readonly int questionLength;
    private readonly int[] ttls;
    private readonly long since;

    /// <param name="answer">The answer.</param>
    /// <param name="now">When it was given, seconds.</param>
    /// <param name="ages">Its times to live run; otherwise it is the zone's own.</param>
    /// <param name="endsEarly">It is not given in the last tenth of its time, so that the server is asked for it, and can renew what it knows.</param>
    public KeptAnswer(DnsMessage answer, long now, bool ages, bool endsEarly = false)
    {
        var addresses = answer.Answers.Count(record => record.Type is RecordType.A or RecordType.AAAA);
        turns = [.. Enumerable.Range(0, Math.Clamp(addresses, 1, MostTurns)).Select(turn => DnsWriter.Write(answer.Turned(turn)))];
        Kind = AnswerKind.Of(answer);
        Marks = ages ? [] : ChangedNames.MarksOf(answer);
        since = now;
        var layout = DnsReader.Read(turns[0]).Value!;
        questionLength = DnsReader.HeaderLength + layout.Question!.Name.Wire.Length + 4;
        ttls = ages ? [.. TtlsOf(turns[0], questionLength)] : [];
        var least = ages ? layout.Answers.Concat(layout.Authorities).Concat(layout.Additionals).Select(record => (long)record.Ttl).DefaultIfEmpty(0).Min() : 0;
        Until = ages ? now + least - (endsEarly ? LastTenth(least) : 0) : long.MaxValue;
    }

    public AnswerKind Kind { get; }

    /// <summary>What it came of, as <see cref="ChangedNames"/> has it; nothing of the zones for what a resolver found.</summary>
    public int[] Marks { get; }

    /// <summary>The last state of the zones for which it is known to hold.</summary>
    public int State { get; set; }

    /// <summary>Until when it may be given, seconds.</summary>
    public long Until { get; }

    /// <summary>Writes the answer to a question; 0 when it has no room.</summary>
    public int Write(PlainQuestion question, int turn, long now, Span<byte> room)
    {
        var bytes = turns[(int)((uint)turn % (uint)turns.Length)];
        if (bytes.Length > Math.Min(question.Room, room.Length) || question.Length != questionLength)
        {
            return 0;
        }

        bytes.CopyTo(room);
        question.CopyTo(room);
        bytes.AsSpan(2, DnsReader.HeaderLength - 2).CopyTo(room[2..]);
        var age = (uint)(now - since);
        foreach (var at in age == 0 ? [] : ttls)
        {
            BinaryPrimitives.WriteUInt32BigEndian(room[at..], BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at)) - age);
        }

        return bytes.Length;
    }

    // Seconds are whole here, and not to the resolver, which must find that the tenth has begun: a second less. Of a TTL below 10 s there is none.
    private static long LastTenth(long ttl) => ttl < 10 ? 0 : Math.Max(1, (ttl / 10) - 1);

    // Where the times to live of all records stand, but for that of OPT, which is none.
    private static IEnumerable<int> TtlsOf(byte[] message, int at)
    {
        while (at < message.Length)
        {
            while (message[at] is > 0 and < 0xc0)
            {
                at += message[at] + 1;
            }

            at += message[at] == 0 ? 1 : 2;
            if (BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at)) != (ushort)RecordType.OPT)
            {
                yield return at + 4;
            }

            at += 10 + BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at + 8));
        }
    }
}
