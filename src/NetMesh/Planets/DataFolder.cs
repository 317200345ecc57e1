using System.Globalization;
using NetMesh.Commands;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Planets;

/// <summary>
/// The folder where a planet keeps what must last: <c>grains/</c> (state of grains), <c>pieces/</c> (verified pieces), <c>content/</c> (made at the
/// first start), <c>shared/</c> (what was shared), <c>started/</c> (with which plan a swarm runs), <c>recordings/</c> (its user's). One planet at a time: a lock file says so, and the
/// lock goes with its process, however it ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream held;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    public string Path { get; }

    public string Grains => System.IO.Path.Combine(Path, "grains");

    public string Content => System.IO.Path.Combine(Path, "content");

    public string Shared => System.IO.Path.Combine(Path, "shared");

    /// <summary>Recorded runs of labs, which its user puts there for the dashboard.</summary>
    public string Recordings => System.IO.Path.Combine(Path, "recordings");

    /// <summary>The Unix socket where commands enter.</summary>
    public string Door => System.IO.Path.Combine(Path, "planet.sock");

    public string Started => System.IO.Path.Combine(Path, "started");

    /// <summary>Where a world's data lies when the user does not say: below the user's local application data, <c>$XDG_DATA_HOME</c> on Linux.</summary>
    public static string UsualFor(string world)
    {
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return local.Length > 0
            ? System.IO.Path.Combine(local, "netmesh", string.Concat(world.Select(c => char.IsLetterOrDigit(c) || c == '-' ? c : '-')))
            : throw new CommandFailure(ExitCodes.Unusable, "there is no home folder to keep the planet's data in; name one with --data DIR");
    }

    /// <exception cref="CommandFailure">The folder cannot be used, or another planet does.</exception>
    public static DataFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        var pidFile = System.IO.Path.Combine(path, "planet.pid");
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Unusable, $"the data folder {path} cannot be made ({e.Message.TrimEnd('.')}); name another with --data DIR");
        }

        try
        {
            var stream = new FileStream(System.IO.Path.Combine(path, "planet.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(pidFile, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));
            return new DataFolder(path, stream);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CommandFailure(ExitCodes.Unusable, $"the data folder {path} cannot be written ({e.Message.TrimEnd('.')}); name another with --data DIR");
        }
        catch (IOException)
        {
            var process = File.Exists(pidFile) ? $" (process {File.ReadAllText(pidFile).Trim()})" : "";
            throw new CommandFailure(ExitCodes.Failed, $"another planet{process} uses the data folder {path}; stop it, or name another folder with --data DIR");
        }
    }

    /// <summary>Notes under which prefix the planet's hosts stand whose data this is; what is kept of a host, and of its swarms, is kept by its address.</summary>
    /// <exception cref="CommandFailure">It is that of a planet under another prefix.</exception>
    public void MustBeOf(AddressPrefix prefix)
    {
        var file = System.IO.Path.Combine(Path, "planet.prefix");
        var other = File.Exists(file) ? File.ReadAllText(file).Trim() : prefix.ToString();
        if (other != prefix.ToString())
        {
            throw new CommandFailure(
                ExitCodes.Unusable, $"the data folder {Path} is that of a planet under {other}, and this one is under {prefix}; name another with --data DIR, or start with --prefix {other}");
        }

        File.WriteAllText(file, $"{prefix}\n");
    }

    public void Dispose() => held.Dispose();
}
