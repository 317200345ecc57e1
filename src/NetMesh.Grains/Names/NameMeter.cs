using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using NetMesh.Protocols.Dns.Resolving;

namespace NetMesh.Grains.Names;

/// <summary>What the resolvers of a region count (<c>/metrics</c>).</summary>
internal sealed class NameMeter(string region)
{
    private static readonly Meter Meter = new("NetMesh.Grains");

    private static readonly Counter<long> Lookups =
        Meter.CreateCounter<long>("netmesh_names_lookups", description: "Questions that resolvers looked up, by what it took");

    private static readonly Histogram<double> Times =
        Meter.CreateHistogram<double>("netmesh_names_resolution_seconds", "s", "How long a lookup took that had to ask servers");

    private static readonly Counter<long> Hops =
        Meter.CreateCounter<long>("netmesh_names_hops", description: "Questions of resolvers to servers, by what came of them");

    private static readonly Counter<long> Foreign =
        Meter.CreateCounter<long>("netmesh_names_foreign_answers", description: "Answers to resolvers that nobody had asked for: late ones, and forged ones");

    private static readonly Counter<long> Validations =
        Meter.CreateCounter<long>("netmesh_names_validations", description: "Answers of resolvers, by what their signatures are worth");

    private readonly KeyValuePair<string, object?> tag = new("region", region);

    /// <summary>A lookup is over.</summary>
    public void Resolved(Resolved resolved, TimeSpan took)
    {
        Lookups.Add(1, tag, new("source", resolved.IsFailure ? "failed" : resolved.Hops.IsEmpty ? "cache" : "servers"));
        if (resolved.Found is not null)
        {
            Validations.Add(1, tag, new("outcome", resolved.Verdict.Status.ToString().ToLowerInvariant()));
        }

        Count(resolved.Hops);
        if (!resolved.Hops.IsEmpty)
        {
            Times.Record(took.TotalSeconds, tag);
        }
    }

    /// <summary>What would have been forgotten soon was looked up anew, and nobody waited for it.</summary>
    public void Renewed(Resolved resolved)
    {
        Lookups.Add(1, tag, new("source", "prefetch"));
        Count(resolved.Hops);
    }

    /// <summary>What was asked is known from before, and was answered with nobody looking it up.</summary>
    public void WasKnown() => Lookups.Add(1, tag, new("source", "cache"));

    /// <summary>An answer came that is none to any question under way.</summary>
    public void WasForeign() => Foreign.Add(1, tag);

    private void Count(ImmutableArray<ResolutionHop> hops)
    {
        foreach (var hop in hops)
        {
            Hops.Add(1, tag, new("outcome", hop.Outcome.ToString().ToLowerInvariant()));
        }
    }
}
