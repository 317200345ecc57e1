using NetMesh.Planet.Backbones;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Traffic;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet;

// From the outbox to programs, gateways, the outside and the backbone. Everything here runs with nothing locked.
public sealed partial class Network
{
    private void HandOver()
    {
        while (BeginHandOver())
        {
            try
            {
                while (!isDisposed && outbox.TryTake(out var delivery))
                {
                    HandOver(ref delivery);
                }
            }
            finally
            {
                // Also when somebody threw: the rest is handed over next time.
                EndHandOver();
            }
        }
    }

    // One thread at a time, and not from within itself: what a callee causes is handed over after it has returned.
    private bool BeginHandOver()
    {
        gate?.Enter();
        var begins = !isDisposed && !outbox.IsBeingEmptied && !outbox.IsEmpty;
        if (begins)
        {
            outbox.IsBeingEmptied = true;
            outbox.Turn();
        }

        gate?.Exit();
        return begins;
    }

    private void EndHandOver()
    {
        gate?.Enter();
        outbox.IsBeingEmptied = false;
        gate?.Exit();
    }

    private void HandOver(ref Delivery delivery)
    {
        if (delivery.IsDatagram)
        {
            if (delivery.Target is Service listener)
            {
                door.DeliverDatagram(delivery.At, listener, delivery.From, delivery.To, delivery.Message!);
            }
            else
            {
                outside?.SendDatagram(delivery.From, delivery.To, delivery.Message!);
            }

            return;
        }

        switch (delivery.Target)
        {
            case Connection connection:
                // Who hears is looked up only now: the outside names its sink when it is told of the call.
                var (end, frame) = (delivery.End, new Frame(delivery.Kind, delivery.Message));
                if (connection.Sink(end) is { } sink)
                {
                    sink.Deliver(end, frame);
                }
                else if (connection.Program(end) is { } program)
                {
                    door.Deliver(connection.Address(end), program, end, delivery.Sequence, frame);
                }

                break;
            case Crossing crossing:
                crossing.Over(backbone!);
                break;
            case OutsideConnection dialled:
                DialOutside(dialled);
                break;
            default:
                break;
        }
    }

    private void DialOutside(OutsideConnection dialled)
    {
        var sink = outside!.Dial(dialled, dialled.From, dialled.To);
        var connection = dialled.Connection;
        bool over;
        gate?.Enter();
        try
        {
            over = !connection.IsAlive || connection.Forth.SenderGone;
            connection.CalledSink = sink;
            if (!over && sink is null && !connection.IsAnswered)
            {
                Refuse(connection);
            }
        }
        finally
        {
            gate?.Exit();
        }

        if (over)
        {
            // The dialler gave up before the outside had said who listens.
            sink?.Deliver(dialled.End, new Frame(FrameKind.Reset));
        }
    }
}
