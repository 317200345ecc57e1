using System.Security.Cryptography;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Cookies;
using NetMesh.Protocols.Wire;

namespace NetMesh.Gateways.Dns;

/// <summary>The server cookies of this process's name servers. Their secret is drawn anew every day, and the one before it counts for as long as its cookies live. Safe from any thread.</summary>
public sealed class ServerCookies(TimeProvider time)
{
    private static readonly TimeSpan SecretLife = TimeSpan.FromDays(1);

    private readonly Lock gate = new();
    private Secrets secrets = new(Draw(), null, time.GetUtcNow());

    /// <summary>The client has received an answer of ours at its address not long ago.</summary>
    public bool Proves(DnsCookie? cookie, IPv4Address client) => cookie is not null && Accepts(Current(), cookie, client, out _);

    /// <summary>The cookie that goes with an answer: the client's own, or one for the next hour.</summary>
    public DnsCookie Renew(DnsCookie cookie, IPv4Address client)
    {
        var current = Current();
        return Accepts(current, cookie, client, out var isFresh) && isFresh ? cookie : cookie with { Server = current.Now.For(cookie.Client, client, time.GetUtcNow()) };
    }

    private bool Accepts(Secrets current, DnsCookie cookie, IPv4Address client, out bool isFresh)
    {
        var now = time.GetUtcNow();
        if (current.Now.Accepts(cookie, client, now, out isFresh))
        {
            return true;
        }

        var isOld = current.Before?.Accepts(cookie, client, now, out _) ?? false;
        isFresh = false;
        return isOld;
    }

    private Secrets Current()
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            return now - secrets.Since < SecretLife ? secrets : secrets = new(Draw(), secrets.Now, now);
        }
    }

    private static ServerCookieMint Draw() => new(RandomNumberGenerator.GetBytes(SipHash.KeyLength));

    private sealed record Secrets(ServerCookieMint Now, ServerCookieMint? Before, DateTimeOffset Since);
}
