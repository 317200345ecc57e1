using System.CommandLine;
using System.Globalization;
using NetMesh.Control;

namespace NetMesh.Commands;

/// <summary><c>netmesh keys ZONE [--roll KEY | --ds-seen]</c>: the keys with which a zone is signed, and others in their place.</summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        var zone = new Argument<string>("ZONE") { Description = "A zone that the planet signs, such as netcinema.com, or '.'." };
        var roll = new Option<string?>("--roll")
        {
            Description = "Begin to replace a key: zsk, which signs the zone's records, or ksk, which signs the keys and is pointed at by the zone above.",
            HelpName = "KEY",
        };
        roll.AcceptOnlyFromAmong(KeyRollRequest.OfRecords, KeyRollRequest.OfKeys);
        var isSeen = new Option<bool>("--ds-seen") { Description = "The zone above, which is not the planet's, points at the new key, and at no other: the roll-over goes on." };
        var (json, port) = (SharedOptions.Json(), SharedOptions.ControlPort());
        var command = new Command("keys", "Shows the keys with which a zone of the running planet is signed, and replaces them.") { zone, roll, isSeen, json, port };
        command.Validators.Add(result =>
        {
            if (result.GetResult(roll) is { Implicit: false } && result.GetResult(isSeen) is { Implicit: false })
            {
                result.AddError("--roll and --ds-seen; expected one of them");
            }
        });
        command.SetAction(async (parsed, cancelled) =>
        {
            using var planet = new ControlClient(parsed.GetValue(port));

            // A dot alone would be no part of a path: '@' is the root there, as it is in master files.
            var path = $"/api/zones/{(parsed.GetRequiredValue(zone) is "." ? "@" : Uri.EscapeDataString(parsed.GetRequiredValue(zone)))}";
            var (plain, listing) = (ControlJson.Plain, ControlJson.Plain.ZoneKeyListing);
            var keys = parsed.GetValue(roll) is { } key ? await planet.PostAsync($"{path}/key-rolls", new KeyRollRequest(key), plain.KeyRollRequest, listing, cancelled)
                : parsed.GetValue(isSeen) ? await planet.PostAsync($"{path}/key-rolls/ds", new Nothing(), plain.Nothing, listing, cancelled)
                : await planet.GetAsync($"{path}/keys", listing, cancelled);
            if (parsed.GetValue(json))
            {
                Output.Json(keys, listing);
                return ExitCodes.Done;
            }

            Output.Table(
                ["key", "tag", "algorithm", "stage", "since", "DS"],
                keys.Keys.Select(row => (string[])
                [
                    row.Key, $"{row.Tag}", $"{row.Algorithm}", row.Stage, row.Since.ToString("u", CultureInfo.InvariantCulture), row.Ds ?? "",
                ]));
            return ExitCodes.Done;
        });
        return command;
    }
}
