using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NetMesh.Clock.Sleep;

/// <summary>Sleeps on an event file descriptor with <c>ppoll</c>, whose time-out counts nanoseconds.</summary>
internal sealed partial class LinuxSleeper : ISleeper
{
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const short PollIn = 1;
    private const int SetTimerSlack = 29;
    private const ulong TimerSlackNs = 1_000;
    private const long LongestNs = 3600L * Nanoseconds.PerSecond;

    private readonly SafeFileHandle wakeUps;
    private bool slackIsSet;

    private LinuxSleeper(SafeFileHandle wakeUps) => this.wakeUps = wakeUps;

    public static LinuxSleeper? TryCreate()
    {
        var descriptor = EventFd(0, NonBlocking | CloseOnExec);
        return descriptor < 0 ? null : new LinuxSleeper(new SafeFileHandle(descriptor, ownsHandle: true));
    }

    public void Sleep(long nanoseconds)
    {
        if (!slackIsSet)
        {
            // Linux wakes a thread up to 50 µs late to save power, unless the thread asks for less.
            _ = PrCtl(SetTimerSlack, TimerSlackNs);
            slackIsSet = true;
        }

        nanoseconds = Math.Clamp(nanoseconds, 0, LongestNs);
        var poll = new PollFd { Descriptor = (int)wakeUps.DangerousGetHandle(), Events = PollIn };
        var time = new TimeSpec { Seconds = (nint)(nanoseconds / Nanoseconds.PerSecond), Nanoseconds = (nint)(nanoseconds % Nanoseconds.PerSecond) };
        if (PPoll(ref poll, 1, in time, 0) > 0)
        {
            _ = Read(wakeUps, out _, sizeof(ulong));
        }
    }

    public void Wake()
    {
        try
        {
            _ = Write(wakeUps, 1UL, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // The clock was stopped meanwhile.
        }
    }

    public void Dispose() => wakeUps.Dispose();

    [LibraryImport("libc", EntryPoint = "eventfd")]
    private static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "ppoll")]
    private static partial int PPoll(ref PollFd descriptors, nuint count, in TimeSpec time, nint signalMask);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(SafeFileHandle descriptor, out ulong value, nuint length);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(SafeFileHandle descriptor, in ulong value, nuint length);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int PrCtl(int option, ulong value);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
