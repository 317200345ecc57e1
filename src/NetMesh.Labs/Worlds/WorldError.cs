namespace NetMesh.Labs.Worlds;

/// <summary>One thing wrong with a world file, said so that its author can put it right.</summary>
/// <param name="File">The file as it was named by the caller.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1.</param>
/// <param name="What">What was met.</param>
/// <param name="Expected">What should stand there instead.</param>
public sealed record WorldError(string File, int Line, int Column, string What, string Expected)
{
    /// <summary>One line, in the form compilers use, so that editors can jump to the place.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}: {What}; expected {Expected}";
}
