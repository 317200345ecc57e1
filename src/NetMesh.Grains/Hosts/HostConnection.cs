using NetMesh.Planet;
using NetMesh.Planet.Ordering;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Hosts;

/// <summary>A host's end of a stream; a program derives its own from it, with what it has to remember about the other side.</summary>
/// <param name="end">The end.</param>
public class HostConnection(ConnectionEnd end) : IForesighted
{
    /// <summary>Puts the frames of this end back in order.</summary>
    internal InOrder<Frame> Order;

    public ConnectionEnd End { get; } = end;

    /// <summary>It was closed or reset, by either side: nothing more will be heard, and what is sent goes nowhere.</summary>
    public bool IsGone { get; internal set; }

    /// <inheritdoc/>
    public virtual void Foresee(int eventsAhead)
    {
    }
}

/// <summary>What a host's program does when something happens on its streams. Each is called in order, and never two at a time.</summary>
public interface IHostProgram
{
    /// <summary>Somebody dialled. Returns the connection as the program will know it, or null to refuse it.</summary>
    HostConnection? OnOpened(ConnectionEnd end, Dialled dialled);

    /// <summary>Whom the program dialled has answered.</summary>
    void OnAccepted(HostConnection connection);

    void OnMessage(HostConnection connection, WireMessage message);

    /// <summary>The send queue has room again.</summary>
    void OnWritable(HostConnection connection);

    /// <summary>The other side closed after everything it had sent.</summary>
    void OnClosed(HostConnection connection);

    /// <summary>The connection is gone: refused, unreachable, or the other host died.</summary>
    void OnReset(HostConnection connection);
}
