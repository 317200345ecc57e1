using System.CommandLine;
using NetMesh.Control;

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

    /// <summary>Refuses numbers outside the bounds with a line that names them.</summary>
    public static void MustBeIn(Option option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && (value < least || value > most))
        {
            result.AddError($"{option.Name} is {value}; expected a number from {least} to {most}");
        }
    });
}
