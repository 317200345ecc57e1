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
        seat.Tell($"silo '{seat.Silo!.Label}' ends: {FirstSentence(exception?.Message ?? context ?? "it cannot go on")}");

        // At once: what is deactivated now would write over what others have written since.
        Environment.Exit(Commands.ExitCodes.Failed);
    }

    // What follows it is a dump of the table of members.
    private static string FirstSentence(string text) => text.ReplaceLineEndings(" ").Split([". ", "! "], StringSplitOptions.None)[0].TrimEnd('.', '!', ' ');
}
