using System.CommandLine;
using NetMesh.Control;

namespace NetMesh.Commands;

/// <summary><c>netmesh kill HOST…</c> and <c>netmesh start HOST…</c>: hosts of the running planet lose power and get it back.</summary>
internal static class PowerCommand
{
    public static Command Kill() => Create(
        "kill", "Takes hosts' power: their connections are reset, and their programs heard by nobody.", host => $"{host.Name} is down; netmesh start {host.Name} brings it back");

    public static Command Start() => Create(
        "start", "Gives hosts their power back: their programs begin anew, with what they keep.", host => host.IsDown ? $"{host.Name} is up again" : $"{host.Name} was not down");

    private static Command Create(string verb, string description, Func<HostView, string> done)
    {
        var names = new Argument<string[]>("HOST") { Description = "Hosts, by name or address.", Arity = ArgumentArity.OneOrMore };
        var (json, port) = (SharedOptions.Json(), SharedOptions.ControlPort());
        var command = new Command(verb, description) { names, json, port };
        command.SetAction(async (parsed, cancelled) =>
        {
            using var planet = new ControlClient(parsed.GetValue(port));

            // All are known before the first is touched.
            var known = await planet.GetAsync("/api/hosts", ControlJson.Plain.HostListing, cancelled);
            var hosts = parsed.GetRequiredValue(names).Select(
                name => known.Find(name) ?? throw new CommandFailure(ExitCodes.Unusable, UnknownName.OfHost(name, known.Hosts.Select(host => host.Name)))).ToList();
            foreach (var host in hosts)
            {
                var faults = await planet.PostAsync(
                    $"/api/hosts/{Uri.EscapeDataString(host.Name)}/{verb}", new Nothing(), ControlJson.Plain.Nothing, ControlJson.Plain.FaultListing, cancelled);
                if (!parsed.GetValue(json))
                {
                    Console.Out.WriteLine(done(host));
                }
                else if (host == hosts[^1])
                {
                    Output.Json(faults, ControlJson.Plain.FaultListing);
                }
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
