using System.Collections.Immutable;

namespace Orleans.Runtime.MembershipService.SiloMetadata;

/// <summary>What a silo says of itself, such as its region.</summary>
public sealed record SiloMetadata
{
    public static SiloMetadata Empty { get; } = new();

    public ImmutableDictionary<string, string> Metadata { get; private init; } = ImmutableDictionary<string, string>.Empty;

    internal static SiloMetadata Of(IEnumerable<KeyValuePair<string, string>> values) => new() { Metadata = ImmutableDictionary.CreateRange(values) };
}

/// <summary>What the silos say of themselves.</summary>
public interface ISiloMetadataCache
{
    /// <summary>A silo's metadata; empty for one that is not known.</summary>
    SiloMetadata GetSiloMetadata(SiloAddress siloAddress);
}
