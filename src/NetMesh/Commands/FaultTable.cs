using NetMesh.Control;

namespace NetMesh.Commands;

/// <summary>What is broken, in words.</summary>
internal static class FaultTable
{
    /// <summary>A table with a line for each fault and the command that ends it.</summary>
    public static void Print(FaultListing faults, bool json)
    {
        if (json)
        {
            Output.Json(faults, ControlJson.Plain.FaultListing);
            return;
        }

        string[][] rows =
        [
            .. faults.HostsDown.Select(host => Row("kill", $"{host} is down", $"start {host}")),
            .. faults.Partitions.Select(pair => Row("partition", Words(pair), $"fault heal {pair.A} {pair.B}")),
            .. faults.Isolated.Select(region => Row("isolate", Isolated(region), $"fault heal {region}")),
            .. faults.Degraded.Where(path => path.LatencyFactor != 1).Select(path => Row("degrade", Slow(path.A, path.B, path.LatencyFactor), $"fault heal {path.A} {path.B}")),
            .. faults.Degraded.Where(path => path.ExtraLoss > 0).Select(path => Row("loss", Lossy(path.A, path.B, path.ExtraLoss), $"fault heal {path.A} {path.B}")),
            .. faults.Links.Select(link => Row("link", Words(link), $"fault heal {link.Host}")),
        ];
        if (rows.Length == 0)
        {
            Console.Out.WriteLine("nothing is broken");
            return;
        }

        Output.Table(["fault", "what is broken", "what heals it"], rows);
        if (faults.Note is { } note)
        {
            Console.Out.WriteLine(note);
        }
    }

    public static string Words(RegionPair pair) =>
        pair.A == pair.B ? $"the hosts of {pair.A} are cut off from each other" : $"{pair.A} and {pair.B} are cut off from each other";

    public static string Isolated(string region) => $"{region} is cut off from all other regions";

    public static string Slow(string a, string b, double factor) => FormattableString.Invariant($"{Path(a, b)} takes {factor:0.###} times as long as usual");

    public static string Lossy(string a, string b, double loss) => $"{Path(a, b)} loses {Percent(loss)} more of its datagrams";

    public static string Words(DegradedLink link) => $"the link of {link.Host} runs at {Percent(link.RateFactor)} of its rate";

    private static string Path(string a, string b) => a == b ? $"what is sent within {a}" : $"what is sent between {a} and {b}";

    private static string Percent(double share) => FormattableString.Invariant($"{100 * share:0.###} %");

    private static string[] Row(string fault, string what, string heals) => [fault, what, $"netmesh {heals}"];
}
