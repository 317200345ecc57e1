using System.Buffers;
using NetMesh.Protocols.Wire;

namespace NetMesh.Protocols.Dns.Messages;

/// <summary>Messages of DNS between two processes of one planet: as on any wire.</summary>
internal static class DnsKinds
{
    public static WireKind[] All { get; } =
    [
        WireKind.Of<DnsMessage>(32, static (message, output) => output.Write(DnsWriter.Write(message)), static bytes => WireKind.Whole(DnsReader.Read(bytes), bytes.Length)),
        WireKind.Of<FramedDnsMessage>(33, FramedDnsMessage.Write, FramedDnsMessage.Read),
    ];
}
