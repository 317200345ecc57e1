using System.Runtime.InteropServices;

namespace NetMesh.Entering;

/// <summary>What the framework has no words for.</summary>
internal static partial class LinuxCalls
{
    public const int Interrupt = 2;
    public const int Quit = 3;

    private const int BrokenPipe = 13;
    private const nint ByDefault = 0;
    private const nint Ignored = 1;
    private const int ControllingTerminalFlags = 0x80000;
    private const nuint BindMount = 4096;
    private const int NewNetwork = 0x40000000;

    /// <summary>Becomes another program: the same process, terminal, and files (execve(2)). Returns only when that fails: the system's error.</summary>
    public static int Become(string path, IReadOnlyList<string> arguments)
    {
        _ = Signal(BrokenPipe, ByDefault);
        _ = Execute(path, [path, .. arguments, null]);
        return Marshal.GetLastPInvokeError();
    }

    /// <summary>
    /// Starts a program to which a broken pipe is what it is to any other: its end. The runtime ignores the signal, and what it starts would, too.
    /// </summary>
    public static T WithBrokenPipes<T>(Func<T> start)
    {
        _ = Signal(BrokenPipe, ByDefault);
        try
        {
            return start();
        }
        finally
        {
            _ = Signal(BrokenPipe, Ignored);
        }
    }

    /// <summary>Lays one file over another (mount(2), MS_BIND) for this mount namespace. 0, or the system's error.</summary>
    public static int Bind(string source, string target) => Mount(source, target, null, BindMount, null) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Gives the calling thread a network namespace of its own (unshare(2), CLONE_NEWNET). 0, or the system's error.</summary>
    public static int LeaveNetwork() => Unshare(NewNetwork) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Sends a signal to a process.</summary>
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int process, int signal);

    /// <summary>Whether what is typed at the terminal interrupts this process, and with it everything it has started.</summary>
    public static bool IsInForeground()
    {
        var terminal = Open("/dev/tty", ControllingTerminalFlags);
        if (terminal < 0)
        {
            return false;
        }

        var foreground = ForegroundGroup(terminal);
        _ = Close(terminal);
        return foreground == ProcessGroup();
    }

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string? type, nuint flags, string? data);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int what);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    private static partial int ForegroundGroup(int terminal);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int ProcessGroup();
}
