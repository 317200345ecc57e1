using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Cookies;

namespace NetMesh.Protocols.Dns.Messages;

/// <summary>What a question's options ask for. Of those that come twice the first counts, and unknown ones are taken no notice of (RFC 6891 §6.1.2).</summary>
/// <param name="Cookie">The client's cookie, and maybe the server's (RFC 7873).</param>
/// <param name="Subnet">For whom it is asked (RFC 7871).</param>
/// <param name="WantsPadding">Nobody shall tell the answer by its length (RFC 7830).</param>
/// <param name="WantsKeepAlive">The client would know for how long it may keep its connection (RFC 7828).</param>
/// <param name="WantsServerId">It would know which of several servers answers (RFC 5001).</param>
public sealed record QueryOptions(DnsCookie? Cookie, ClientSubnet? Subnet, bool WantsPadding, bool WantsKeepAlive, bool WantsServerId)
{
    public static QueryOptions None { get; } = new(null, null, WantsPadding: false, WantsKeepAlive: false, WantsServerId: false);

    /// <summary>Reads them; null when one is none that its number stands for.</summary>
    public static QueryOptions? TryRead(Edns? edns)
    {
        if (edns is null || edns.Options.IsEmpty)
        {
            return None;
        }

        var (cookie, subnet, keepAlive) = (Data(EdnsOptionCode.Cookie), Data(EdnsOptionCode.ClientSubnet), Data(EdnsOptionCode.KeepAlive));
        var read = new QueryOptions(
            cookie is { } it ? DnsCookie.TryRead(it) : null,
            subnet is { } network ? ClientSubnet.TryRead(network) : null,
            Data(EdnsOptionCode.Padding) is not null,
            keepAlive is not null,
            Data(EdnsOptionCode.NameServerId) is not null);

        // For how long is for the server to say, and for how much of a network an answer holds.
        return (cookie is null || read.Cookie is not null) && (subnet is null || read.Subnet is { ScopeLength: 0 }) && keepAlive is not { IsEmpty: false } ? read : null;

        ImmutableArray<byte>? Data(EdnsOptionCode code) => edns.Options.FirstOrDefault(option => option.Code == code)?.Data;
    }
}
