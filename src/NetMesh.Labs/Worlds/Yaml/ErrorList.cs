namespace NetMesh.Labs.Worlds.Yaml;

/// <summary>Collects what is wrong with one file, so that all of it can be said at once.</summary>
internal sealed class ErrorList(string file)
{
    private readonly List<WorldError> errors = [];

    public bool IsEmpty => errors.Count == 0;

    /// <summary>What was noted, in the order of the file.</summary>
    public IReadOnlyList<WorldError> InOrder => [.. errors.OrderBy(error => error.Line).ThenBy(error => error.Column)];

    public void Add(Place at, string what, string expected) => errors.Add(new WorldError(file, at.Line, at.Column, what, expected));
}
