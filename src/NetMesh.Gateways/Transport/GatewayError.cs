namespace NetMesh.Gateways.Transport;

/// <summary>Why a gateway could not open.</summary>
public enum GatewayFault
{
    /// <summary>Another program, or another planet, listens there.</summary>
    PortInUse,

    /// <summary>The system wants a privilege for what was asked.</summary>
    PrivilegeMissing,

    /// <summary>The address is no address of this machine, or of none of the planet's prefixes.</summary>
    AddressUnavailable,

    /// <summary>Whatever else the system answered.</summary>
    Refused,
}

/// <summary>A gateway cannot open: one line that says what is wrong and what to do about it, ready to be shown as it is.</summary>
public sealed class GatewayError(GatewayFault fault, string message, Exception? cause = null) : Exception(message, cause)
{
    public GatewayFault Fault { get; } = fault;

    /// <summary>The command line's exit code: 2 where other arguments help (another port), 1 where the machine itself stands in the way.</summary>
    public int ExitCode => Fault is GatewayFault.PortInUse or GatewayFault.PrivilegeMissing or GatewayFault.AddressUnavailable ? 2 : 1;
}
