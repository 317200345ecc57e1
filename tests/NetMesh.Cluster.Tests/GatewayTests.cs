using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using NetMesh.Cluster.Tests.Clusters;
using NetMesh.Contracts.Hosts;
using NetMesh.Gateways;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Torrents;
using NetMesh.Testing;
using Xunit.Abstractions;

namespace NetMesh.Cluster.Tests;

/// <summary>Real clients of a gateway that runs no grains, while the silos behind it die.</summary>
public sealed class GatewayTests(ITestOutputHelper output)
{
    // What is asked through a silo that is gone is asked again.
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_gateway_goes_on_with_another_silo_when_the_one_it_talked_to_dies()
    {
        await using var cluster = await StartAsync();
        using var client = new HttpClient { Timeout = AnswerWithin };
        var announce = new Uri(
            $"http://{ThreeRegions.TrackerAt(cluster.Options.Ports)}/announce?info_hash={new string('h', 20)}&peer_id={new string('p', 20)}&port=6889&uploaded=0&downloaded=0&left=1&compact=1");
        await TestCluster.UntilAsync(() => IsAnsweredAsync(client, announce));

        // One after another, so that whichever it had been talking to is among them.
        foreach (var region in ThreeRegions.Regions.Reverse())
        {
            await cluster.KillAsync(region.Label);
            var took = await TestCluster.UntilAsync(() => IsAnsweredAsync(client, announce));
            output.WriteLine($"{region.Label} killed: answered again after {took.TotalSeconds:0.00} s");
            await cluster.RestartAsync(region.Label);
            await cluster.MeetAsync();
        }
    }

    [Fact]
    public async Task A_real_client_loses_its_connection_to_a_lost_peer_and_finds_it_again()
    {
        await using var cluster = await StartAsync();
        var plan = ThreeRegions.Swarm(cluster.Options.Ports, mebibytes: 1);
        await cluster.Swarm.StartAsync(plan);

        // The seed in eu-west.
        var peer = new Endpoint(ThreeRegions.Member(1), cluster.Options.Ports.RealPort(ServiceNames.PeerPort));
        TcpClient? client = null;
        await TestCluster.UntilAsync(async () => (client = await ShakeHandsAsync(peer, plan.Torrent)) is not null);
        Assert.Equal(ThreeRegions.EuWest, cluster.SiloOf(cluster.Peer(peer.Address)));
        using (client)
        {
            await cluster.KillAsync(ThreeRegions.EuWest);
            using var late = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            await EndAsync(client!, late.Token);
        }

        var took = await TestCluster.UntilAsync(
            async () =>
            {
                using var again = await ShakeHandsAsync(peer, plan.Torrent);
                return again is not null;
            });
        output.WriteLine($"found again after {took.TotalSeconds:0.00} s");
        Assert.Equal(ThreeRegions.UsEast, cluster.SiloOf(cluster.Peer(peer.Address)));
    }

    private static async Task<TestCluster> StartAsync()
    {
        var cluster = await TestCluster.StartAsync(new ClusterOptions { Ports = PortPlan.Above(FreePorts.Offset()) });
        await cluster.Gateway.GetRequiredService<GatewayHost>().StartAsync(cluster.Gateway.GetRequiredService<INetwork>(), cluster.Grains, default);
        return cluster;
    }

    private static async ValueTask<bool> IsAnsweredAsync(HttpClient client, Uri announce)
    {
        try
        {
            return (await client.GetStringAsync(announce)).StartsWith("d8:completei", StringComparison.Ordinal);
        }
        catch (Exception error) when (error is HttpRequestException or SocketException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>Dials a peer, and returns the connection once the peer has answered the handshake; null when it does not.</summary>
    private static async Task<TcpClient?> ShakeHandsAsync(Endpoint peer, Metainfo torrent)
    {
        var client = new TcpClient(new IPEndPoint(IPAddress.Parse("127.16.0.99"), 0));
        try
        {
            using var late = new CancellationTokenSource(AnswerWithin);
            await client.ConnectAsync(new IPEndPoint(peer.Address.ToIPAddress(), peer.Port), late.Token);
            byte[] handshake = [19, .. "BitTorrent protocol"u8, .. new byte[8], .. torrent.InfoHash.ToArray(), .. "-XX0000-abcdefghijkl"u8];
            await client.GetStream().WriteAsync(handshake, late.Token);
            await client.GetStream().ReadExactlyAsync(new byte[handshake.Length], late.Token);
            return client;
        }
        catch (Exception error) when (error is SocketException or IOException or OperationCanceledException)
        {
            client.Dispose();
            return null;
        }
    }

    private static async Task EndAsync(TcpClient client, CancellationToken late)
    {
        var bytes = new byte[1024];
        try
        {
            while (await client.GetStream().ReadAsync(bytes, late) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset.
        }
    }
}
