using System.Net;

namespace NetMesh.Testing;

/// <summary>How real clients reach a tracker of the mesh.</summary>
/// <param name="Host">The host's name.</param>
/// <param name="EndPoint">Its address and port, the same one for HTTP and UDP.</param>
public sealed record TrackerEntry(string Host, IPEndPoint EndPoint)
{
    /// <summary>Where it takes announces over HTTP (BEP 3).</summary>
    public Uri Http => new($"http://{EndPoint}/announce");

    /// <summary>Where it takes announces over UDP (BEP 15).</summary>
    public Uri Udp => new($"udp://{EndPoint}/announce");
}
