namespace NetMesh.Clock.Wheel;

/// <summary>What a slot of the wheel knows about an event: when, and which node of the pool holds the rest.</summary>
internal readonly struct WheelEntry(long atNs, int node, uint generation)
{
    public readonly long AtNs = atNs;
    public readonly int Node = node;

    /// <summary>The node's generation when the event was planned; another one there means that the event was cancelled.</summary>
    public readonly uint Generation = generation;
}

/// <summary>
/// A stretch of a slot's entries, in order of planning. A slot is a list of these: read and written front to back, so that moving a slot's events one
/// level down streams through memory instead of following a pointer per event.
/// </summary>
internal sealed class EventChunk
{
    public const int Size = 32;

    public readonly WheelEntry[] Entries = new WheelEntry[Size];
    public int Count;
    public EventChunk? Next;
}
