using NetMesh.Labs.Runs;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Planet.Hosts;
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

    /// <summary>The hosts of a group, by address.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public static List<Host> HostsOf(Scene scene, string group)
    {
        var hosts = scene.Mesh.Map.Hosts.Where(host => Scene.IsOfGroup(host.Name, group)).ToList();
        return hosts.Count > 0 ? hosts : throw new InvalidOperationException($"the world has no hosts '{group}', between which the workload is to move objects");
    }
}
