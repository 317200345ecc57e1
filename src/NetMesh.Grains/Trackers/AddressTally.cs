using System.Runtime.InteropServices;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Grains.Trackers;

/// <summary>How often each address is registered.</summary>
/// <param name="limits">Say what an address's share is.</param>
/// <param name="whole">What this is a part of; null: of nothing.</param>
internal sealed class AddressTally(TrackerLimits limits, AddressTally? whole = null)
{
    private readonly Dictionary<IPv4Address, int> counts = [];

    // Registrations beyond the shares of their addresses. While there are none, nobody need look for who has most.
    private int excess;

    public int Of(IPv4Address address) => counts.GetValueOrDefault(address);

    public void Add(IPv4Address address)
    {
        whole?.Add(address);
        if (++CollectionsMarshal.GetValueRefOrAddDefault(counts, address, out _) > limits.ShareOf(address))
        {
            excess++;
        }
    }

    public void Remove(IPv4Address address)
    {
        whole?.Remove(address);
        ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(counts, address);
        if (count-- > limits.ShareOf(address))
        {
            excess--;
        }

        if (count == 0)
        {
            counts.Remove(address);
        }
    }

    /// <summary>The address that has most, if that is more than its share and more than <paramref name="most"/>; goes through all addresses if any has more than its share.</summary>
    public IPv4Address? Crowder(int most)
    {
        IPv4Address? crowder = null;
        if (excess > 0)
        {
            foreach (var (address, count) in counts)
            {
                if (count > most && count > limits.ShareOf(address))
                {
                    (most, crowder) = (count, address);
                }
            }
        }

        return crowder;
    }
}
