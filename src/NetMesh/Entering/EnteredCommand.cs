using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using NetMesh.Commands;

namespace NetMesh.Entering;

/// <summary>
/// The command that a user runs on the planet: it has the terminal, standard input and output as they are, hears the signals that come here, and its exit code is ours.
/// </summary>
internal sealed class EnteredCommand
{
    // By custom of shells, env(1) and unshare(1).
    private const int CannotRun = 126;
    private const int NotFound = 127;

    // Those that ask something of a program; SIGUSR1 and SIGUSR2 have no name in the framework.
    private static readonly int[] PassedOn = [1, LinuxCalls.Interrupt, LinuxCalls.Quit, 10, 12, 15];

    // For as long as this process is: the framework reads signals from a pipe of its own, and one that ended the command may be read after the command's end. With nobody
    // registered any more, it would end us before we have said the command's exit code.
    private static readonly List<PosixSignalRegistration> Registrations = [];

    private readonly Lock gate = new();
    private readonly List<int> early = [];
    private int process;

    private EnteredCommand()
    {
        foreach (var signal in PassedOn)
        {
            Registrations.Add(PosixSignalRegistration.Create(Known(signal), context =>
            {
                context.Cancel = true;
                PassOn(signal);
            }));
        }
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>Its exit code, 128 more than the signal that ended it, or 127 when there is no such command.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> command)
    {
        if (SystemPrograms.Find(command[0]) is not { } path)
        {
            throw new CommandFailure(NotFound, $"{command[0]}: there is no such command");
        }

        var running = new EnteredCommand();
        try
        {
            using var started = LinuxCalls.WithBrokenPipes(() => Process.Start(new ProcessStartInfo(path, command.Skip(1)) { UseShellExecute = false })!);
            running.Started(started.Id);
            await started.WaitForExitAsync();
            return started.ExitCode;
        }
        catch (Win32Exception e)
        {
            throw new CommandFailure(CannotRun, $"{command[0]} cannot be run ({e.Message})");
        }
    }

    private void Started(int id)
    {
        lock (gate)
        {
            process = id;
            early.ForEach(signal => LinuxCalls.Kill(id, signal));
        }
    }

    private void PassOn(int signal)
    {
        lock (gate)
        {
            if (process == 0)
            {
                early.Add(signal);
            }
            else if (signal is not (LinuxCalls.Interrupt or LinuxCalls.Quit) || !LinuxCalls.IsInForeground())
            {
                // What was typed at the terminal, the command has heard itself.
                _ = LinuxCalls.Kill(process, signal);
            }
        }
    }

    private static PosixSignal Known(int signal) => signal switch
    {
        1 => PosixSignal.SIGHUP,
        LinuxCalls.Interrupt => PosixSignal.SIGINT,
        LinuxCalls.Quit => PosixSignal.SIGQUIT,
        15 => PosixSignal.SIGTERM,
        _ => (PosixSignal)signal,
    };
}
