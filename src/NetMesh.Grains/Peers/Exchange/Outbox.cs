using NetMesh.Planet;
using NetMesh.Protocols.BitTorrent.PeerWire;

namespace NetMesh.Grains.Peers.Exchange;

/// <summary>
/// Sends to neighbours. What one turn has to say to the neighbour that it hears goes out as one batch, and due HAVEs go along with whatever is sent.
/// </summary>
public sealed class Outbox(INetwork network, BlockMessages messages, HaveSuppression haves)
{
    private readonly List<PeerWireMessage> held = [];
    private readonly List<PeerWireMessage> aside = [];
    private PeerConnection? current;

    /// <summary>Messages to this neighbour are held back until <see cref="Release"/>.</summary>
    public void Hold(PeerConnection connection) => current = connection;

    /// <summary>Sends what was held back, and HAVEs that should not wait.</summary>
    public void Release(TimeSpan now)
    {
        var connection = current;
        current = null;
        if (connection is not { IsGone: false })
        {
            held.Clear();
        }
        else if (held.Count > 0 || (connection.IsWritable && haves.IsUrgent(connection.Told, connection.Session.AmChoking)))
        {
            Flush(connection, held, now);
        }
    }

    public void Post(PeerConnection connection, PeerWireMessage? message, TimeSpan now)
    {
        if (message is null || connection.IsGone)
        {
            return;
        }

        var isHeld = ReferenceEquals(connection, current);
        var outgoing = isHeld ? held : aside;
        if (message is PeerWireBatch batch)
        {
            // It may become part of a larger one, and a batch holds no batch.
            outgoing.AddRange(batch.Messages);
        }
        else
        {
            outgoing.Add(message);
        }

        if (!isHeld)
        {
            Flush(connection, outgoing, now);
        }
    }

    /// <summary>Tells the neighbour of new pieces, with nothing else to go along with.</summary>
    public void Tell(PeerConnection connection, TimeSpan now)
    {
        if (connection.IsWritable && !ReferenceEquals(connection, current))
        {
            Flush(connection, aside, now);
        }
    }

    /// <summary>Sends a block; afterwards the connection may no longer be writable.</summary>
    public void Send(PeerConnection connection, PeerWireMessage block, TimeSpan now)
    {
        connection.LastSent = now;
        connection.IsWritable = network.Send(connection.End, block);
    }

    private void Flush(PeerConnection connection, List<PeerWireMessage> outgoing, TimeSpan now)
    {
        // Before the bitfield there is nothing to add to, and to a full queue nothing is added that can wait.
        if (connection is { IsWritable: true, IsShaken: true } && connection.Told < haves.Latest)
        {
            connection.ToldAt = now;
            for (int piece; (piece = haves.Next(ref connection.Told, connection.Session.Theirs)) >= 0;)
            {
                outgoing.Add(messages.Have(piece));
            }
        }

        if (outgoing.Count > 0)
        {
            Send(connection, outgoing.Count == 1 ? outgoing[0] : new PeerWireBatch([.. outgoing]), now);
            outgoing.Clear();
        }
    }
}
