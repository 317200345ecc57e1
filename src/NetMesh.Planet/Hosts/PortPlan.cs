namespace NetMesh.Planet.Hosts;

/// <summary>
/// On which real port the planet serves a well-known one. Programs are listed in the <see cref="PlanetMap"/> at the real port, so that an address and
/// port handed to a real client (a tracker's peer list, say) can be dialled as it stands.
/// </summary>
public sealed class PortPlan
{
    private readonly int offset;
    private readonly IReadOnlyDictionary<ushort, ushort> exceptions;

    private PortPlan(int offset, IReadOnlyDictionary<ushort, ushort> exceptions)
    {
        this.offset = offset;
        this.exceptions = exceptions;
    }

    /// <summary>The well-known port + 10000: needs no privilege and leaves a machine's own servers alone.</summary>
    public static PortPlan Default { get; } = new(10_000, new Dictionary<ushort, ushort>());

    /// <summary>The well-known ports themselves.</summary>
    public static PortPlan WellKnown { get; } = new(0, new Dictionary<ushort, ushort>());

    /// <summary>Every port this far above the well-known one: several planets on one machine.</summary>
    public static PortPlan Above(int offset) => new(offset, new Dictionary<ushort, ushort>());

    /// <summary>This plan with one port elsewhere; 0 lets the system choose.</summary>
    public PortPlan With(ushort wellKnown, ushort real) =>
        new(offset, new Dictionary<ushort, ushort>(exceptions) { [wellKnown] = real });

    /// <summary>The port really listened on; ports above 55535 have no room for the distance and stand for themselves.</summary>
    public ushort RealPort(ushort wellKnown) =>
        exceptions.TryGetValue(wellKnown, out var real) ? real
        : wellKnown + offset <= ushort.MaxValue ? (ushort)(wellKnown + offset)
        : wellKnown;
}
