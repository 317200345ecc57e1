using System.Net.Sockets;

namespace NetMesh.Gateways.Namespaces;

/// <summary>
/// Where commands enter the planet: a Unix socket that only the planet's user can reach. Behind it each namespace has a thread, because whole messages with sockets are
/// received in a call that blocks; there are as many as commands that somebody runs by hand.
/// </summary>
public sealed class NamespaceDoor : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<EnteredNamespace, Task> inside = [];
    private readonly EnteredHosts hosts;
    private readonly INamespaceGateways gateways;
    private readonly Socket listener;
    private readonly Task accepting;
    private bool closed;

    /// <param name="path">Where the socket is made; what lay there is gone.</param>
    /// <exception cref="IOException">It cannot be made there, one line.</exception>
    internal NamespaceDoor(string path, EnteredHosts hosts, INamespaceGateways gateways)
    {
        Path = path;
        this.hosts = hosts;
        this.gateways = gateways;
        listener = NamespaceLine.NewSocket();
        try
        {
            File.Delete(path);
            listener.Bind(new UnixDomainSocketEndPoint(path));

            // Nobody can connect before it listens.
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            listener.Listen();
        }
        catch (Exception error) when (error is SocketException or UnauthorizedAccessException or ArgumentException)
        {
            listener.Dispose();
            throw new IOException($"commands cannot enter at {path} ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')})", error);
        }

        accepting = AcceptAsync();
    }

    /// <summary>The socket's path.</summary>
    public string Path { get; }

    /// <summary>Lets nobody in any more, and everybody out.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] leaving;
        lock (gate)
        {
            closed = true;
            leaving = [.. inside.Values];
            foreach (var entered in inside.Keys)
            {
                entered.HangUp();
            }
        }

        listener.Dispose();
        await Task.WhenAll([accepting, .. leaving]);
        File.Delete(Path);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                Enter(await listener.AcceptAsync());
            }
            catch (SocketException) when (!closed)
            {
                // Whoever called has hung up already.
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Enter(Socket socket)
    {
        var line = new NamespaceLine(socket);
        lock (gate)
        {
            if (closed)
            {
                line.Dispose();
                return;
            }

            var entered = new EnteredNamespace(line, hosts, gateways);
            var run = Task.Factory.StartNew(entered.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            inside.Add(entered, run.ContinueWith(_ => Forget(entered), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default));
        }
    }

    private void Forget(EnteredNamespace entered)
    {
        lock (gate)
        {
            inside.Remove(entered);
        }
    }
}
