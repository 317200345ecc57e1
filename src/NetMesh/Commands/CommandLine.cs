using System.CommandLine;
using System.CommandLine.Parsing;

namespace NetMesh.Commands;

/// <summary>How a command ended, as the shell sees it.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The work failed.</summary>
    public const int Failed = 1;

    /// <summary>Unusable arguments or input.</summary>
    public const int Unusable = 2;
}

/// <summary>Ends a command with one clear line on standard error.</summary>
internal sealed class CommandFailure(int exitCode, string line) : Exception(line)
{
    public int ExitCode { get; } = exitCode;
}

/// <summary>
/// The command <c>netmesh</c>. Whatever happens, the user reads one clear line and never a stack trace, and the exit code says whose fault it was.
/// </summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return Complain(ExitCodes.Unusable, $"{OneLine(parsed.Errors[0].Message)}; see {Help(parsed)}");
        }

        try
        {
            // Commands that end on a signal listen for it themselves: they drain first.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (CommandFailure failure)
        {
            return Complain(failure.ExitCode, failure.Message);
        }
        catch (OperationCanceledException)
        {
            return Complain(ExitCodes.Failed, "interrupted");
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("NETMESH_TRACE") is null)
        {
            return Complain(ExitCodes.Failed, $"{OneLine(e.Message)} (NETMESH_TRACE=1 shows where)");
        }
    }

    private static RootCommand Root()
    {
        var up = new UpCommand();
        var root = new RootCommand("The application layer of the Internet, runnable. Without a verb: up.")
        {
            up.Command,
            ShareCommand.Create(),
            JoinCommand.Create(),
            HostsCommand.Create(),
            ResolveCommand.Create(),
            RegisterCommand.Create(),
            KeysCommand.Create(),
            HostCommand.Create(),
            PowerCommand.Kill(),
            PowerCommand.Start(),
            FaultCommand.Create(),
            EnterCommand.Create(),
            WorldCommand.Create(),
            LabCommand.Create(),
            SimulateCommand.Create(),
            ClusterCommand.Create(),
            GatewayCommand.Create(),
        };
        up.MakeDefaultOf(root);
        return root;
    }

    // Of the verbs that were understood.
    private static string Help(ParseResult parsed)
    {
        var verbs = "";
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult { Parent: not null } said; at = said.Parent)
        {
            verbs = $" {said.Command.Name}{verbs}";
        }

        return $"netmesh{verbs} --help";
    }

    // The parser lists what an option takes line by line, with tabs.
    private static string OneLine(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');

    private static int Complain(int exitCode, string line)
    {
        Console.Error.WriteLine($"netmesh: {line}");
        return exitCode;
    }
}
