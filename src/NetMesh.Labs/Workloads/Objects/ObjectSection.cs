using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Planet.Links;

namespace NetMesh.Labs.Workloads.Objects;

/// <summary>What every workload that moves objects is told: from where, to where, how large, how many.</summary>
/// <param name="From">The host, or the group of hosts, that has them.</param>
/// <param name="To">The host, or the group, that gets them.</param>
/// <param name="Size">Of an object, in bytes.</param>
/// <param name="MessageLength">An object leaves in messages of this many bytes.</param>
/// <param name="Count">How many.</param>
internal sealed record ObjectSection(string From, string To, long Size, int MessageLength, long Count)
{
    public const int Port = 8000;

    // Whole segments, so that an object takes as many on the wire as if it were one message.
    private const int UsualMessage = 11 * WireSize.SegmentLength;

    private static readonly ValueForm<long> Sizes = DataSizes.Form(1, 1L << 50, "an amount of data such as 100 kB (B, kB, MB, GB, KiB, MiB, GiB)");
    private static readonly ValueForm<long> Messages = DataSizes.Form(1, 1 << 30, "an amount of data from 1 B to 1 GiB");

    public static ObjectSection Read(Section section) => new(
        section.RequiredValue("from", Words.Name, ""),
        section.RequiredValue("to", Words.Name, ""),
        section.RequiredValue("size", Sizes, 1),
        (int)section.Value("messages", Messages, UsualMessage),
        section.Value("count", Numbers.Whole(1, 1_000_000_000), 1));
}
