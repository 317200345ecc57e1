namespace NetMesh.Labs.Worlds.Units;

/// <summary>Reads a value from text; false when the text is not in the form.</summary>
internal delegate bool TryParseValue<T>(string text, out T value);

/// <summary>A form in which values are written, and how it is explained to somebody who wrote something else.</summary>
/// <param name="Expected">Reads well after "expected".</param>
internal sealed record ValueForm<T>(string Expected, TryParseValue<T> TryParse);
