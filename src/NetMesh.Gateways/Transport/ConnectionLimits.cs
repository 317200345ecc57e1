using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways.Transport;

/// <summary>How many connections a gateway holds, in total and from one source address. Safe from any thread.</summary>
/// <param name="total">At most this many at a time.</param>
/// <param name="perSource">At most this many at a time from one address.</param>
public sealed class ConnectionLimits(int total, int perSource)
{
    private readonly Lock gate = new();
    private readonly Dictionary<IPv4Address, int> bySource = [];
    private int open;

    /// <summary>Counts a connection in. A refusal counts nothing.</summary>
    /// <param name="source">Who connects.</param>
    /// <param name="reason">Which limit refused it; null when none did.</param>
    public bool TryEnter(IPv4Address source, out string? reason)
    {
        lock (gate)
        {
            var fromSource = bySource.GetValueOrDefault(source);
            reason = open >= total ? RefusalReasons.TooManyConnections
                : fromSource >= perSource ? RefusalReasons.TooManyFromSource
                : null;
            if (reason is not null)
            {
                return false;
            }

            open++;
            bySource[source] = fromSource + 1;
            return true;
        }
    }

    /// <summary>Counts a connection out; once for each that entered.</summary>
    public void Leave(IPv4Address source)
    {
        lock (gate)
        {
            open--;
            if (bySource[source] == 1)
            {
                bySource.Remove(source);
            }
            else
            {
                bySource[source]--;
            }
        }
    }
}
