namespace NetMesh.Labs.Expressions;

/// <summary>The one way in which an expression fails, while it is read or evaluated.</summary>
internal sealed class ExpressionError(string what, string expected) : Exception(what)
{
    public string What { get; } = what;

    /// <summary>Reads well after "expected".</summary>
    public string Expected { get; } = expected;
}
