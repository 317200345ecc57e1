using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Trackers;

internal sealed class UdpConnectionIds(ulong secret)
{
    private static readonly long WindowTicks = TimeSpan.FromMinutes(1).Ticks;

    public long Issue(Endpoint to, DateTimeOffset now) => Mac(to, now.UtcTicks / WindowTicks);

    public bool IsValid(long id, Endpoint from, DateTimeOffset now)
    {
        var window = now.UtcTicks / WindowTicks;
        return id == Mac(from, window) || id == Mac(from, window - 1);
    }

    private long Mac(Endpoint peer, long window) =>
        (long)TraceMix.Mix(TraceMix.Mix(secret, peer.Address.Value, (ulong)window), secret);
}
