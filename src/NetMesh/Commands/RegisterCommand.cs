using System.CommandLine;
using NetMesh.Control;

namespace NetMesh.Commands;

/// <summary><c>netmesh register NAME --ns SERVER=ADDRESS</c>: a registrar has a domain delegated to its servers.</summary>
internal static class RegisterCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The domain." };
        var servers = new Option<string[]>("--ns") { Description = "A server of it, and its address; once for each.", HelpName = "SERVER=ADDRESS", Required = true };
        var signers = new Option<string[]>("--ds")
        {
            Description = "A DS record of its key, for a domain that is signed: \"TAG ALGORITHM TYPE DIGEST\". Of domains that the planet signs it is known.",
            HelpName = "DS",
        };
        var isUnchecked = new Option<bool>("--unchecked") { Description = "Do not ask first whether the servers have it." };
        var (json, port) = (SharedOptions.Json(), SharedOptions.ControlPort());
        servers.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.Split('=') is not [{ Length: > 0 }, { Length: > 0 }]))
            {
                result.AddError($"--ns is '{token.Value}'; expected a server and its address, such as dns1.networkutopia.com=127.16.3.1");
            }
        });
        var command = new Command("register", "Registers a domain on the running planet: the zone above delegates it to its servers.") { name, servers, signers, isUnchecked, json, port };
        command.SetAction(async (parsed, cancelled) =>
        {
            using var planet = new ControlClient(parsed.GetValue(port));
            var named = parsed.GetRequiredValue(servers).Select(server => server.Split('=')).Select(server => new NamedServer(server[0], server[1]));
            var done = await planet.PostAsync(
                "/api/registrations",
                new RegisterRequest(parsed.GetRequiredValue(name), [.. named], parsed.GetValue(signers) ?? [], parsed.GetValue(isUnchecked)),
                ControlJson.Plain.RegisterRequest,
                ControlJson.Plain.RegistrationView,
                cancelled);
            if (parsed.GetValue(json))
            {
                Output.Json(done, ControlJson.Plain.RegistrationView);
            }
            else
            {
                Console.Out.WriteLine($"{done.Zone} delegates {done.Name} to {string.Join(", ", done.Servers)}");
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
