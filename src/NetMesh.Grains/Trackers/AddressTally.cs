using System.Runtime.InteropServices;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Grains.Trackers;

/// <summary>How often each address is registered.</summary>
/// <param name="whole">What this is a part of; null: of nothing.</param>
internal sealed class AddressTally(AddressTally? whole = null)
{
    private readonly Dictionary<IPv4Address, int> counts = [];

    public int Of(IPv4Address address) => counts.GetValueOrDefault(address);

    public void Add(IPv4Address address)
    {
        whole?.Add(address);
        CollectionsMarshal.GetValueRefOrAddDefault(counts, address, out _)++;
    }

    public void Remove(IPv4Address address)
    {
        whole?.Remove(address);
        if (--CollectionsMarshal.GetValueRefOrNullRef(counts, address) == 0)
        {
            counts.Remove(address);
        }
    }
}
