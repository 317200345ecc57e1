using System.Security.Cryptography;
using System.Text;
using NetMesh.Embedded.Storage;
using Orleans.Storage;

namespace NetMesh.Embedded.Tests.Storage;

/// <summary>What is read of a state when a write, or the disk, was not as it should be.</summary>
public sealed class FileGrainStorageCrashTests : IDisposable
{
    private static readonly GrainId Id = GrainId.Create("t", "k");
    private readonly string root = Directory.CreateTempSubdirectory("netmesh-storage-").FullName;
    private readonly FileGrainStorage storage;
    private readonly string path;
    private readonly Stored<string> state = new();

    public FileGrainStorageCrashTests()
    {
        storage = new FileGrainStorage(root);
        path = storage.PathOf("s", Id);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task A_write_that_a_crash_cut_short_is_there_whole_or_not_at_all()
    {
        var (before, after) = await WriteThriceAsync();
        for (var length = 0; length <= after.Length; length++)
        {
            if (length == 0 || before[length - 1] != after[length - 1])
            {
                await WriteRawAsync([.. after[..length], .. before[length..]]);
                var read = await ReadAsync();
                var isCutShort = !before.AsSpan(length).SequenceEqual(after.AsSpan(length));
                Assert.Equal(isCutShort ? "two" : "three, longer", read.State);

                // Life goes on, and what the crash left is not in its way.
                if (length % 8 == 0)
                {
                    read.State = "f";
                    await new FileGrainStorage(root).WriteStateAsync("s", Id, read);
                    Assert.Equal("f", (await ReadAsync()).State);
                    var text = await File.ReadAllTextAsync(path);
                    Assert.Equal(isCutShort && length > 0, text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..].TrimEnd('\0') == "\"f\"");
                }
            }
        }
    }

    [Fact]
    public async Task A_write_whose_parts_came_to_the_disk_in_any_order_is_there_whole_or_not_at_all()
    {
        const int part = 8;
        var (before, after) = await WriteThriceAsync();
        var written = Enumerable.Range(0, after.Length / part).Where(i => !before.AsSpan(i * part, part).SequenceEqual(after.AsSpan(i * part, part))).ToArray();
        var random = new Random(1);
        foreach (var missing in written.Select(one => new[] { one }).Concat(Enumerable.Range(0, 200).Select(_ => written.Where(_ => random.Next(2) == 0).ToArray())))
        {
            var bytes = after.ToArray();
            foreach (var at in missing)
            {
                before.AsSpan(at * part, part).CopyTo(bytes.AsSpan(at * part));
            }

            await WriteRawAsync(bytes);
            Assert.Equal(missing.Length > 0 ? "two" : "three, longer", (await ReadAsync()).State);
        }
    }

    [Fact]
    public async Task A_byte_that_the_disk_has_changed_gives_no_state_that_never_was()
    {
        var (before, after) = await WriteThriceAsync();
        var last = Enumerable.Range(0, after.Length).First(i => before[i] != after[i]);
        var (named, lost) = (0, 0);
        for (var i = 0; i < after.Length; i = i < last + 256 ? i + 1 : i + 997)
        {
            var bytes = after.ToArray();
            bytes[i] ^= 0x41;
            await WriteRawAsync(bytes);
            try
            {
                var read = (await ReadAsync()).State;
                lost += read == "two" ? 1 : 0;
                Assert.True(read == "three, longer" || (read == "two" && i >= last), $"{read} with byte {i} changed");
            }
            catch (BadProviderConfigException error)
            {
                named++;
                Assert.Contains(path, error.Message, StringComparison.Ordinal);
            }
        }

        // All before the last change but what fills up the one before it; and all that the last one says.
        Assert.InRange(named, last - 64, last - 1);
        Assert.InRange(lost, 65, 128);
    }

    [Fact]
    public async Task What_earlier_builds_have_written_is_read_and_goes_on()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData("\"old\""u8).AsSpan(0, 16));
        await WriteThriceAsync();
        await WriteRawAsync(Encoding.UTF8.GetBytes($"netmesh-state-1 7-{hash} t k@s\n\"old\""));
        var read = await ReadAsync();
        Assert.Equal(("old", $"7-{hash}"), (read.State, read.ETag));
        foreach (var next in (string[])["new", "newer"])
        {
            read.State = next;
            await new FileGrainStorage(root).WriteStateAsync("s", Id, read);
            Assert.Equal(next, (await ReadAsync()).State);
        }

        Assert.StartsWith("9-", read.ETag, StringComparison.Ordinal);
    }

    [Fact]
    public async Task States_that_change_anyhow_are_read_as_they_were_written()
    {
        var random = new Random(2);
        for (var i = 0; i < 80; i++)
        {
            var text = state.State ?? "";
            var (from, to) = (random.Next(text.Length + 1), random.Next(text.Length + 1));
            state.State = string.Concat(text.AsSpan(0, Math.Min(from, to)), new string((char)random.Next('a', 'd'), random.Next(i % 10 == 0 ? 9_000 : 40)), text.AsSpan(Math.Max(from, to)));
            await storage.WriteStateAsync("s", Id, state);
            var read = await ReadAsync();
            Assert.Equal((state.State, state.ETag), (read.State, read.ETag));
        }
    }

    [Fact]
    public async Task A_state_too_long_to_be_kept_in_mind_is_written_whole()
    {
        foreach (var text in (string[])[new string('a', 1 << 20), new string('a', 1 << 20) + "b", "c", "d"])
        {
            await WriteAsync(text);
            Assert.Equal(text, (await ReadAsync()).State);
        }
    }

    [Fact]
    public async Task Of_writers_at_once_one_is_heard_and_the_others_are_told()
    {
        // Long states, so that looking and writing takes a while.
        const int writers = 4;
        await WriteThriceAsync();
        var inTurn = new FileGrainStorage(root, staysInTurn: true);
        using var start = new Barrier(writers);
        for (var round = 0; round < 5; round++)
        {
            var before = await ReadAsync();
            var outcomes = await Task.WhenAll(Enumerable.Range(0, writers).Select(i => Task.Factory.StartNew(() => Write(new string((char)('a' + i), 400_000 + round)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            Assert.Equal((await ReadAsync()).State, Assert.Single(outcomes, outcome => outcome is not null));

            string? Write(string text)
            {
                start.SignalAndWait();
                var writing = inTurn.WriteStateAsync("s", Id, new Stored<string> { State = text, ETag = before.ETag });
                return writing.IsCompletedSuccessfully ? text : writing.Exception?.InnerException is InconsistentStateException ? null : throw writing.Exception!;
            }
        }
    }

    [Theory, InlineData(1), InlineData(3)]
    public async Task What_another_storage_has_written_there_is_seen(int writes)
    {
        await WriteThriceAsync();
        var other = await ReadAsync();
        for (var i = 0; i < writes; i++)
        {
            // Too long for the room the second time.
            other.State = new string((char)('x' + i), 9_000);
            await new FileGrainStorage(root).WriteStateAsync("s", Id, other);
        }

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("s", Id, state));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("s", Id, state));
        Assert.Equal(other.State, (await ReadAsync()).State);
    }

    [Fact]
    public async Task A_state_that_was_cleared_begins_anew()
    {
        await WriteThriceAsync();
        var old = state.ETag;
        await storage.ClearStateAsync("s", Id, state);
        Assert.False(File.Exists(path));
        Assert.False((await ReadAsync()).RecordExists);
        await WriteThriceAsync();
        Assert.Equal("three, longer", (await ReadAsync()).State);
        Assert.Equal(old, state.ETag);
        state.ETag = null;
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("s", Id, state));
    }

    // The file before the last write, and behind it: that one is made in place.
    private async Task<(byte[] Before, byte[] After)> WriteThriceAsync()
    {
        await WriteAsync("one");
        await WriteAsync("whole, with room behind it");
        await WriteAsync("two");
        var before = await File.ReadAllBytesAsync(path);
        await WriteAsync("three, longer");
        var after = await File.ReadAllBytesAsync(path);
        Assert.Equal(before.Length, after.Length);
        return (before, after);
    }

    private Task WriteAsync(string text)
    {
        state.State = text;
        return storage.WriteStateAsync("s", Id, state);
    }

    private Task WriteRawAsync(byte[] bytes) => File.WriteAllBytesAsync(path, bytes);

    // As after a restart.
    private async Task<Stored<string>> ReadAsync()
    {
        var read = new Stored<string>();
        await new FileGrainStorage(root).ReadStateAsync("s", Id, read);
        return read;
    }
}
