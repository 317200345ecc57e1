using System.Collections.Immutable;
using System.Text;

namespace NetMesh.Protocols.Dns.Messages;

/// <summary>Numbers of EDNS options, by IANA's registry.</summary>
public enum EdnsOptionCode : ushort
{
    /// <summary>Which of several servers it is that answers (RFC 5001).</summary>
    NameServerId = 3,

    /// <summary>The client's network (RFC 7871).</summary>
    ClientSubnet = 8,

    Cookie = 10,
    KeepAlive = 11,
    Padding = 12,

    /// <summary>Why it failed, in words (RFC 8914).</summary>
    ExtendedError = 15,
}

/// <summary>An EDNS option (RFC 6891 §6.1.2).</summary>
/// <param name="Code">Which.</param>
/// <param name="Data">Its bytes; owned.</param>
public sealed record EdnsOption(EdnsOptionCode Code, ImmutableArray<byte> Data)
{
    /// <summary>Which server answers (RFC 5001 §2.3), by its name.</summary>
    public static EdnsOption ServerId(string name) => new(EdnsOptionCode.NameServerId, [.. Encoding.UTF8.GetBytes(name)]);

    /// <summary>How long a connection may say nothing (RFC 7828 §3.1), told in tenths of a second.</summary>
    public static EdnsOption KeepAlive(TimeSpan time)
    {
        var tenths = (int)(time.TotalMilliseconds / 100);
        return new EdnsOption(EdnsOptionCode.KeepAlive, [(byte)(tenths >> 8), (byte)tenths]);
    }
}

/// <summary>The extensions of a message (RFC 6891): on the wire a record of type OPT among the additional ones.</summary>
/// <param name="UdpLength">The longest datagram that the sender takes, bytes.</param>
/// <param name="IsDnssecOk">DO: it wants signatures (RFC 3225).</param>
/// <param name="Version">0 is the only one there is.</param>
/// <param name="Options">In the order they came.</param>
public sealed record Edns(int UdpLength, bool IsDnssecOk = false, byte Version = 0, ImmutableArray<EdnsOption> Options = default)
{
    /// <summary>What everybody takes without EDNS (RFC 1035 §4.2.1), and the least that counts with it (RFC 6891 §6.2.3).</summary>
    public const int LeastUdpLength = 512;

    /// <summary>What passes nearly every path unfragmented; what we take and send (RFC 9715 §3.2).</summary>
    public const int UsualUdpLength = 1232;

    /// <summary>The longest datagram, in bytes, that may answer a question: as it says, within bounds.</summary>
    public static int UdpLengthOf(DnsMessage? query) => query?.Edns is { } edns ? Math.Clamp(edns.UdpLength, LeastUdpLength, UsualUdpLength) : LeastUdpLength;

    public ImmutableArray<EdnsOption> Options { get; init; } = Options.IsDefault ? [] : Options;

    /// <summary>These extensions and one option more.</summary>
    public Edns With(EdnsOption option) => this with { Options = Options.Add(option) };
}
