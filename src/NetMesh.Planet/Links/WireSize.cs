namespace NetMesh.Planet.Links;

/// <summary>Bytes that messages take on links, with the headers of the layers below.</summary>
public static class WireSize
{
    /// <summary>TCP and IPv4 headers without options, per segment.</summary>
    public const int StreamHeader = 40;

    /// <summary>Message bytes per segment: 1500-byte frames less the headers.</summary>
    public const int SegmentLength = 1460;

    /// <summary>A full segment with its headers.</summary>
    public const int Segment = SegmentLength + StreamHeader;

    /// <summary>UDP and IPv4 headers; a datagram counts as one packet, fragmented or not.</summary>
    public const int DatagramHeader = 28;

    /// <summary>A message of a stream: at least one segment.</summary>
    public static int OfStream(int messageBytes) =>
        messageBytes + (StreamHeader * Math.Max(1, (messageBytes + SegmentLength - 1) / SegmentLength));

    /// <summary>Segments of a message, or of a part of one, that takes so many bytes on the wire.</summary>
    public static int SegmentsOf(int wireBytes) => (wireBytes + Segment - 1) / Segment;

    public static int OfDatagram(int messageBytes) => messageBytes + DatagramHeader;
}
