using NetMesh.Planet;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Hosts;

/// <summary>
/// The open streams of one host, and the way of a frame to the program:
/// <list type="number">
/// <item>the end is looked up; a first frame makes a new connection;</item>
/// <item>a frame that overtook others waits until they are here;</item>
/// <item>the frame becomes one call of <see cref="IHostProgram"/>.</item>
/// </list>
/// A frame on an end that nobody here remembers is answered with a reset: the program was lost with its silo and has come back without its streams.
/// </summary>
public sealed class HostConnections(INetwork network)
{
    /// <summary>How long a frame may be ahead of the one that opens its stream.</summary>
    public static readonly TimeSpan EarlyFor = TimeSpan.FromSeconds(5);

    private const int MostEarly = 1024;

    private readonly List<EarlyFrame> early = [];

    // Frames under way to an end that we have closed are no reason for a reset, which would drop what is still queued.
    private readonly ConnectionEnd[] left = new ConnectionEnd[16];
    private int leftCount;
    private EndTable open = new();

    /// <summary>Open connections, with those being dialled.</summary>
    public int Count => open.Count;

    /// <summary>Frames wait whose stream was not opened yet: somebody should call <see cref="SweepEarly"/> later.</summary>
    public bool HasEarly => early.Count > 0;

    /// <summary>A frame for this end arrives soon.</summary>
    public void Foresee(ConnectionEnd end) => open.Foresee(end);

    /// <summary>Adds a connection that the program dialled.</summary>
    public void Add(HostConnection connection)
    {
        open.Add(connection);
        network.Attach(connection.End, connection);
    }

    /// <summary>Closes after everything queued.</summary>
    public void Close(HostConnection connection)
    {
        if (Forget(connection))
        {
            network.Close(connection.End);
        }
    }

    /// <summary>Drops the connection and what is queued.</summary>
    public void Reset(HostConnection connection)
    {
        if (Forget(connection))
        {
            network.Reset(connection.End);
        }
    }

    /// <summary>A frame arrived, perhaps before others.</summary>
    public void Deliver(ConnectionEnd end, long sequence, Frame frame, IHostProgram program, TimeSpan now)
    {
        var connection = open.Find(end);
        if (connection is null)
        {
            connection = Open(end, sequence, frame, program, now);
            if (connection is null)
            {
                return;
            }
        }
        else if (connection.Order.Arrived(sequence, frame))
        {
            Dispatch(connection, frame, program);
        }
        else
        {
            return;
        }

        while (!connection.IsGone && connection.Order.TryTakeNext(out frame))
        {
            Dispatch(connection, frame, program);
        }
    }

    /// <summary>Resets the streams whose first frame should have come long ago.</summary>
    public void SweepEarly(TimeSpan now)
    {
        for (var i = 0; i < early.Count; i++)
        {
            if (now - early[i].At >= EarlyFor)
            {
                var end = early[i].End;
                early.RemoveAll(other => other.End == end);
                network.Reset(end);
                i = -1;
            }
        }
    }

    private HostConnection? Open(ConnectionEnd end, long sequence, Frame frame, IHostProgram program, TimeSpan now)
    {
        if (frame is { Kind: FrameKind.Opened, Message: Dialled dialled } && sequence == 0)
        {
            var connection = program.OnOpened(end, dialled);
            if (connection is null)
            {
                Remember(end);
                network.Reset(end);
                return null;
            }

            Add(connection);
            TakeEarly(connection);
            connection.Order.Arrived(sequence, frame);
            return connection;
        }

        if (Array.IndexOf(left, end) >= 0)
        {
            return null;
        }

        // The dialling end is known before its first frame, so an unknown one is not early but lost.
        if (!end.IsDialler && sequence > 0 && early.Count < MostEarly)
        {
            early.Add(new EarlyFrame(end, sequence, frame, now));
        }
        else if (frame.Kind is not (FrameKind.Closed or FrameKind.Reset))
        {
            network.Reset(end);
        }

        return null;
    }

    private void TakeEarly(HostConnection connection)
    {
        for (var i = 0; i < early.Count; i++)
        {
            if (early[i].End == connection.End)
            {
                connection.Order.Arrived(early[i].Sequence, early[i].Frame);
            }
        }

        early.RemoveAll(frame => frame.End == connection.End);
    }

    private void Dispatch(HostConnection connection, Frame frame, IHostProgram program)
    {
        switch (frame.Kind)
        {
            case FrameKind.Data when frame.Message is { } message:
                program.OnMessage(connection, message);
                break;
            case FrameKind.Writable:
                program.OnWritable(connection);
                break;
            case FrameKind.Accepted:
                program.OnAccepted(connection);
                break;
            case FrameKind.Closed:
                Forget(connection);
                program.OnClosed(connection);
                break;
            case FrameKind.Reset:
                Forget(connection);
                program.OnReset(connection);
                break;
            default:
                break;
        }
    }

    private bool Forget(HostConnection connection)
    {
        connection.IsGone = true;
        Remember(connection.End);
        return open.Remove(connection.End);
    }

    private void Remember(ConnectionEnd end) => left[leftCount++ & (left.Length - 1)] = end;

    private readonly record struct EarlyFrame(ConnectionEnd End, long Sequence, Frame Frame, TimeSpan At);
}
