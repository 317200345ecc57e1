using System.Collections.Immutable;
using NetMesh.Grains.Zones;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Resolving;
using NetMesh.Protocols.Dns.Security.Validating;

namespace NetMesh.Grains.Names;

/// <summary>
/// The root's keys as a resolver trusts them: it has them of the root's owner, and asks for them again now and then, when it is asked something itself. The root replaces
/// its keys so slowly that nobody is late who looks every two weeks (RFC 5011 §2.3).
/// </summary>
/// <param name="fetch">Gets the root's DNSKEY records.</param>
/// <param name="now">The resolver's time.</param>
/// <param name="epoch">The date at which that is zero.</param>
internal sealed class RootTrust(Func<Task<ImmutableArray<ResourceRecord>>> fetch, Func<TimeSpan> now, DateTimeOffset epoch)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromHours(12);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private TimeSpan next;
    private Task? fetching;

    /// <summary>What answers are validated with.</summary>
    public TrustedTime Current { get; private set; } = new(TrustAnchors.None, epoch);

    /// <summary>Gets the keys for the first time.</summary>
    public async Task BeginAsync()
    {
        var keys = await fetch();
        Current = Current with { Anchors = new TrustAnchors(TrustAnchors.EntryPointsOf(keys), EdwardsScheme.AllSchemes) };
        next = now() + Freshness;
    }

    /// <summary>Gets them again if it is time to. While the owner cannot be reached those known are trusted on.</summary>
    public async ValueTask FreshenAsync()
    {
        if (now() >= next)
        {
            // Not forgotten by the task itself: one that fails at once would be over before it was remembered.
            fetching = fetching is null or { IsCompleted: true } ? FetchAgainAsync() : fetching;
            await fetching;
        }
    }

    private async Task FetchAgainAsync()
    {
        try
        {
            await BeginAsync();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            next = now() + RetryAfter;
        }
    }
}
