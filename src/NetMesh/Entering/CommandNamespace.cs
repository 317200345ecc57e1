using System.Collections.Concurrent;
using System.ComponentModel;
using NetMesh.Commands;

namespace NetMesh.Entering;

/// <summary>
/// A network namespace inside the one that this process is in: that of a thread, and of whatever is started from it. So the command has a network of its own, with
/// every port free, beside the one in which the planet is local.
/// </summary>
internal sealed class CommandNamespace : IDisposable
{
    private readonly BlockingCollection<Action> work = [];

    private CommandNamespace(string path) => Path = path;

    /// <summary>Names it to programs such as ip(8), for as long as this process lives.</summary>
    public string Path { get; private set; }

    /// <exception cref="CommandFailure">The system does not make one.</exception>
    public static CommandNamespace Make()
    {
        var made = new CommandNamespace("");
        new Thread(made.Work) { IsBackground = true, Name = "the command's network" }.Start();
        made.Path = made.Run(() =>
        {
            if (LinuxCalls.LeaveNetwork() is var error and not 0)
            {
                throw new CommandFailure(ExitCodes.Unusable, $"the system makes no second network namespace ({new Win32Exception(error).Message})");
            }

            return $"/proc/{new FileInfo("/proc/thread-self").LinkTarget}/ns/net";
        });
        return made;
    }

    /// <summary>Does something in there, and waits for it. What it starts belongs to the namespace; what it awaits goes on outside.</summary>
    public T Run<T>(Func<T> what)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Begin(() =>
        {
            try
            {
                done.SetResult(what());
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        });
        return done.Task.GetAwaiter().GetResult();
    }

    /// <summary>Does something in there after what was begun before, and does not wait.</summary>
    public void Begin(Action what) => work.Add(what);

    public void Dispose() => work.CompleteAdding();

    private void Work()
    {
        foreach (var next in work.GetConsumingEnumerable())
        {
            next();
        }
    }
}
