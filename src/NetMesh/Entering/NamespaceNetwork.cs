using NetMesh.Commands;
using NetMesh.Gateways.Namespaces;

namespace NetMesh.Entering;

/// <summary>
/// Furnishes the two namespaces of a command. In the one that this process is in, everything of the planet is on the loopback device, except the command's address; the command's
/// own has that address alone. A pair of virtual devices joins them, <c>command</c> here and <c>planet</c> there, and no other network is in either.
/// </summary>
internal static class NamespaceNetwork
{
    private const string ResolverFile = "/etc/resolv.conf";

    // Nobody asks who has an address: both devices have the same one below IP, so that each takes what the other sends. As large as a packet may be, as on loopback.
    private const string Device = "mtu 65535 address 02:00:00:00:00:01 arp off";

    /// <exception cref="CommandFailure">It cannot be done here: one line.</exception>
    public static async Task FurnishAsync(Admission place, CommandNamespace commands, CancellationToken cancelled)
    {
        Check(await IpAsync(
            [
                "link set lo up", $"link add command {Device} type veth peer name planet {Device} netns {commands.Path}", "link set command up",
                $"route add {place.Address}/32 dev command table local", .. place.Prefixes.Where(prefix => !IsLoopback(prefix)).Select(prefix => $"route add local {prefix} dev lo"),
            ],
            cancelled));
        Check(AllowLoopback(place, "command") ?? commands.Run(() => AllowLoopback(place, "planet")));
        Check(await commands.Run(() => IpAsync(
            [
                "link set lo up", "link set planet up", $"addr add {place.Address}/32 dev planet",

                // Longer than 127.0.0.0/8, which is every namespace's own, and asked in the same table.
                .. place.Prefixes.Select(prefix => $"route add {prefix} dev planet src {place.Address}{(IsLoopback(prefix) ? " table local" : "")}"),
            ],
            cancelled)));
        await NameResolverAsync(place.Resolver, cancelled);
    }

    private static Task<string?> IpAsync(IEnumerable<string> commands, CancellationToken cancelled) =>
        SystemPrograms.ComplaintOfAsync(SystemPrograms.Require("ip", "iproute2"), ["-batch", "-"], string.Join('\n', commands) + "\n", cancelled);

    private static bool IsLoopback(string prefix) => prefix.StartsWith("127.", StringComparison.Ordinal);

    // Otherwise a device other than lo takes nothing from there for real (ip-sysctl, route_localnet). The file is that of the thread's namespace.
    private static string? AllowLoopback(Admission place, string device)
    {
        var file = $"/proc/sys/net/ipv4/conf/{device}/route_localnet";
        try
        {
            if (place.Prefixes.Any(IsLoopback))
            {
                File.WriteAllText(file, "1");
            }

            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"{file} cannot be written ({error.Message.TrimEnd('.')}); a planet outside 127.0.0.0/8 needs it not: netmesh up --prefix 198.18.0.0/15";
        }
    }

    private static void Check(string? complaint)
    {
        if (complaint is not null)
        {
            throw new CommandFailure(ExitCodes.Unusable, $"the namespace's network cannot be set up: {complaint}");
        }
    }

    // Laid over for this namespace alone. What is laid over stays although its name goes.
    private static async Task NameResolverAsync(string resolver, CancellationToken cancelled)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, $"nameserver {resolver}\n", cancelled);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            }

            // A system without the file resolves nothing either way.
            if (File.Exists(ResolverFile) && LinuxCalls.Bind(file, ResolverFile) is var error and not 0)
            {
                await Console.Error.WriteLineAsync($"netmesh: {ResolverFile} stays this machine's (error {error}); the region's resolver is {resolver}");
            }
        }
        finally
        {
            File.Delete(file);
        }
    }
}
