using NetMesh.Protocols.Dns.Messages;

namespace NetMesh.Gateways.Dns;

/// <summary>What came from a client: a question that can be read, or what is said to one that cannot; neither, where nothing is said to it.</summary>
/// <param name="Query">The question.</param>
/// <param name="Complaint">What is said instead of an answer.</param>
public readonly record struct Asked(DnsMessage? Query, DnsMessage? Complaint)
{
    public bool IsNothing => Query is null && Complaint is null;

    /// <summary>Reads what came.</summary>
    public static Asked Read(ReadOnlySpan<byte> message)
    {
        var read = DnsReader.Read(message);
        return read.IsComplete ? new Asked(read.Value, null) : new Asked(null, DnsReader.ComplaintAbout(message));
    }
}
