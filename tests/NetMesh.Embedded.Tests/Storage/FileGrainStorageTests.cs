using NetMesh.Embedded.Storage;
using NetMesh.Embedded.Tests.Silos;
using Orleans.Storage;

namespace NetMesh.Embedded.Tests.Storage;

public sealed class FileGrainStorageTests : IDisposable
{
    private static readonly string[] Keys = ["", ".", "..", "a/b", "a\\b", "A", "a", "ä", "con", "a@b", "x y", "%41", "~", "a\0b", new string('k', 500), new string('k', 501)];
    private readonly string root = Directory.CreateTempSubdirectory("netmesh-storage-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory, InlineData(true), InlineData(false)]
    public async Task What_was_written_is_there_in_the_next_process(bool virtualClock)
    {
        await using (var host = Start(virtualClock))
        {
            Assert.Equal(5, await host.Get(host.Grains.GetGrain<ILedgerGrain>("a/../b").Add(5)));
            Assert.Equal(7, await host.Get(host.Grains.GetGrain<ILedgerGrain>("a/../b").Add(2)));
        }

        await using (var host = Start(virtualClock))
        {
            var ledger = host.Grains.GetGrain<ILedgerGrain>("a/../b");
            Assert.Equal(7, await host.Get(ledger.Balance()));
            Assert.True(await host.Get(ledger.Exists()));
            await host.Do(ledger.Clear());
            Assert.Equal(0, await host.Get(ledger.Balance()));
        }

        Assert.Empty(Directory.GetFiles(root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Every_key_and_state_name_has_a_file_of_its_own_below_the_root()
    {
        var storage = new FileGrainStorage(root);
        var names = Keys.SelectMany(key => (string[])["s", "b@s", "S"], (key, state) => (Id: GrainId.Create("T/..", key), State: state)).ToArray();
        foreach (var (id, state) in names)
        {
            var value = new Stored<string> { State = $"{id} {state}" };
            await storage.WriteStateAsync(state, id, value);
            Assert.StartsWith(root + Path.DirectorySeparatorChar, Path.GetFullPath(storage.PathOf(state, id)), StringComparison.Ordinal);
            Assert.True(Path.GetFileName(storage.PathOf(state, id)).Length <= 200);
        }

        Assert.Equal(names.Length, names.Select(name => storage.PathOf(name.State, name.Id).ToUpperInvariant()).Distinct().Count());
        foreach (var (id, state) in names)
        {
            var value = new Stored<string>();
            await storage.ReadStateAsync(state, id, value);
            Assert.Equal($"{id} {state}", value.State);
        }
    }

    [Fact]
    public void Nobody_else_reads_what_grains_keep()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = new FileGrainStorage(root);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(root));
        }
    }

    [Fact]
    public async Task A_writer_who_has_not_seen_the_last_write_is_refused()
    {
        var storage = new FileGrainStorage(root);
        var id = GrainId.Create("t", "k");
        var (first, second) = (new Stored<int>(), new Stored<int>());
        await storage.WriteStateAsync("s", id, first);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("s", id, second));
        await storage.ReadStateAsync("s", id, second);
        await storage.WriteStateAsync("s", id, second);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("s", id, first));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("s", id, first));
    }

    [Fact]
    public async Task A_damaged_or_foreign_file_is_named_and_not_taken_for_a_state()
    {
        var storage = new FileGrainStorage(root);
        var id = GrainId.Create("t", "k");
        await storage.WriteStateAsync("s", id, new Stored<string> { State = "content" });
        var path = storage.PathOf("s", id);
        var bytes = await File.ReadAllBytesAsync(path);
        for (var length = 0; length < bytes.Length; length++)
        {
            await File.WriteAllBytesAsync(path, bytes[..length]);
            var error = await Assert.ThrowsAsync<BadProviderConfigException>(() => storage.ReadStateAsync("s", id, new Stored<string>()));
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }

        await storage.WriteStateAsync("s", GrainId.Create("t", "other"), new Stored<string> { State = "content" });
        File.Copy(storage.PathOf("s", GrainId.Create("t", "other")), path, overwrite: true);
        await Assert.ThrowsAsync<BadProviderConfigException>(() => storage.ReadStateAsync("s", id, new Stored<string>()));
    }

    [Fact]
    public async Task A_crash_between_write_and_rename_leaves_the_old_state()
    {
        var storage = new FileGrainStorage(root);
        var id = GrainId.Create("t", "k");
        await storage.WriteStateAsync("s", id, new Stored<string> { State = "old" });
        await File.WriteAllTextAsync(storage.PathOf("s", id) + ".1-1.tmp", "half of the n");
        var read = new Stored<string>();
        await storage.ReadStateAsync("s", id, read);
        Assert.Equal("old", read.State);
    }

    private EmbeddedHost Start(bool virtualClock) => Hosts.On(virtualClock, options => options.UseFileStorage(root).WithRegionFilter());
}
