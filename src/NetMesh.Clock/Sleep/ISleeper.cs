namespace NetMesh.Clock.Sleep;

/// <summary>How one thread sleeps precisely and another one wakes it early. A wake before the sleep ends that sleep at once.</summary>
internal interface ISleeper : IDisposable
{
    /// <summary>Sleeps for about this long, or until woken. Only from the one thread that sleeps.</summary>
    void Sleep(long nanoseconds);

    /// <summary>Ends the present or the next sleep. From any thread.</summary>
    void Wake();
}

internal static class Sleeper
{
    public static ISleeper ForThisSystem() => OperatingSystem.IsLinux() && LinuxSleeper.TryCreate() is { } precise ? precise : new PortableSleeper();
}
