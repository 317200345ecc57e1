using System.Text.Json;

namespace NetMesh.Interop.Tests;

/// <summary>Transmission's daemon, which takes peers in 127.0.0.0/8 for nobody. It knows no end; here what it calls when a download has finished is what ends it.</summary>
internal static class Transmission
{
    /// <summary>What it is started with to download everything, check it and end.</summary>
    /// <param name="torrent">A .torrent file.</param>
    /// <param name="folder">Where the content goes; what the daemon keeps lies beside it.</param>
    public static string[] ToFetch(string torrent, string folder)
    {
        var own = folder + ".transmission";
        var watched = Directory.CreateDirectory(Path.Combine(own, "watched")).FullName;
        File.Copy(torrent, Path.Combine(watched, Path.GetFileName(torrent)));
        var done = Path.Combine(own, "done");
        File.WriteAllText(done, "#!/bin/sh\nkill $PPID\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(done, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        File.WriteAllText(Path.Combine(own, "settings.json"), JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["script-torrent-done-enabled"] = true,
            ["script-torrent-done-filename"] = done,
        }));
        return [
            "transmission-daemon", "--foreground", "--config-dir", own, "--watch-dir", watched, "--download-dir", folder,
            "--no-dht", "--no-lpd", "--no-utp", "--no-portmap", "--rpc-bind-address", "127.0.0.1",
        ];
    }
}
