using NetMesh.Planet.Hosts;
using NetMesh.Planet.Links;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Planet.Traffic;

/// <summary>
/// Where a host plugs into the network: its two links and its connections. Addresses without a host in the directory, real clients as a rule, share one
/// per region, whose links are unlimited, so that no number of clients can fill the memory; hosts of other planets share another one.
/// </summary>
internal sealed class HostPort
{
    private readonly AccessLink link;
    private ushort ephemeral = 49151;

    public HostPort(Network network, Host? host, int region, bool isAbroad = false)
    {
        Network = network;
        Host = host;
        Region = region;
        IsAbroad = isAbroad;
        link = host?.Link ?? AccessLink.Unlimited;
        LatencyNs = Clock.Nanoseconds.ToNanoseconds(link.Latency);
        Up = new Uplink(network);
        Down = new Downlink(network);
        Datagrams = new Flow(null, this, this, network.PathBetween(region, region));
        SetRate(1);
    }

    public Network Network { get; }

    /// <summary>Null for the clients of a region, and for what other planets carry of it.</summary>
    public Host? Host { get; }

    /// <summary>Stands for hosts of other planets: what comes from there has left an uplink and crossed the path already.</summary>
    public bool IsAbroad { get; }

    /// <summary>The region's place in the planet's list.</summary>
    public int Region { get; }

    /// <summary>One way to the region's core.</summary>
    public long LatencyNs { get; }

    public Uplink Up { get; }

    public Downlink Down { get; }

    /// <summary>The datagrams it sends take one turn on its uplink; those it receives, one on its downlink.</summary>
    public Flow Datagrams { get; }

    /// <summary>It has no power.</summary>
    public bool IsDown { get; set; }

    /// <summary>The first of the connections that it dialled.</summary>
    public Connection? FirstDialled { get; set; }

    /// <summary>The first of the connections that it was called on.</summary>
    public Connection? FirstCalled { get; set; }

    /// <summary>Sets both links to a share of their nominal rate.</summary>
    public void SetRate(double factor)
    {
        Up.NsPerByte = NsPerByte(link.UpBitsPerSecond, factor);
        Down.NsPerByte = NsPerByte(link.DownBitsPerSecond, factor);
    }

    public ushort NextEphemeralPort()
    {
        ephemeral = ephemeral == ushort.MaxValue ? (ushort)49152 : (ushort)(ephemeral + 1);
        return ephemeral;
    }

    private static double NsPerByte(long bitsPerSecond, double factor) =>
        bitsPerSecond <= 0 ? 0 : 8.0 * Clock.Nanoseconds.PerSecond / (bitsPerSecond * factor);
}
