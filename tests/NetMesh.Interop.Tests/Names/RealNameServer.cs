using System.Net;

namespace NetMesh.Interop.Tests.Names;

/// <summary>A zone of a <see cref="RealNameServer"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">Its master file; null when the server copies it.</param>
/// <param name="Other">Whom it copies it from, or, of its own, whom it tells of changes; null for nobody.</param>
internal sealed record RealZone(string Name, string? Text, IPEndPoint? Other = null);

/// <summary>A name server that others made.</summary>
internal abstract class RealNameServer : RealDnsProgram
{
    /// <summary>The secret that it shares with those it exchanges zones with, and its name.</summary>
    public const string Key = "transfer";

    /// <summary>For HMAC-SHA256.</summary>
    public const string Secret = "bmV0bWVzaCBleGNoYW5nZXMgem9uZXMgd2l0aCB0aGVt";

    /// <summary>One of <c>named</c> (BIND), <c>nsd</c> (NSD) and <c>knotd</c> (Knot).</summary>
    public static RealNameServer Of(string program) => program switch
    {
        "named" => new Bind(),
        "nsd" => new Nsd(),
        _ => new Knot(),
    };

    /// <summary>Starts it, and waits until it answers from the zones that it has by itself.</summary>
    public async Task StartAsync(params IReadOnlyList<RealZone> zones)
    {
        var own = zones.Where(zone => zone.Text is not null).ToList();
        foreach (var zone in own)
        {
            await File.WriteAllTextAsync(FileOf(zone.Name), zone.Text);
        }

        await LaunchAsync(Configuration(zones), own.Select(zone => zone.Name));
    }

    /// <summary>Gives a zone of its own another text.</summary>
    public async Task ChangeAsync(string zone, string text)
    {
        await File.WriteAllTextAsync(FileOf(zone), text);
        HangUp();
    }

    protected abstract string Configuration(IReadOnlyList<RealZone> zones);

    /// <summary>The file of a zone, without the folder.</summary>
    protected static string FileName(string zone) => $"{zone}.zone";

    private string FileOf(string zone) => Path.Combine(Folder, FileName(zone));
}
