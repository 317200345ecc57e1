namespace NetMesh.Labs.Worlds.Yaml;

/// <summary>Collects what is wrong with one file, so that all of it can be said at once.</summary>
internal sealed class ErrorList(string file)
{
    private readonly List<WorldError> errors = [];

    public bool IsEmpty => errors.Count == 0;

    /// <summary>What was noted, in the order of the file; then that of other files, which it names.</summary>
    public IReadOnlyList<WorldError> InOrder =>
        [.. errors.OrderBy(error => error.File == file ? "" : error.File, StringComparer.Ordinal).ThenBy(error => error.Line).ThenBy(error => error.Column)];

    /// <summary>The file's name, as its errors have it.</summary>
    public string File => file;

    public void Add(Place at, string what, string expected) => Add(file, at, what, expected);

    /// <summary>Notes what is wrong in a file that this one names.</summary>
    public void Add(string inFile, Place at, string what, string expected) => errors.Add(new WorldError(inFile, at.Line, at.Column, what, expected));
}
