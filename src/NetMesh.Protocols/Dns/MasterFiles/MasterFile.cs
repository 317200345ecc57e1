using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.MasterFiles;

/// <summary>A place in a master file.</summary>
/// <param name="File">As it was named.</param>
/// <param name="Number">From 1.</param>
public readonly record struct MasterFileLine(string File, int Number)
{
    public override string ToString() => $"{File}:{Number}";
}

/// <summary>What is wrong in a master file, where, and what was expected.</summary>
public sealed record MasterFileError(MasterFileLine Line, string What)
{
    public override string ToString() => $"{Line}: {What}";
}

/// <summary>A record and where it stands.</summary>
public readonly record struct PlacedRecord(ResourceRecord Record, MasterFileLine Line);

/// <summary>What a master file holds.</summary>
/// <param name="Records">In the order in which they stand there, those of included files among them.</param>
/// <param name="Errors">None when all of it could be read; the first <see cref="MasterFileReader.MostErrors"/> otherwise.</param>
public sealed record MasterFile(ImmutableArray<PlacedRecord> Records, ImmutableArray<MasterFileError> Errors);
