using System.Collections.Concurrent;
using System.Diagnostics;
using NetMesh.Gateways.Tests.BitTorrent;
using NetMesh.Gateways.Transport;
using NetMesh.Protocols.BitTorrent.PeerWire;

namespace NetMesh.Gateways.Tests.Transport;

/// <summary>A connection's life is an activity, and what passes over it has none.</summary>
public sealed class GatewayActivitiesTests
{
    [Fact]
    public async Task A_connection_is_told_of_when_it_has_ended_with_who_it_was_and_why()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "NetMesh.Gateways",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var fixture = await GatewayFixture.StartAsync();
        Activity? seen = null;
        fixture.ServePeer((net, end, frame) =>
        {
            seen ??= Activity.Current;
            if (frame.Message is Handshake)
            {
                net.Send(end, frame.Message);
            }
        });
        using var client = new PeerWireClient(await TestPlanet.DialAsync(TestPlanet.First, fixture.PeerPort));
        await client.SendAsync(PeerWireClient.Hello);
        await client.ReadAsync();
        Assert.DoesNotContain(ended, IsOurs);
        await client.Socket.SendAsync(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF });
        Assert.True(SpinWait.SpinUntil(() => ended.Any(IsOurs), TestPlanet.Patience));
        var life = Assert.Single(ended, IsOurs);
        Assert.Equal(("peer-wire connection", ActivityKind.Server, RefusalReasons.Garbage), (life.OperationName, life.Kind, life.StatusDescription));
        Assert.Null(seen);

        // Other tests' planets have gateways, too.
        bool IsOurs(Activity activity) => activity.GetTagItem("netmesh.host") as string == $"{TestPlanet.First}:{fixture.PeerPort}";
    }
}
