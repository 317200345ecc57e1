using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Orleans.Storage;

namespace NetMesh.Embedded.Storage;

/// <summary>A state as it lies on the disk: whole, and behind that, in room that was made for them, its changes since.</summary>
/// <remarks>
/// The file begins with a line, <c>netmesh-state-2 OWNER LENGTH ROOM VERSION</c>; then there is the whole state of that length and version, then the room. A change
/// (<see cref="StateChange"/>) is written where zeros were, and flushed before the next one: the file keeps its size and its blocks, so that this is one flush. What a crash leaves
/// of the last change is no change, and the state is the one before: nobody was told that it was written. Earlier builds wrote <c>netmesh-state-1 VERSION OWNER</c>, and the state.
/// </remarks>
internal sealed record StateFile
{
    /// <summary>A longer state is written whole, always: it would be kept in memory, too, to see what changes.</summary>
    public const int MostChanged = 1 << 20;

    private const string Magic = "netmesh-state-2";
    private const string OldMagic = "netmesh-state-1";
    private const int LeastRoom = 16 << 10;
    private const int MostRoom = 1 << 20;

    public required StateVersion Version { get; init; }

    /// <summary>The serialized state.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    public required string Path { get; init; }

    /// <summary>The hash of the whole state before all changes.</summary>
    public required UInt128 Whole { get; init; }

    /// <summary>Where the room begins.</summary>
    public required long RoomAt { get; init; }

    /// <summary>How much room the changes have.</summary>
    public required int Room { get; init; }

    /// <summary>The beginning of what was written last: by that it is known again.</summary>
    public required byte[] Mark { get; init; }

    /// <summary>Nothing may be written behind what is there.</summary>
    public bool IsClosed { get; init; }

    private long MarkAt { get; init; }

    // How much of the room is full.
    private int Used { get; init; }

    // The process that gave a file its name may have died before that was flushed.
    private bool IsNameFlushed { get; init; }

    /// <summary>Reads a state. Null when there is none.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="owner">Whose it must be, in two words.</param>
    /// <exception cref="BadProviderConfigException">The file is damaged, or another grain's.</exception>
    public static StateFile? Read(string path, string owner)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var bytes = File.ReadAllBytes(path);
        var begin = bytes.AsSpan().IndexOf((byte)'\n') + 1;
        var words = begin == 0 ? [] : Encoding.UTF8.GetString(bytes, 0, begin - 1).Split(' ');
        var (grain, text, length, room) = words switch
        {
            [Magic, var type, var key, var itsLength, var itsRoom, var last] => ($"{type} {key}", last, LengthOf(itsLength), LengthOf(itsRoom)),
            [OldMagic, var first, var type, var key] => ($"{type} {key}", first, bytes.Length - begin, 0),
            _ => ("", "", 0, 0),
        };
        if (StateVersion.Parse(text) is not { } version)
        {
            throw new BadProviderConfigException($"{path} is no stored state");
        }

        if (grain != owner)
        {
            throw new BadProviderConfigException($"{path} belongs to {grain}, not to {owner}");
        }

        if ((long)begin + length + room != bytes.Length || room % StateChange.Unit != 0)
        {
            throw new BadProviderConfigException($"{path} is damaged: it is not as long as it says, but {bytes.Length} bytes");
        }

        var body = bytes.AsMemory(begin, length);
        if (version.Hash != (words[0] == Magic ? HashOf(version.Count, owner, length, room, body.Span) : StateVersion.HashOf(body.Span)))
        {
            throw new BadProviderConfigException($"{path} is damaged: its content does not match its hash");
        }

        var found = new StateFile { Path = path, Version = version, Body = body, Whole = version.Hash, RoomAt = begin + length, Room = room, Mark = bytes[..begin] };
        return room == 0 ? found : found.WithChanges(bytes.AsMemory(begin + length));
    }

    /// <summary>Writes a state whole, in place of what was there.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="owner">Whose it is, in two words.</param>
    /// <param name="before">What was there; null for nothing.</param>
    /// <param name="body">The state.</param>
    public static StateFile Replace(string path, string owner, StateFile? before, byte[] body)
    {
        // What is written for the first time may well never change.
        var room = before is null || body.Length > MostChanged ? 0 : Math.Clamp(Math.Max(4 * body.Length, 2 * before.Room), LeastRoom, MostRoom) / StateChange.Unit * StateChange.Unit;
        var count = (before?.Version.Count ?? 0) + 1;
        var version = new StateVersion(count, HashOf(count, owner, body.Length, room, body));
        var line = Encoding.UTF8.GetBytes($"{LineOf(owner, body.Length, room)} {version}\n");
        DurableFile.Write(path, line, body, room);
        return new StateFile
        {
            Path = path,
            Version = version,
            Body = body,
            Whole = version.Hash,
            RoomAt = line.Length + body.Length,
            Room = room,
            Mark = line,
            IsNameFlushed = true,
        };
    }

    /// <summary>Writes a state behind what is there. Null when there is no room: then nothing is done.</summary>
    public StateFile? Change(byte[] body)
    {
        if (IsClosed || body.Length > MostChanged)
        {
            return null;
        }

        var change = StateChange.Between(Version, Body.Span, body);
        if (change.Length > Room - Used)
        {
            return null;
        }

        var (bytes, at) = (change.Write(Whole), RoomAt + Used);
        DurableFile.Overwrite(Path, bytes, at);
        if (!IsNameFlushed)
        {
            DurableFile.FlushNameOf(Path);
        }

        return this with { Version = change.Version, Body = body, Used = Used + bytes.Length, Mark = bytes[..StateChange.Unit], MarkAt = at, IsNameFlushed = true };
    }

    /// <summary>What is worth keeping of it for the next write.</summary>
    public StateFile ToKnown() => IsClosed || Used == Room ? this with { Body = default } : this;

    /// <summary>Whether the file is as it was: nobody else has written there since.</summary>
    public bool IsStill()
    {
        try
        {
            using var file = File.OpenHandle(Path, share: FileShare.ReadWrite | FileShare.Delete);
            return IsAt(file, Mark, MarkAt) && (Used == Room || IsAt(file, new byte[StateChange.Unit], RoomAt + Used));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private static bool IsAt(SafeFileHandle file, byte[] expected, long at)
    {
        var there = new byte[expected.Length];
        return RandomAccess.Read(file, there, at) == there.Length && there.AsSpan().SequenceEqual(expected);
    }

    private static int LengthOf(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : -1;

    private static string LineOf(string owner, int length, int room) => string.Create(CultureInfo.InvariantCulture, $"{Magic} {owner} {length} {room}");

    private static UInt128 HashOf(long count, string owner, int length, int room, ReadOnlySpan<byte> body) =>
        StateVersion.HashOf((UInt128)count, Encoding.UTF8.GetBytes(LineOf(owner, length, room)), body);

    private StateFile WithChanges(ReadOnlyMemory<byte> room)
    {
        var (version, used, state, length, last) = (Version, 0, Body.ToArray(), Body.Length, -1);
        while (StateChange.Read(room[used..], version, Whole, length) is { } change)
        {
            change.Apply(ref state, ref length);
            (version, last, used) = (change.Version, used, used + change.Length);
        }

        // They were flushed one after the other: what is not whole is the last one, or it has been damaged since.
        var rest = room.Span[used..];
        if (StateChange.IsOneBehind(rest, version, Whole))
        {
            throw new BadProviderConfigException($"{Path} is damaged: there is a later version than {version.Count + 1}, but that is not whole");
        }

        return this with
        {
            Version = version,
            Body = state.AsMemory(0, length),
            Used = used,
            Mark = last < 0 ? Mark : room.Slice(last, StateChange.Unit).ToArray(),
            MarkAt = last < 0 ? 0 : RoomAt + last,

            // What was written over a rest, and shorter than it, would end in it.
            IsClosed = rest.ContainsAnyExcept((byte)0),
        };
    }
}
