using System.Text;
using NetMesh.Commands;
using NetMesh.Gateways.Namespaces;

namespace NetMesh.Entering;

/// <summary>Furnishes the namespace that this process is in: everything of the planet is on its loopback device, and the region's resolver in its <c>resolv.conf</c>.</summary>
internal static class NamespaceNetwork
{
    private const string ResolverFile = "/etc/resolv.conf";

    /// <exception cref="CommandFailure">It cannot be done here: one line.</exception>
    public static async Task FurnishAsync(Admission place, CancellationToken cancelled)
    {
        var commands = new StringBuilder("link set lo up\n").Append($"addr add {place.Address}/32 dev lo\n");
        foreach (var prefix in place.Prefixes)
        {
            // All of it is here, and who calls somebody there without saying from where does so from his own place.
            commands.Append($"route replace local {prefix} dev lo src {place.Address}\n");
        }

        if (await SystemPrograms.ComplaintOfAsync(SystemPrograms.Require("ip", "iproute2"), ["-batch", "-"], commands.ToString(), cancelled) is { } complaint)
        {
            throw new CommandFailure(ExitCodes.Unusable, $"the namespace's network cannot be set up ({complaint})");
        }

        await NameResolverAsync(place.Resolver, cancelled);
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
