using NetMesh.Labs.Probes.Names;
using NetMesh.Labs.Probes.Swarms;

namespace NetMesh.Labs.Probes;

/// <summary>Everything that can be measured, one readable list. A new probe is a file in this folder and an entry here.</summary>
internal static class ProbeCatalog
{
    public static IReadOnlyList<ProbeKind> All { get; } =
    [
        AddressesProbe.Kind,
        CompletionProbe.Kind,
        DownloadsProbe.Kind,
        EntropyProbe.Kind,
        FluidModelProbe.Kind,
        LookupsProbe.Kind,
        MessagesProbe.Kind,
        ObjectsProbe.Kind,
        PayloadProbe.Kind,
        PiecesProbe.Kind,
        PresenceProbe.Kind,
        UnchokedProbe.Kind,
        UplinksProbe.Kind,
    ];
}
