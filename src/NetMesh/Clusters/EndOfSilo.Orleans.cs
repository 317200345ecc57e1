namespace NetMesh.Clusters;

/// <summary>
/// A silo that its cluster has declared dead must not live on: its grains are elsewhere by now. It ends with one line instead of a crash report; whoever
/// supervises it starts it again.
/// </summary>
internal sealed class EndOfSilo(ClusterSeat seat) : IFatalErrorHandler
{
    public bool IsUnexpected(Exception exception) => true;

    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        seat.Tell($"silo '{seat.Silo!.Label}' ends: {(exception?.Message ?? context ?? "it cannot go on").ReplaceLineEndings(" ").TrimEnd('.', ' ')}");

        // At once: what is deactivated now would write over what others have written since.
        Environment.Exit(Commands.ExitCodes.Failed);
    }
}
