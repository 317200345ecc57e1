namespace NetMesh.Interop.Tests.Names;

/// <summary>Zones changed by BIND's <c>nsupdate</c> (RFC 2136), as people and their machines do it.</summary>
public sealed class UpdateTests(UpdatedPlanet updated) : IClassFixture<UpdatedPlanet>
{
    [RealClientFact("nsupdate", "dig")]
    public async Task Names_are_added_and_deleted_where_the_prerequisites_hold()
    {
        await DoneAsync("update add a.plain.test 60 A 192.0.2.1", "update add a.plain.test 60 A 192.0.2.2", "update add m.plain.test 60 MX 10 a.plain.test");
        await HasAsync("a.plain.test", "192.0.2.1", "192.0.2.2");
        await RefusedAsync("YXDOMAIN", "prereq nxdomain a.plain.test", "update add a.plain.test 60 A 192.0.2.3");
        await RefusedAsync("NXDOMAIN", "prereq yxdomain b.plain.test", "update add a.plain.test 60 A 192.0.2.3");
        await RefusedAsync("YXRRSET", "prereq nxrrset a.plain.test A", "update add a.plain.test 60 A 192.0.2.3");
        await RefusedAsync("NXRRSET", "prereq yxrrset a.plain.test MX", "update add a.plain.test 60 A 192.0.2.3");
        await RefusedAsync("NXRRSET", "prereq yxrrset a.plain.test A 192.0.2.1", "update add a.plain.test 60 A 192.0.2.3");
        await RefusedAsync("NOTZONE", "update add a.plain.test 60 A 192.0.2.3", "update add other.test 60 A 192.0.2.3");
        await HasAsync("a.plain.test", "192.0.2.1", "192.0.2.2");

        await DoneAsync("prereq yxrrset a.plain.test A 192.0.2.1", "prereq yxrrset a.plain.test A 192.0.2.2", "prereq nxdomain b.plain.test", "update delete a.plain.test A 192.0.2.1");
        await HasAsync("a.plain.test", "192.0.2.2");
        await DoneAsync("update delete a.plain.test", "update add b.plain.test 60 CNAME m.plain.test");
        await HasAsync("a.plain.test");
        await HasAsync("b.plain.test", "m.plain.test.");

        // What the zone cannot be without stays.
        await DoneAsync("update delete plain.test", "update delete plain.test SOA", "update delete plain.test NS dns.plain.test");
        Assert.Equal(2, Lines(await updated.DigAsync("+short", "plain.test", "SOA", "plain.test", "NS")).Length);
    }

    [RealClientFact("nsupdate", "dig")]
    public async Task Nobody_changes_a_zone_without_the_key()
    {
        string[] change = ["update add stolen.plain.test 60 A 192.0.2.9"];
        Assert.Contains("REFUSED", await UpdateAsync(null, change), StringComparison.Ordinal);
        Assert.Contains("REFUSED", await UpdateAsync(UpdatedPlanet.Onlooker, change), StringComparison.Ordinal);
        Assert.Contains("BADSIG", await UpdateAsync(UpdatedPlanet.Updater.Replace("bmV0", "Ym1m", StringComparison.Ordinal), change), StringComparison.Ordinal);
        Assert.Contains("BADKEY", await UpdateAsync(UpdatedPlanet.Updater.Replace(":ddns:", ":nobody:", StringComparison.Ordinal), change), StringComparison.Ordinal);
        await HasAsync("stolen.plain.test");
    }

    [RealClientFact("nsupdate", "delv", "dig")]
    public async Task A_signed_zone_stays_one_that_everybody_can_check()
    {
        var key = Lines(await updated.DigAsync("+short", "+nosplit", "signed.test", "DNSKEY")).Single(line => line.StartsWith("257 ", StringComparison.Ordinal)).Split(' ');
        var anchor = Path.Combine(updated.Planet.Folder, "anchor");
        await File.WriteAllTextAsync(anchor, $"trust-anchors {{ signed.test. static-key {string.Join(' ', key[..3])} \"{key[3]}\"; }};");
        await ValidatesAsync("; negative response, fully validated", "new.signed.test", "A");

        await DoneAsync("update add new.signed.test 60 A 192.0.2.1", "update add *.wild.signed.test 60 TXT here");
        await ValidatesAsync("; fully validated", "new.signed.test", "A");
        await ValidatesAsync("; fully validated", "any.wild.signed.test", "TXT");
        await ValidatesAsync("; negative response, fully validated", "nothing.signed.test", "A");

        await DoneAsync("update delete new.signed.test");
        await ValidatesAsync("; negative response, fully validated", "new.signed.test", "A");

        // Signatures are the server's to make.
        await RefusedAsync("REFUSED", "update add new.signed.test 60 NSEC a.signed.test. A");

        async Task ValidatesAsync(string verdict, string name, string type)
        {
            var run = await ProgramRun.OfAsync("delv", [$"@{UpdatedPlanet.Server}", "-p", $"{updated.Port}", "-a", anchor, "+root=signed.test", name, type]);
            Assert.True(Lines(run.Output).Contains(verdict), $"{name} {type}\n{run.Output}\n{run.Error}");
        }
    }

    private async Task DoneAsync(params string[] lines) => Assert.Equal("", await UpdateAsync(UpdatedPlanet.Updater, lines));

    private async Task RefusedAsync(string code, params string[] lines) => Assert.Equal($"update failed: {code}", await UpdateAsync(UpdatedPlanet.Updater, lines));

    // What nsupdate has to say; nothing when it is done.
    private async Task<string> UpdateAsync(string? key, string[] lines)
    {
        var script = Path.Combine(updated.Planet.Folder, "update");
        var zone = UpdatedPlanet.Zones.First(zone => lines[0].Contains(zone, StringComparison.Ordinal));
        await File.WriteAllLinesAsync(script, [$"server {UpdatedPlanet.Server} {updated.Port}", $"zone {zone}", .. lines, "send"]);
        var run = await ProgramRun.OfAsync("nsupdate", [.. key is null ? Array.Empty<string>() : ["-y", key], script]);
        Assert.Equal(run.ExitCode == 0, run.Error.Length == 0);
        return run.Error.Trim();
    }

    private async Task HasAsync(string name, params string[] data) => Assert.Equal(data, Lines(await updated.DigAsync("+short", name, data is [[>= 'a', ..]] ? "CNAME" : "A")).Order());

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
