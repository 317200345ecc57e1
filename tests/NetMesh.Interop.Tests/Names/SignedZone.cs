using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Interop.Tests.Names;

/// <summary>How a zone denies what it has not.</summary>
public enum DenialVariant
{
    Nsec,
    Nsec3,

    /// <summary>With salt and iterations, and without the delegations that are not signed.</summary>
    Nsec3OptOut,
}

/// <summary>Zones signed by BIND's <c>dnssec-signzone</c>, or by NetMesh.</summary>
internal static class SignedZone
{
    /// <summary>Signed by NetMesh, for a day.</summary>
    /// <param name="keys">The zone above points at the first.</param>
    /// <param name="daysAgo">When.</param>
    public static Zone Sign(Zone zone, DenialVariant variant, IReadOnlyList<SigningKey> keys, int daysAgo = 0)
    {
        var now = SignatureTime.Of(DateTimeOffset.UtcNow.AddDays(-daysAgo));
        Nsec3Parameters? hashing = variant switch
        {
            DenialVariant.Nsec => null,
            DenialVariant.Nsec3 => Nsec3Parameters.Usual(),
            _ => new Nsec3Parameters(Nsec3Parameters.Sha1, Nsec3Parameters.OptOut, 3, new byte[] { 1, 2, 3 }),
        };
        return new ZoneSigner(keys, now - 3600, now + 86400, hashing) { ForZoneAbove = [keys[0].Public] }.Sign(zone);
    }

    /// <summary>The same as a master file.</summary>
    public static string Text(Zone zone) => string.Join('\n', zone.Records) + '\n';

    /// <summary>The master file with its signatures, made with new keys.</summary>
    public static async Task<string> SignAsync(string zone, string text, DenialVariant variant, string algorithm = "ECDSAP256SHA256")
    {
        var folder = Directory.CreateTempSubdirectory("netmesh-signed-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "zone"), text);
            await RunAsync("dnssec-keygen", folder, "-q", "-a", algorithm, "-f", "KSK", zone);
            await RunAsync("dnssec-keygen", folder, "-q", "-a", algorithm, zone);
            string[] denial = variant switch
            {
                DenialVariant.Nsec3 => ["-3", "-"],
                DenialVariant.Nsec3OptOut => ["-3", "aabbccdd", "-H", "3", "-A"],
                _ => [],
            };
            await RunAsync("dnssec-signzone", folder, ["-S", "-q", "-o", zone, "-f", "signed", "-O", "full", .. denial, "zone"]);
            return await File.ReadAllTextAsync(Path.Combine(folder, "signed"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs a program of BIND or ldns in a folder; it has to end well.</summary>
    public static async Task RunAsync(string program, string folder, params string[] arguments)
    {
        var run = await ProgramRun.OfAsync(program, arguments, folder);
        Assert.True(run.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {run.Output}{run.Error}");
    }
}
