using System.Collections.Concurrent;
using NetMesh.Planet;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways.Transport;

/// <summary>Takes what is sent to an anycast address to the site near the client, and has the answer come from where he sent it.</summary>
/// <param name="inner">Hears everything; what is sent to any other address unchanged.</param>
internal sealed class AnycastDatagrams(IDatagramHandler inner, INetwork network) : IDatagramHandler
{
    private readonly ConcurrentDictionary<(Endpoint Called, IDatagramSender Answers), CalledSender> senders = new();

    /// <inheritdoc/>
    public void Receive(Endpoint from, Endpoint to, ReadOnlySpan<byte> datagram, IDatagramSender answers)
    {
        var site = network.SiteOf(to.Address, from.Address);
        if (site == to.Address)
        {
            inner.Receive(from, to, datagram, answers);
            return;
        }

        var sender = senders.GetOrAdd((to, answers), static key => new CalledSender(key.Called, key.Answers));
        inner.Receive(from, new Endpoint(site, to.Port), datagram, sender);
    }

    private sealed class CalledSender(Endpoint called, IDatagramSender answers) : IDatagramSender
    {
        public void Send(Endpoint from, Endpoint to, ReadOnlySpan<byte> datagram) => answers.Send(called, to, datagram);
    }
}
