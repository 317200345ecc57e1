using System.CommandLine;
using System.Net.Sockets;
using NetMesh.Control;
using NetMesh.Entering;
using NetMesh.Gateways.Namespaces;
using NetMesh.Gateways.Transport;

namespace NetMesh.Commands;

/// <summary>
/// <c>netmesh enter REGION [--as NAME] -- COMMAND</c>: runs a command in a network namespace whose whole Internet is the running planet. In order:
/// <list type="number">
/// <item>the planet is asked where its door is (a Unix socket), and which regions it has;</item>
/// <item>this process becomes unshare(1), and that becomes this program again, inside a namespace (<see cref="NamespaceMaker"/>);</item>
/// <item>there it goes through the door, gets an address, binds the planet's ports and hands them over (<see cref="NamespaceInside"/>);</item>
/// <item>the command runs, in a second namespace where nothing is but its own address (<see cref="CommandNamespace"/>); with its end everything is gone.</item>
/// </list>
/// </summary>
internal static class EnterCommand
{
    public static Command Create()
    {
        var region = new Argument<string>("REGION") { Description = "Where to stand." };
        var words = new Argument<string[]>("COMMAND") { Description = "What to run there, after --.", Arity = ArgumentArity.OneOrMore };
        var name = new Option<string?>("--as") { Description = "Be a host of the planet under this name, which others can reach.", HelpName = "NAME" };
        var inside = new Option<string?>("--inside") { Hidden = true };
        var port = SharedOptions.ControlPort();
        var command = new Command("enter", "Runs a command on the running planet: real ports, an address of the region (Linux).") { region, words, name, inside, port };
        command.SetAction((parsed, cancelled) =>
        {
            var place = new Place(parsed.GetRequiredValue(region), parsed.GetValue(name));
            var run = parsed.GetRequiredValue(words);
            return parsed.GetValue(inside) is { } door
                ? RunInsideAsync(door, place, run, cancelled)
                : GoInsideAsync(parsed.GetValue(port), place, run, cancelled);
        });
        return command;
    }

    private static async Task<int> GoInsideAsync(int port, Place place, string[] command, CancellationToken cancelled)
    {
        if (!NamespaceLine.IsSupported)
        {
            throw new CommandFailure(ExitCodes.Unusable, "netmesh enter needs network namespaces: 64-bit Linux");
        }

        var door = await DoorAsync(port, cancelled);
        if (!door.Regions.Contains(place.Region))
        {
            throw new CommandFailure(ExitCodes.Unusable, $"there is no region '{place.Region}' here; expected one of {string.Join(", ", door.Regions)}");
        }

        string[] named = place.Name is { } name ? ["--as", name] : [];
        return await NamespaceMaker.BecomeInsideAsync(["enter", place.Region, .. named, "--inside", door.Socket, "--", .. command], cancelled);
    }

    // 1 could be the command's own exit code: here everything that keeps it from running is 2.
    private static async Task<DoorView> DoorAsync(int port, CancellationToken cancelled)
    {
        try
        {
            using var planet = new ControlClient(port);
            return await planet.GetAsync("/api/door", ControlJson.Plain.DoorView, cancelled);
        }
        catch (CommandFailure failure)
        {
            throw new CommandFailure(ExitCodes.Unusable, failure.Message);
        }
    }

    private static async Task<int> RunInsideAsync(string door, Place place, string[] command, CancellationToken cancelled)
    {
        using var inside = new NamespaceInside(Knock(door));
        using var commands = CommandNamespace.Make();
        try
        {
            await NamespaceNetwork.FurnishAsync(inside.Enter(place.Region, place.Name), commands, cancelled);
            inside.HandOver();
        }
        catch (Exception e) when (e is IOException or GatewayError)
        {
            throw new CommandFailure(ExitCodes.Unusable, e.Message);
        }

        _ = Task.Factory.StartNew(inside.Serve, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var run = commands.Run(() => EnteredCommand.RunAsync(command));
        if (place.Name is not null)
        {
            commands.Begin(inside.Watch);
        }

        return await run;
    }

    private static NamespaceLine Knock(string door)
    {
        try
        {
            return NamespaceLine.Connect(door);
        }
        catch (SocketException e)
        {
            throw new CommandFailure(
                ExitCodes.Unusable,
                e.SocketErrorCode == SocketError.AccessDenied ? $"only the user who started the planet may enter it ({door})" : $"the planet cannot be entered at {door} ({e.Message})");
        }
    }

    private sealed record Place(string Region, string? Name);
}
