namespace NetMesh.Testing.Tests;

/// <summary>A test awaits other things than the mesh, and goes on on another thread each time.</summary>
public sealed class ForeignThreadTests
{
    [Fact]
    public async Task Mesh_on_the_virtual_clock_is_used_from_one_thread_after_another()
    {
        var layout = new SwarmLayout { Leechers = 4, Pieces = 20 };
        var hashes = new List<ulong>();
        foreach (var moves in new[] { true, false })
        {
            var mesh = VirtualMesh.Create(layout.World(seed: 1), new MeshOptions { SiloPerRegion = true });
            Func<Task>[] steps =
            [
                async () => await mesh.StartSwarmAsync(layout.Plan()),
                async () => await mesh.RunForAsync(TimeSpan.FromSeconds(2)),
                () => Do(() => mesh.Faults.Isolate("eu-west")),
                async () => await mesh.KillSiloAsync("ap-south"),
                async () => Assert.False(await mesh.RunUntilDoneAsync(layout.Name, layout.Leechers, TimeSpan.FromMinutes(5))),
                () => Do(() => mesh.Faults.HealAll()),
                async () => Assert.True(await mesh.RunUntilDoneAsync(layout.Name, layout.Leechers, TimeSpan.FromHours(1))),
                () => Do(() => hashes.Add(mesh.TraceHash)),
                async () => await mesh.DisposeAsync(),
            ];
            foreach (var step in steps)
            {
                await (moves ? OnAnotherThread(step) : step());
            }
        }

        Assert.Equal(hashes[0], hashes[1]);
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    // A long-running task has a thread of its own.
    private static Task OnAnotherThread(Func<Task> step) =>
        Task.Factory.StartNew(() => step().GetAwaiter().GetResult(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
