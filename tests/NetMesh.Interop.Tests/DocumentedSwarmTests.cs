namespace NetMesh.Interop.Tests;

/// <summary>The page on a swarm of many clients. They are to meet while one of them downloads for 14 s, so they have the machine for themselves.</summary>
[Collection(Alone.Name)]
public sealed class DocumentedSwarmTests
{
    [RealClientFact("aria2c", "libtorrent", "transmission-daemon", "rtorrent", "prometheus", "curl", RealClients.Enter)]
    public async Task Every_command_about_a_swarm_of_many_clients_works_as_written()
    {
        await using var planet = await RunningPlanet.StartAsync(["--prefix", "198.18.0.0/15"]);
        try
        {
            await DocumentedCommands.RunAsync(planet, [Repository.PathOf("docs", DocumentedCommands.ManyClients)], atLeast: 8);
        }
        finally
        {
            // Whatever came of it: no client, and no Prometheus, outlives the test.
            await ProgramRun.OfAsync("bash", ["-c", "touch enough; [ ! -e prometheus.pid ] || kill $(cat prometheus.pid)"], planet.Folder);
            await Eventually.HoldsAsync(async () => (await planet.CommandAsync("hosts")).Output is var hosts && !hosts.Contains(" libtorrent ", StringComparison.Ordinal) && !hosts.Contains(" aria2 ", StringComparison.Ordinal));
        }
    }
}
