using System.Security.Cryptography.X509Certificates;
using NetMesh.Gateways.Encryption;
using NetMesh.Gateways.Transport;
using NetMesh.Testing;

namespace NetMesh.Gateways.Tests.Encryption;

public sealed class PlanetAuthorityTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();

    [Fact]
    public void It_is_made_once_and_only_its_owner_reads_the_key()
    {
        var first = Shown();
        var made = File.ReadAllText(PathOf(PlanetAuthority.CertificateFile));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(PathOf(PlanetAuthority.KeyFile)) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(PathOf(PlanetAuthority.CertificateFile)).HasFlag(UnixFileMode.OtherRead));
        var again = Shown();
        Assert.Equal(made, File.ReadAllText(PathOf(PlanetAuthority.CertificateFile)));
        Assert.NotEqual(first.GetPublicKeyString(), again.GetPublicKeyString());
        Assert.Equal(first.Issuer, again.Issuer);
        Assert.DoesNotContain("PRIVATE", made, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_vouches_for_one_address_and_for_a_month()
    {
        var shown = Shown();
        var names = shown.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Equal([TestPlanet.Second.ToIPAddress()], names.EnumerateIPAddresses());
        Assert.Empty(names.EnumerateDnsNames());
        Assert.Equal(time.GetUtcNow().UtcDateTime + PlanetAuthority.ServerLife, shown.NotAfter.ToUniversalTime());
        Assert.False(shown.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
    }

    [Fact]
    public void A_certificate_is_replaced_before_it_is_too_old()
    {
        var authority = PlanetAuthority.Open(folder.Path, time);
        var first = authority.CertificateOf(TestPlanet.Second);
        time.Move(PlanetAuthority.ServerLife / 2);
        Assert.Same(first, authority.CertificateOf(TestPlanet.Second));
        time.Move(PlanetAuthority.ServerLife / 4);
        Assert.NotSame(first, authority.CertificateOf(TestPlanet.Second));
    }

    [Fact]
    public void An_authority_that_is_too_old_to_vouch_for_a_month_is_made_anew()
    {
        var first = Shown();
        time.Move(TimeSpan.FromDays(3650 - 31));
        Assert.Equal(first.Issuer, Shown().Issuer);
        time.Move(TimeSpan.FromDays(2));
        Assert.NotEqual(first.Issuer, Shown().Issuer);
    }

    [Theory]
    [InlineData(PlanetAuthority.KeyFile)]
    [InlineData(PlanetAuthority.CertificateFile)]
    public void What_is_no_authority_is_told_in_one_line(string file)
    {
        Shown();
        File.WriteAllText(PathOf(file), "nothing");
        var error = Assert.Throws<GatewayError>(Shown);
        Assert.StartsWith($"the planet's certificate authority in {folder.Path}: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    public void Dispose() => folder.Dispose();

    private X509Certificate2 Shown() => PlanetAuthority.Open(folder.Path, time).CertificateOf(TestPlanet.Second).TargetCertificate;

    private string PathOf(string file) => Path.Combine(folder.Path, file);
}
