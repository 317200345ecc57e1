namespace NetMesh.Grains.Peers;

/// <content>What the grain does by the clock, and when the next of it is due.</content>
public sealed partial class PeerGrain
{
    private async Task PulseAsync()
    {
        pulseAt = Agenda.Never;
        try
        {
            peer?.Pulse(Now);
            tracker?.Pulse(peer is { IsHungry: true }, Totals, Now);
            if (owes)
            {
                await SettleAsync();
            }

            await (peer is null ? EndFarewell() : KeepAsync());
        }
        finally
        {
            PlanDuties();
        }
    }

    private Task EndFarewell()
    {
        if (tracker is null or { IsIdle: true } || Now - leftAt >= Farewell)
        {
            Unlisten();
            tracker = null;
            pulse?.Dispose();
            pulse = null;
            DeactivateOnIdle();
        }

        return Task.CompletedTask;
    }

    private async Task KeepAsync()
    {
        if (isDone)
        {
            isDone = false;
            await CompleteAsync();
        }
        else if (hasNews && Now - rememberedAt >= RememberEvery)
        {
            await RememberAsync();
        }
    }

    // Asks for a pulse when the grain's own duties are due.
    private void PlanDuties()
    {
        if (peer is null)
        {
            return;
        }

        var now = Now;
        var announces = tracker?.NextAt(peer.IsHungry) ?? Agenda.Never;
        peer.AskPulse(announces > now ? announces : now);
        peer.AskPulse(now + LongestSleep);
        if (isDone || owes)
        {
            peer.AskPulse(now);
        }
        else if (hasNews)
        {
            peer.AskPulse(rememberedAt + RememberEvery);
        }

        PlanPulse();
    }

    // Sets the timer when there is something to do before it rings: once per sleep, not with every message.
    private void PlanPulse()
    {
        if (peer?.PulseDue is { } due && due < pulseAt)
        {
            pulseAt = due;
            var now = Now;
            pulse!.Change(due > now ? due - now : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
