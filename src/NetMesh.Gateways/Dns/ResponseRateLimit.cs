using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Answers;
using NetMesh.Protocols.Wire;

namespace NetMesh.Gateways.Dns;

/// <summary>What becomes of an answer.</summary>
public enum RateVerdict
{
    Sent,
    Dropped,

    /// <summary>It says only that the client must come in a way that proves its address.</summary>
    Slipped,
}

/// <summary>
/// Keeps name servers from being used to flood somebody in whose name questions are sent (response-rate limiting, as BIND and NSD have it): one network gets answers of one
/// kind at a bounded rate. Who asks faster gets none before it slows down, but that every second one is slipped: a client whose address is forged by others can still
/// come over a connection. It holds a fixed number of kinds; those that share a place forget each other. Safe from any thread.
/// </summary>
/// <param name="perSecond">Answers of one kind to one network; also how many may come at once.</param>
/// <param name="time">The clock.</param>
public sealed class ResponseRateLimit(int perSecond, TimeProvider time)
{
    private const int Places = 1 << 16;

    // Addresses of one such network are one client's to forge, or one client's to have.
    private const int NetworkLength = 24;

    // Keyed, so that nobody can choose whose place he shares.
    private readonly SipHash scatter = new(RandomNumberGenerator.GetBytes(SipHash.KeyLength));
    private readonly Place[] places = new Place[Places];
    private readonly Lock gate = new();

    /// <summary>One more answer is ready for a client that has not proved its address.</summary>
    public RateVerdict Judge(IPv4Address client, AnswerKind answer)
    {
        var kind = KindOf(client, answer);
        var now = time.GetTimestamp();
        lock (gate)
        {
            ref var place = ref places[kind % Places];
            if (place.Kind != kind)
            {
                place = new Place { Kind = kind, Credit = perSecond, At = now };
            }

            // Whoever goes on asking stays in debt, by a second at most.
            place.Credit = Math.Min(perSecond, place.Credit + (time.GetElapsedTime(place.At, now).TotalSeconds * perSecond)) - 1;
            place.At = now;
            if (place.Credit >= 0)
            {
                return RateVerdict.Sent;
            }

            place.Credit = Math.Max(place.Credit, -perSecond);
            place.HasDropped = !place.HasDropped;
            return place.HasDropped ? RateVerdict.Dropped : RateVerdict.Slipped;
        }
    }

    private ulong KindOf(IPv4Address client, AnswerKind answer)
    {
        Span<byte> kind = stackalloc byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(kind, new AddressPrefix(client, NetworkLength).Network.Value);
        BinaryPrimitives.WriteInt32BigEndian(kind[4..], (int)answer.Code);
        BinaryPrimitives.WriteInt32BigEndian(kind[8..], answer.Name);
        return scatter.Of(kind);
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Place
    {
        public ulong Kind;
        public double Credit;
        public long At;
        public bool HasDropped;
    }
}
