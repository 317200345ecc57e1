namespace NetMesh.Grains.Sites;

/// <summary>Calls that nobody waits for, from code outside of the grains.</summary>
internal static class OneWay
{
    /// <summary>
    /// Sends a call. It is lost, as it can be anywhere on its way, when the host of grains is not connected, or is ending.
    /// </summary>
    public static void Send<TTarget, TArgument>(TTarget target, TArgument argument, Func<TTarget, TArgument, ValueTask> call)
    {
        try
        {
            _ = call(target, argument);
        }
        catch (Exception failure) when (failure is OrleansException or ObjectDisposedException or TimeoutException)
        {
        }
    }
}
