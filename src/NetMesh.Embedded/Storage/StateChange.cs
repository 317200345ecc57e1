using System.Buffers.Binary;

namespace NetMesh.Embedded.Storage;

/// <summary>A write of a state as it lies in the room behind the whole one: how much of the state before stays at its beginning and at its end, and what is in between now.</summary>
/// <remarks>
/// 64 octets, then what is new, filled up to a multiple of 64. The octets: a mark, the count of writes (8), how much stays at the beginning (4) and at the end (4), how much is new
/// (4), nothing (4), the version's hash (16), and a hash of all that and of the whole state's (16), which finds these 64 where what is before them is damaged.
/// </remarks>
/// <param name="Version">The version that it makes.</param>
/// <param name="Front">How many octets stay at the beginning.</param>
/// <param name="Back">And at the end.</param>
/// <param name="New">What is in between.</param>
internal readonly record struct StateChange(StateVersion Version, int Front, int Back, ReadOnlyMemory<byte> New)
{
    /// <summary>Changes begin at multiples of this, behind the whole state.</summary>
    public const int Unit = 64;

    private const int HashAt = 32;
    private const int SealAt = 48;

    /// <summary>How much room it takes.</summary>
    public int Length => Unit + ((New.Length + Unit - 1) / Unit * Unit);

    private static ReadOnlySpan<byte> Mark => "\nchange\n"u8;

    /// <summary>What makes one state of another.</summary>
    public static StateChange Between(StateVersion version, ReadOnlySpan<byte> before, ReadOnlyMemory<byte> after)
    {
        var front = before.CommonPrefixLength(after.Span);
        var rest = before[front..];
        var next = after.Span[front..];
        var back = 0;
        while (back < rest.Length && back < next.Length && rest[^(back + 1)] == next[^(back + 1)])
        {
            back++;
        }

        var change = new StateChange(version with { Count = version.Count + 1 }, front, back, after[front..^back]);
        Span<byte> head = stackalloc byte[Unit];
        change.WriteHead(head);
        return change with { Version = change.Version with { Hash = StateVersion.HashOf(version.Hash, head[..HashAt], change.New.Span) } };
    }

    /// <summary>The change that follows a version. Null when there is none, or not whole.</summary>
    /// <param name="room">Where it begins.</param>
    /// <param name="before">The version before.</param>
    /// <param name="whole">The hash of the whole state before all changes.</param>
    /// <param name="length">The length of the state before.</param>
    public static StateChange? Read(ReadOnlyMemory<byte> room, StateVersion before, UInt128 whole, int length)
    {
        var head = room.Span;
        if (CountOf(head, whole) != before.Count + 1)
        {
            return null;
        }

        var (front, back, count) = (Number(head, 16), Number(head, 20), Number(head, 24));
        if (front < 0 || back < 0 || count < 0 || (long)front + back > length || count > room.Length - Unit)
        {
            return null;
        }

        var change = new StateChange(new StateVersion(before.Count + 1, BinaryPrimitives.ReadUInt128BigEndian(head[HashAt..])), front, back, room.Slice(Unit, count));
        return StateVersion.HashOf(before.Hash, head[..HashAt], change.New.Span) == change.Version.Hash ? change : null;

        static int Number(ReadOnlySpan<byte> head, int at) => BinaryPrimitives.ReadInt32BigEndian(head[at..]);
    }

    /// <summary>Whether anywhere in the room a change begins that counts higher than the one that follows a version.</summary>
    public static bool IsOneBehind(ReadOnlySpan<byte> room, StateVersion before, UInt128 whole)
    {
        for (var at = 0; at + Unit <= room.Length; at += Unit)
        {
            if (CountOf(room[at..], whole) > before.Count + 1)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>As it lies in the room.</summary>
    public byte[] Write(UInt128 whole)
    {
        var bytes = new byte[Length];
        WriteHead(bytes);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(SealAt), StateVersion.HashOf(whole, bytes.AsSpan(0, SealAt)));
        New.Span.CopyTo(bytes.AsSpan(Unit));
        return bytes;
    }

    /// <summary>Makes the state after it of the one before.</summary>
    /// <param name="state">At its beginning, the state before. It grows where it must.</param>
    /// <param name="length">How long that is; then, how long the state after is.</param>
    public void Apply(ref byte[] state, ref int length)
    {
        var after = Front + New.Length + Back;
        if (after > state.Length)
        {
            Array.Resize(ref state, Math.Max(after, state.Length * 2));
        }

        state.AsSpan(length - Back, Back).CopyTo(state.AsSpan(after - Back));
        New.Span.CopyTo(state.AsSpan(Front));
        length = after;
    }

    private void WriteHead(Span<byte> head)
    {
        Mark.CopyTo(head);
        BinaryPrimitives.WriteInt64BigEndian(head[8..], Version.Count);
        BinaryPrimitives.WriteInt32BigEndian(head[16..], Front);
        BinaryPrimitives.WriteInt32BigEndian(head[20..], Back);
        BinaryPrimitives.WriteInt32BigEndian(head[24..], New.Length);
        BinaryPrimitives.WriteUInt128BigEndian(head[HashAt..], Version.Hash);
    }

    // 0 when no change begins there.
    private static long CountOf(ReadOnlySpan<byte> head, UInt128 whole) =>
        head.Length >= Unit && head.StartsWith(Mark) && StateVersion.HashOf(whole, head[..SealAt]) == BinaryPrimitives.ReadUInt128BigEndian(head[SealAt..])
            ? BinaryPrimitives.ReadInt64BigEndian(head[8..])
            : 0;
}
