using Orleans;
using Orleans.Runtime;

namespace NetMesh.GrainModel;

/// <summary>What the host gives to a grain beyond Orleans' public context; for this project's own use.</summary>
internal interface IHostedGrainContext : IGrainContext
{
    IGrainFactory GrainFactory { get; }

    void DelayDeactivation(TimeSpan timeSpan);

    IGrainTimer RegisterTimer<TState>(Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options);
}

/// <summary>The activation whose grain is being constructed on this thread.</summary>
internal static class ActivationContext
{
    [ThreadStatic]
    private static IGrainContext? current;

    public static IGrainContext? Current
    {
        get => current;
        set => current = value;
    }
}
