using System.Globalization;
using System.Text;
using NetMesh.Commands;
using NetMesh.Interop.Tests;

namespace NetMesh.Tests.Commands;

/// <summary>
/// Runs <c>netmesh</c> without a process of its own, which takes most of a second to start: for commands whose work is to refuse, or to ask a planet. What a command
/// writes is caught by who called it; commands of other tests may run meanwhile.
/// </summary>
internal static class InProcess
{
    private static readonly AsyncLocal<(StringWriter Output, StringWriter Error)?> Caught = new();

    static InProcess()
    {
        Console.SetOut(new Routed(Console.Out, caught => caught.Output));
        Console.SetError(new Routed(Console.Error, caught => caught.Error));
    }

    public static async Task<ProgramRun> OfNetmeshAsync(params IEnumerable<string> arguments)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        Caught.Value = (output, error);
        var exitCode = await CommandLine.RunAsync([.. arguments]);
        return new ProgramRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs it against a planet.</summary>
    public static Task<ProgramRun> AskAsync(this RunningPlanet planet, params IEnumerable<string> arguments) =>
        OfNetmeshAsync([.. arguments, "--control-port", planet.ControlPort.ToString(CultureInfo.InvariantCulture)]);

    private sealed class Routed(TextWriter otherwise, Func<(StringWriter Output, StringWriter Error), StringWriter> to) : TextWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => otherwise.Encoding;

        private TextWriter To => Caught.Value is { } caught ? to(caught) : otherwise;

        public override void Write(char value) => To.Write(value);

        public override void Write(string? value) => To.Write(value);
    }
}
