using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways.Transport;

/// <summary>What a UDP gateway does with datagrams. Called on the gateway's receive thread, one at a time; must not block.</summary>
public interface IDatagramHandler
{
    /// <param name="from">The real client.</param>
    /// <param name="to">The host of the planet it asked.</param>
    /// <param name="datagram">Its bytes; gone when the call returns.</param>
    /// <param name="answers">Where answers go, from this call or later from any thread.</param>
    void Receive(Endpoint from, Endpoint to, ReadOnlySpan<byte> datagram, IDatagramSender answers);
}

/// <summary>Sends datagrams to real clients. Safe from any thread.</summary>
public interface IDatagramSender
{
    /// <summary>Sends bytes as if from a host of the planet. What the system does not take is lost, as datagrams are.</summary>
    void Send(Endpoint from, Endpoint to, ReadOnlySpan<byte> datagram);
}
