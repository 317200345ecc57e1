using System.Runtime.InteropServices;

namespace NetMesh.Commands;

/// <summary>The first Ctrl-C or SIGTERM asks a command to drain; a second one ends the process as it would have without us.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource cancelled = new();
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;

    public StopSignals()
    {
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);
    }

    /// <summary>Done when somebody asked.</summary>
    public Task Asked => asked.Task;

    /// <summary>For what should be given up when somebody asks.</summary>
    public CancellationToken Cancelled => cancelled.Token;

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        cancelled.Dispose();
    }

    private void Ask(PosixSignalContext signal)
    {
        signal.Cancel = asked.TrySetResult();
        if (signal.Cancel)
        {
            cancelled.Cancel();
        }
    }
}
