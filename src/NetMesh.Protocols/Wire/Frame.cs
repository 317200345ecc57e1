using NetMesh.Protocols.Addressing;

namespace NetMesh.Protocols.Wire;

/// <summary>What happened on a stream, as its end learns it.</summary>
public enum FrameKind : byte
{
    /// <summary>Somebody dialled: the first frame at the called end. <see cref="Frame.Message"/> is a <see cref="Dialled"/>.</summary>
    Opened,

    /// <summary>The called host answered: the first frame at the dialling end; it may send from now on.</summary>
    Accepted,

    /// <summary><see cref="Frame.Message"/> arrived, in order and whole.</summary>
    Data,

    /// <summary>The send queue, once full, has room again. Local to the sender; crosses no network.</summary>
    Writable,

    /// <summary>The other end closed after everything it had sent.</summary>
    Closed,

    /// <summary>The connection is gone: refused, unreachable, or the other host died. Nothing further will arrive.</summary>
    Reset,
}

/// <summary>One thing delivered to one end of a stream, as TCP would tell an application.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Message">For <see cref="FrameKind.Data"/> the protocol message, for <see cref="FrameKind.Opened"/> who dialled whom; otherwise none.</param>
public readonly record struct Frame(FrameKind Kind, WireMessage? Message = null)
{
    /// <summary>For the trace hash.</summary>
    public ulong TraceIdentity => TraceMix.Mix((ulong)Kind, Message?.TraceIdentity ?? 0);
}

/// <summary>Who dialled whom: carried by the first frame that a called host receives.</summary>
/// <param name="from">The dialling host's address and (ephemeral) port.</param>
/// <param name="to">The called host's address and port.</param>
public sealed class Dialled(Endpoint from, Endpoint to) : WireMessage
{
    public Endpoint From { get; } = from;

    public Endpoint To { get; } = to;

    /// <summary>A SYN segment: IPv4 and TCP headers without options.</summary>
    public override int WireLength => 40;

    public override ulong TraceIdentity =>
        TraceMix.Mix(((ulong)From.Address.Value << 16) | From.Port, ((ulong)To.Address.Value << 16) | To.Port);
}
