using System.CommandLine;
using System.Globalization;
using NetMesh.Control;

namespace NetMesh.Commands;

/// <summary><c>netmesh resolve NAME</c>: what a region's resolver finds, and with <c>--trace</c> whom it asked.</summary>
internal static class ResolveCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The name to look up." };
        var type = new Option<string>("--type") { Description = "The type of its records.", HelpName = "T", DefaultValueFactory = _ => "A" };
        var from = new Option<string?>("--from") { Description = "The region whose resolver looks it up; the home region without it.", HelpName = "R" };
        var trace = new Option<bool>("--trace") { Description = "Show every server that was asked, and how long it took." };
        var (json, port) = (SharedOptions.Json(), SharedOptions.ControlPort());
        var command = new Command("resolve", "Looks a name up on the running planet.") { name, type, from, trace, json, port };
        command.SetAction(async (parsed, cancelled) =>
        {
            using var planet = new ControlClient(parsed.GetValue(port));
            var found = await planet.PostAsync(
                "/api/resolutions",
                new ResolveRequest(parsed.GetRequiredValue(name), parsed.GetValue(type), parsed.GetValue(from)),
                ControlJson.Plain.ResolveRequest,
                ControlJson.Plain.ResolutionView,
                cancelled);
            if (parsed.GetValue(json))
            {
                Output.Json(found, ControlJson.Plain.ResolutionView);
            }
            else
            {
                Show(found, parsed.GetValue(trace));
            }

            return found.Code is "NOERROR" or "NXDOMAIN" ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static void Show(ResolutionView found, bool withTrace)
    {
        if (withTrace && found.Hops.Count > 0)
        {
            Output.Table(
                ["at", "took", "server", "host", "region", "asked", "for", "said"],
                found.Hops.Select(hop => (string[])
                [
                    Milliseconds(hop.BeganMs), Milliseconds(hop.TookMs), hop.Server, hop.Host ?? "", hop.Region ?? "", $"{hop.Name} {hop.Type}", hop.Zone, hop.Outcome,
                ]));
        }
        else if (withTrace)
        {
            Console.Out.WriteLine($"{found.Resolver} in {found.From} knew");
        }

        foreach (var record in found.Answers)
        {
            Console.Out.WriteLine(record);
        }

        if (found.Answers.Count == 0)
        {
            Console.Out.WriteLine(found.Code switch
            {
                "NOERROR" => $"{found.Name} has no {found.Type} records",
                "NXDOMAIN" => $"there is no {found.Name}",
                _ => $"{found.Resolver} could not find out: {found.Code}",
            });
        }
    }

    private static string Milliseconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0} ms");
}
