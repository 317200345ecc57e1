using System.ComponentModel;
using NetMesh.Commands;

namespace NetMesh.Entering;

/// <summary>
/// Makes network namespaces. A process with several threads cannot give itself a user namespace, which whoever is not root needs first, so util-linux' unshare makes
/// both, and starts this program again inside.
/// </summary>
internal static class NamespaceMaker
{
    // Inside, an ordinary user stays who he is, and keeps the capabilities that a new user namespace gives its first process.
    private static readonly string[] AsUser = ["--user", "--map-current-user", "--keep-caps", "--net", "--mount"];
    private static readonly string[] AsRoot = ["--net", "--mount"];

    /// <summary>Becomes this program in a namespace of its own.</summary>
    /// <param name="arguments">With which it is started there.</param>
    /// <param name="cancelled">Gives up.</param>
    /// <returns>Never, but for its exceptions.</returns>
    /// <exception cref="CommandFailure">The system has not what it takes, or forbids it: one line.</exception>
    public static async Task<int> BecomeInsideAsync(IReadOnlyList<string> arguments, CancellationToken cancelled)
    {
        var unshare = SystemPrograms.Require("unshare", "util-linux");
        _ = SystemPrograms.Require("ip", "iproute2");
        var how = await AllowedAsync(unshare, cancelled);
        var error = LinuxCalls.Become(unshare, [.. how, "--", .. Self(), .. arguments]);
        throw new CommandFailure(ExitCodes.Unusable, $"{unshare} cannot be started ({new Win32Exception(error).Message})");
    }

    private static async Task<string[]> AllowedAsync(string unshare, CancellationToken cancelled)
    {
        string? complaint = null;
        foreach (var how in Environment.IsPrivilegedProcess ? (string[][])[AsRoot, AsUser] : [AsUser])
        {
            var said = await SystemPrograms.ComplaintOfAsync(unshare, [.. how, "--", "true"], "", cancelled);
            if (said is null)
            {
                return how;
            }

            complaint ??= said;
        }

        throw new CommandFailure(
            ExitCodes.Unusable,
            $"this system does not let {Environment.UserName} make a network namespace ({complaint}); "
            + "allow user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns), in a container CAP_SYS_ADMIN, or enter as root");
    }

    // As it was started: an executable of its own, or the runtime's with the program's file.
    private static IEnumerable<string> Self()
    {
        var process = Environment.ProcessPath ?? throw new CommandFailure(ExitCodes.Unusable, "this system does not say where netmesh lies");
        return Path.GetFileNameWithoutExtension(process) == "dotnet" ? [process, typeof(NamespaceMaker).Assembly.Location] : [process];
    }
}
