using System.Buffers;
using NetMesh.Protocols.Proxies.Http;
using NetMesh.Protocols.Proxies.Socks;

namespace NetMesh.Protocols.Proxies;

/// <summary>
/// The proxy's side of one connection, until the called host and the client are joined: bytes in, a call out, an answer back. One call a connection.
/// </summary>
public interface IProxySession
{
    /// <summary>Takes what has come and was not consumed before.</summary>
    /// <param name="input">It; what is not consumed must be handed in again, with what follows it.</param>
    /// <param name="answers">Where bytes for the client go.</param>
    ProxyTurn Receive(in ReadOnlySequence<byte> input, IBufferWriter<byte> answers);

    /// <summary>Tells the client what became of its call. Once, after <see cref="Receive"/> gave one.</summary>
    /// <param name="outcome">It.</param>
    /// <param name="answers">Where bytes for the client go.</param>
    void Answer(ProxyOutcome outcome, IBufferWriter<byte> answers);
}

/// <summary>Which of the protocols a client speaks that share a port.</summary>
public static class ProxySessions
{
    /// <summary>The session for a client whose first byte is this: no HTTP method begins with SOCKS' version number.</summary>
    public static IProxySession For(byte first) => first == SocksReader.Version ? new SocksSession() : new HttpProxySession();
}
