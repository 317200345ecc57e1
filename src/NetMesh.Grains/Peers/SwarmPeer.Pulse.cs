using NetMesh.Grains.Peers.Exchange;
using NetMesh.Protocols.BitTorrent.PeerWire;

namespace NetMesh.Grains.Peers;

/// <content>What depends on time, and when the next of it is due.</content>
public sealed partial class SwarmPeer
{
    private readonly Agenda agenda;
    private int toldAll;
    private int toldIndifferent;

    // Something has happened since the last look at all neighbours.
    private bool hasNews;

    /// <summary>When <see cref="Pulse"/> is to be called. Whatever is called of the peer may bring it nearer.</summary>
    public TimeSpan PulseDue => agenda.Due;

    /// <summary>The owner has something to do soon after a time, and does it with the pulse.</summary>
    public void AskPulse(TimeSpan after) => agenda.Ask(Duty.Soon, after);

    /// <summary>Looks after everything that depends on time alone, as far as it is due.</summary>
    public void Pulse(TimeSpan now)
    {
        agenda.Take(Duty.Soon, now);
        var isRound = agenda.Take(Duty.Round, now);
        var looksAtAll = agenda.Take(Duty.Look, now);
        var hadNews = hasNews;
        hasNews &= !looksAtAll;
        for (var i = neighbours.All.Count - 1; looksAtAll && i >= 0; i--)
        {
            LookAfter(neighbours.All[i], now);
        }

        if (toldIndifferent != haves.Latest)
        {
            toldIndifferent = haves.Latest;
            Tell(neighbours.Indifferent, now);
        }

        if (looksAtAll || haves.Latest - toldAll >= HaveSuppression.Many)
        {
            toldAll = haves.Latest;
            Tell(neighbours.All, now);
        }

        if (!IsSeed && (looksAtAll || requests.AreStarved))
        {
            requests.RefillAll(now);
        }

        if (isRound)
        {
            choking.Run(IsSeed, now);
        }

        neighbours.Dial(now);
        agenda.Ask(Duty.Soon, neighbours.NextDial(now));
        if (!choking.IsIdle)
        {
            agenda.Ask(Duty.Round, now);
        }

        if (looksAtAll)
        {
            // Where something happens all the time, it would be in vain to find out when the next look is due if nothing did.
            agenda.Ask(Duty.Look, hadNews ? now : NextLook(now));
        }
    }

    // Asks for what may have become due with what has just happened.
    private void Stir(TimeSpan now)
    {
        if (!hasNews)
        {
            hasNews = true;
            agenda.Ask(Duty.Look, now);
        }

        if (!agenda.Has(Duty.Round) && !choking.IsIdle)
        {
            agenda.Ask(Duty.Round, now);
        }

        var isStarved = requests.AreStarved && !IsSeed;
        if (isStarved || haves.Latest - toldAll >= HaveSuppression.Many || (haves.Latest != toldIndifferent && neighbours.Indifferent.Count > 0))
        {
            agenda.Ask(Duty.Soon, now);
        }
    }

    private void Tell(List<PeerConnection> some, TimeSpan now)
    {
        foreach (var connection in some)
        {
            if (haves.IsDue(connection.Told, connection.ToldAt, connection.Session.PeerInterested, now))
            {
                outbox.Tell(connection, now);
            }
        }
    }

    private void LookAfter(PeerConnection connection, TimeSpan now)
    {
        if (Neighbours.IsOverdue(connection, now) is { } reason)
        {
            Drop(connection, reason, now);
            return;
        }

        requests.NoticeSnub(connection, now);
        requests.LoseInterest(connection, now);
        if (now - connection.LastSent >= Neighbours.KeepAliveAfter && connection.IsShaken)
        {
            outbox.Post(connection, KeepAlive.Instance, now);
        }
    }

    // After which time there is something to look after, if nothing happens until then.
    private TimeSpan NextLook(TimeSpan now)
    {
        var next = Agenda.Never;
        foreach (var connection in neighbours.All)
        {
            var overdue = Neighbours.OverdueAt(connection);
            var keepAlive = connection.IsShaken ? connection.LastSent + Neighbours.KeepAliveAfter : Agenda.Never;
            var snubs = connection is { IsSnubbing: false, Session.Awaited.Count: > 0 } ? connection.LastProgress + SnubDetector.Patience : Agenda.Never;
            var told = haves.DueAt(connection.Told, connection.ToldAt, connection.Session.PeerInterested);
            next = Earlier(next, Earlier(Earlier(overdue, keepAlive), Earlier(snubs, told)));
        }

        return next > now ? next : now;
    }

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
