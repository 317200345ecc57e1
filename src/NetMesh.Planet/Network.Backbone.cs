using NetMesh.Clock;
using NetMesh.Planet.Backbones;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Links;
using NetMesh.Planet.Traffic;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet;

// Where what other processes send comes in.
public sealed partial class Network : IBackboneEnd
{
    private readonly IBackbone? backbone;

    // Processes that are gone, and until when what they had sent before may still come in.
    private readonly Dictionary<SiteId, long> lostUntilNs = [];

    /// <inheritdoc/>
    public void Called(Service program, TrunkEnd caller, Dialled dialled)
    {
        EnterFromElsewhere();
        try
        {
            if (IsLost(caller.Site))
            {
                Disown(new TrunkEnd(backbone!.Here, default), caller);
            }
            else if (!isDisposed)
            {
                CalledFromElsewhere(program, caller, dialled);
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc/>
    public void Received(ConnectionEnd to, long sequence, TrunkFrame frame)
    {
        EnterFromElsewhere();
        try
        {
            if (isDisposed)
            {
                return;
            }

            if (HalfOf(to, frame.From) is not { } connection)
            {
                if (frame.Kind != TrunkKind.Reset)
                {
                    Disown(new TrunkEnd(backbone!.Here, to), frame.From);
                }
            }
            else if (sequence != IBackbone.Unordered)
            {
                TakeInOrder(connection, sequence, frame);
            }
            else if (frame.Kind == TrunkKind.Reset)
            {
                ResetFromElsewhere(connection);
            }
            else if (frame.Kind == TrunkKind.Tally)
            {
                TakeTally(connection.Trunk!, frame);
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc/>
    public void TellTallies()
    {
        EnterFromElsewhere();
        try
        {
            foreach (var connection in isDisposed ? [] : table.Where(static connection => connection.Trunk is { } trunk && trunk.Far != default))
            {
                TellTally(connection.Trunk!);
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc/>
    public void ReceivedDatagram(IPv4Address at, Service program, Service? sender, Endpoint from, Endpoint to, WireMessage message)
    {
        EnterFromElsewhere();
        try
        {
            if (isDisposed)
            {
                return;
            }

            if (sender is not null)
            {
                map.Learn(from, sender);
            }

            if (map.HearerCalledAt(new Endpoint(at, to.Port)) is { } listening && string.Equals(listening.Name, program.Name, StringComparison.Ordinal))
            {
                DatagramFromElsewhere(at, listening, from, to, message);
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc/>
    public void SiteLost(SiteId site)
    {
        EnterFromElsewhere();
        try
        {
            // A call that is older was given up by who made it.
            lostUntilNs[site] = Clock.NowNs + Options.DialTimeout.ToNanoseconds();
            foreach (var connection in table.Where(connection => connection.Trunk is { } trunk && trunk.Far != default && trunk.Far.Site == site))
            {
                connection.Trunk!.IsSilent = true;
                Abort(connection);
            }
        }
        finally
        {
            Leave();
        }
    }

    private void EnterFromElsewhere()
    {
        if (backbone is null)
        {
            throw new InvalidOperationException("a network without a backbone hears nothing from other processes");
        }

        Enter();
    }

    // Our half of the stream between these two ends; a dialler's knows the other end only when it is first heard from.
    private Connection? HalfOf(ConnectionEnd near, TrunkEnd far) =>
        table.Find(near) is { Trunk: { } trunk } connection && trunk.Near.End == near
        && (trunk.Far == far || (trunk.Far == default && !IsLost(far.Site)))
            ? connection
            : null;

    // A process that is given up for lost, rightly or not, has no streams with this one; for a while it makes no new ones either.
    private bool IsLost(SiteId site) => lostUntilNs.TryGetValue(site, out var untilNs) && Clock.NowNs < untilNs;

    // A half that nobody here knows, or knows any more: it has no place in an order.
    private void Disown(TrunkEnd near, TrunkEnd far) =>
        outbox.Add().Target = new FrameCrossing(this, far, IBackbone.Unordered, new TrunkFrame(TrunkKind.Reset, near));

    private void DatagramFromElsewhere(IPv4Address at, Service program, Endpoint from, Endpoint to, WireMessage message)
    {
        if (Options.Unshaped)
        {
            HearDatagram(at, program, from, to, message);
            return;
        }

        var receiver = PortOf(at);
        if (receiver.IsDown)
        {
            return;
        }

        var packet = NewPacket(PortOf(Site(from.Address, to.Address)).Datagrams, FrameKind.Data, message, WireSize.OfDatagram(message.WireLength));
        packet.To = receiver;
        packet.Source = from;
        packet.Destination = to;
        packet.Called = program;
        EnterDownlink(packet);
    }
}
