using NetMesh.Planet;
using NetMesh.Protocols.Wire;

namespace NetMesh.Gateways.Transport;

/// <summary>
/// Messages on their way to a real client, between the network, which must not wait, and the socket, which may have to. The queue is the client's receive
/// window: when it is full this end of the network pauses, and the sending host feels it.
/// </summary>
internal sealed class FrameQueue(INetwork network, StreamLimits limits)
{
    private readonly Lock gate = new();
    private readonly AsyncSignal arrived = new();
    private List<WireMessage> waiting = [];
    private List<WireMessage> taken = [];
    private long takenBytes;
    private long bytes;
    private bool completed;
    private bool wantsPause;
    private volatile bool isPaused;
    private bool isChanging;

    /// <summary>The client reads more slowly than the host sends.</summary>
    public bool IsPaused => isPaused;

    /// <summary>Adds a message; false when so much waits that the client must be cut off.</summary>
    public bool Add(ConnectionEnd end, WireMessage message)
    {
        bool first;
        bool changes;
        lock (gate)
        {
            if (completed)
            {
                return true;
            }

            first = waiting.Count == 0;
            waiting.Add(message);
            bytes += message.WireLength;
            wantsPause |= bytes >= limits.PauseAt;
            changes = wantsPause != isPaused;
            if (bytes > limits.CutOffAt)
            {
                return false;
            }
        }

        if (first)
        {
            arrived.Set();
        }

        if (changes)
        {
            ChangeWindow(end);
        }

        return true;
    }

    /// <summary>Nothing further will be added; what waits can still be taken.</summary>
    public void Complete()
    {
        lock (gate)
        {
            completed = true;
        }

        arrived.Set();
    }

    /// <summary>Drops what waits.</summary>
    public void Clear()
    {
        lock (gate)
        {
            completed = true;
            waiting.Clear();
        }

        arrived.Set();
    }

    /// <summary>
    /// Takes all that waits, and gives back the room of what was taken before: that has been written. Null when the queue is complete and empty. The list is
    /// the queue's own again with the next call.
    /// </summary>
    public async ValueTask<List<WireMessage>?> TakeAsync(ConnectionEnd end)
    {
        while (true)
        {
            bool changes;
            List<WireMessage>? next = null;
            bool ended;
            lock (gate)
            {
                bytes -= takenBytes;
                takenBytes = 0;
                taken.Clear();
                if (waiting.Count > 0)
                {
                    (waiting, taken) = (taken, waiting);
                    next = taken;
                    takenBytes = bytes;
                }

                wantsPause &= bytes > limits.ResumeAt;
                changes = wantsPause != isPaused;
                ended = completed;
            }

            if (changes)
            {
                ChangeWindow(end);
            }

            if (next is not null || ended)
            {
                return next;
            }

            await arrived.WaitAsync();
        }
    }

    /// <summary>
    /// Tells the network what is wanted. Not under the lock, because the network may deliver under one of its own; and by one thread at a time, so that
    /// the last word is the right one.
    /// </summary>
    private void ChangeWindow(ConnectionEnd end)
    {
        while (true)
        {
            bool pause;
            lock (gate)
            {
                if (isChanging || wantsPause == isPaused)
                {
                    return;
                }

                isChanging = true;
                pause = wantsPause;
            }

            if (pause)
            {
                network.Pause(end);
            }
            else
            {
                network.Resume(end);
            }

            lock (gate)
            {
                isChanging = false;
                isPaused = pause;
            }
        }
    }
}
