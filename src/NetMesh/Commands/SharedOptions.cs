using System.CommandLine;
using NetMesh.Control;
using NetMesh.Labs.Worlds;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Commands;

/// <summary>Options that several commands take.</summary>
internal static class SharedOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document instead of a table." };

    public static Option<int> ControlPort()
    {
        var option = new Option<int>("--control-port")
        {
            Description = "Port of the planet's control API on 127.0.0.1.",
            HelpName = "PORT",
            DefaultValueFactory = _ => ControlPorts.Usual,
        };
        MustBeIn(option, 1, ushort.MaxValue);
        return option;
    }

    /// <summary>Other addresses for a world; <see cref="Within"/> moves it there.</summary>
    public static Option<string?> Prefix()
    {
        var option = new Option<string?>("--prefix") { Description = "Give the world's regions and hosts addresses in this prefix instead, for example 198.18.0.0/15.", HelpName = "P" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var said }] && !AddressPrefix.TryParse(said, out _))
            {
                result.AddError($"--prefix is {said}; expected an address prefix such as 198.18.0.0/15, with no bit set behind it");
            }
        });
        return option;
    }

    /// <summary>The world where the option says; as it is when nothing was said.</summary>
    /// <exception cref="CommandFailure">It does not fit there: one line.</exception>
    public static World Within(this World world, string? prefix)
    {
        try
        {
            return prefix is null ? world : world.Within(AddressPrefix.Parse(prefix));
        }
        catch (FormatException error)
        {
            throw new CommandFailure(ExitCodes.Unusable, error.Message);
        }
    }

    /// <summary>Refuses numbers outside the bounds with a line that names them.</summary>
    public static void MustBeIn(Option option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && (value < least || value > most))
        {
            result.AddError($"{option.Name} is {value}; expected a number from {least} to {most}");
        }
    });
}
