using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Hosts;

/// <summary>
/// The planet's directory: which hosts there are and what runs on their ports. Changes while the planet runs; safe from any thread. Looking up an
/// address, an endpoint or a region takes no lock.
/// </summary>
public sealed class PlanetMap
{
    /// <summary>From here on ports are ephemeral (RFC 6335 §6): a program takes one for a question, and hears the answer there.</summary>
    public const ushort FirstEphemeralPort = 49152;

    private readonly Lock gate = new();
    private readonly Region[] byPrefix;
    private readonly bool[] isCarried;
    private readonly Dictionary<IPv4Address, Host> hosts = [];
    private readonly Dictionary<string, Host> byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly AddressTable<Host> hostTable = new();
    private readonly AddressTable<Host> abroadTable = new();
    private readonly AddressTable<Host[]> anycastTable = new();
    private readonly AddressTable<Service> serviceTable = new();
    private readonly AddressTable<Service> programTable = new();
    private readonly Dictionary<Endpoint, Service> local = [];
    private readonly SiteListings elsewhere = new();
    private IReadOnlyList<Host>? snapshot;
    private IReadOnlyList<(Endpoint At, Service Service)>? localSnapshot;

    /// <param name="regions">The planet's regions.</param>
    /// <param name="home">Where a client stands whose address is in no region's prefix; by default the first region.</param>
    /// <param name="carried">The regions whose hosts are here; by default all of them.</param>
    /// <exception cref="ArgumentException">Two prefixes overlap, or two labels are the same.</exception>
    public PlanetMap(IReadOnlyList<Region> regions, Region? home = null, IReadOnlyCollection<Region>? carried = null)
    {
        Regions = [.. regions];
        Carried = carried is null ? Regions : [.. regions.Where(carried.Contains)];
        byPrefix = [.. regions.OrderBy(region => region.Prefix.Network)];
        for (var i = 1; i < byPrefix.Length; i++)
        {
            if (byPrefix[i - 1].Prefix.Overlaps(byPrefix[i].Prefix))
            {
                throw new ArgumentException(
                    $"the prefixes of {byPrefix[i - 1].Label} ({byPrefix[i - 1].Prefix}) and {byPrefix[i].Label} ({byPrefix[i].Prefix}) overlap", nameof(regions));
            }
        }

        isCarried = [.. byPrefix.Select(Carried.Contains)];
        Home = home ?? (regions.Count > 0 ? regions[0] : null);
    }

    public IReadOnlyList<Region> Regions { get; }

    /// <summary>The regions whose hosts are here. Those of the others are abroad: on other planets, which are reached as the Internet is.</summary>
    public IReadOnlyList<Region> Carried { get; }

    /// <summary>Where a client stands whose address is in no region's prefix; null on a planet without regions.</summary>
    public Region? Home { get; }

    /// <summary>All hosts as of now, by address; later changes do not touch it. Made on the first use after a change.</summary>
    public IReadOnlyList<Host> Hosts
    {
        get
        {
            lock (gate)
            {
                return snapshot ??= [.. hosts.Values.OrderBy(host => host.Address)];
            }
        }
    }

    /// <summary>Adds a host.</summary>
    /// <exception cref="ArgumentException">Its name or address is taken.</exception>
    public void AddHost(Host host)
    {
        lock (gate)
        {
            if (byName.ContainsKey(host.Name) || hosts.ContainsKey(host.Address))
            {
                throw new ArgumentException($"host {host.Name} ({host.Address}): the name or the address is taken", nameof(host));
            }

            hosts.Add(host.Address, host);
            byName.Add(host.Name, host);
            hostTable.Set(host.Address.Value, host);
            foreach (var shared in host.Anycast)
            {
                anycastTable.Set(shared.Value, [.. SitesOf(shared), host]);
            }

            snapshot = null;
        }
    }

    /// <summary>Notes a host that another planet carries.</summary>
    public void AddAbroad(Host host)
    {
        lock (gate)
        {
            abroadTable.Set(host.Address.Value, host);
        }
    }

    /// <summary>Takes a host out; what listens there and which connections it has is another matter. False when there was none.</summary>
    public bool RemoveHost(IPv4Address address)
    {
        lock (gate)
        {
            if (!hosts.Remove(address, out var host))
            {
                return false;
            }

            byName.Remove(host.Name);
            hostTable.Set(address.Value, null);
            foreach (var shared in host.Anycast)
            {
                anycastTable.Set(shared.Value, SitesOf(shared).Where(site => site != host).ToArray() is [_, ..] others ? others : null);
            }

            snapshot = null;
            return true;
        }
    }

    /// <summary>The host at this address, or null.</summary>
    public Host? HostAt(IPv4Address address) => hostTable.Find(address.Value);

    /// <summary>The hosts that can be reached at an anycast address; none at any other.</summary>
    public IReadOnlyList<Host> SitesOf(IPv4Address address) => anycastTable.Find(address.Value) ?? [];

    public Host? HostNamed(string name)
    {
        lock (gate)
        {
            return byName.GetValueOrDefault(name);
        }
    }

    /// <summary>The region an address stands in by its prefix, whether or not a host has it; null outside all of them.</summary>
    public Region? RegionOf(IPv4Address address) => IndexOf(address) is var index and >= 0 ? byPrefix[index] : null;

    /// <summary>The address stands in a region that is not carried here.</summary>
    public bool IsAbroad(IPv4Address address) => IndexOf(address) is var index and >= 0 && !isCarried[index];

    /// <summary>Another planet has a host at this address, and sends what it sends through its own network.</summary>
    public bool IsHostAbroad(IPv4Address address) => abroadTable.Find(address.Value) is not null;

    /// <summary><see cref="LocalListings"/> has changed. Raised by whoever changed it, with nothing locked.</summary>
    public event Action? LocalListingsChanged;

    /// <summary>
    /// Where the programs of this process listen, as of now, by address and port; what a planet's other processes are told. Made on the first use after a
    /// change.
    /// </summary>
    public IReadOnlyList<(Endpoint At, Service Service)> LocalListings
    {
        get
        {
            lock (gate)
            {
                return localSnapshot ??= [.. local.Select(listing => (listing.Key, listing.Value)).OrderBy(listing => listing.Key)];
            }
        }
    }

    /// <summary>
    /// A program begins to listen: here, or, where it runs in no process until it is called (<see cref="Service.RunsHere"/>), wherever the call finds it.
    /// </summary>
    public void Listen(Endpoint at, Service service)
    {
        bool changed;
        lock (gate)
        {
            serviceTable.Set(Key(at), service);
            programTable.Set(at.Address.Value, service);
            elsewhere.Forget(at);
            changed = service.RunsHere ? local.GetValueOrDefault(at) != service : local.ContainsKey(at);
            if (service.RunsHere)
            {
                local[at] = service;
            }
            else
            {
                local.Remove(at);
            }

            localSnapshot = changed ? null : localSnapshot;
        }

        TellIf(changed);
    }

    /// <summary>A program no longer listens; connections it has live on, and it can still dial.</summary>
    public void Unlisten(Endpoint at)
    {
        bool changed;
        lock (gate)
        {
            serviceTable.Set(Key(at), null);
            changed = local.Remove(at);
            localSnapshot = changed ? null : localSnapshot;
        }

        TellIf(changed);
    }

    /// <summary>
    /// Replaces all that another process has told of its programs. What listens here, or was listed by <see cref="Listen"/>, comes first.
    /// </summary>
    /// <param name="site">The process.</param>
    /// <param name="listings">Where its programs listen; to us they run elsewhere, whatever they say.</param>
    public void SetListings(SiteId site, IReadOnlyList<(Endpoint At, Service Service)> listings)
    {
        lock (gate)
        {
            elsewhere.Set(site, listings);
            foreach (var (at, _) in listings)
            {
                if (programTable.Find(at.Address.Value) is null)
                {
                    programTable.Set(at.Address.Value, elsewhere.Find(at));
                }
            }
        }
    }

    /// <summary>Another process is gone, and with it what it listed; what a third one lists as well stays.</summary>
    public void DropListings(SiteId site)
    {
        lock (gate)
        {
            elsewhere.Drop(site);
        }
    }

    /// <summary>A program elsewhere was heard from at this endpoint. It is listed there until the directory says otherwise; nothing that is listed changes.</summary>
    public void Learn(Endpoint at, Service service)
    {
        if (HearerAt(at) is not null)
        {
            return;
        }

        // All of them at once: a program may ask each question from another one.
        at = at.Port < FirstEphemeralPort ? at : EphemeralPortsOf(at.Address);

        lock (gate)
        {
            if (ServiceAt(at) is null)
            {
                elsewhere.Learn(at, service);
            }
        }
    }

    /// <summary>Which program listens there, in this process or in another one.</summary>
    public Service? ServiceAt(Endpoint at) => serviceTable.Find(Key(at)) ?? elsewhere.Find(at);

    /// <summary>Stands for all ephemeral ports of a host: a program that listens there hears the datagrams for those on which no other one does.</summary>
    public static Endpoint EphemeralPortsOf(IPv4Address host) => new(host, 0);

    /// <summary>Which program hears a datagram that is sent there: the one that listens, or the one that has the host's ephemeral ports.</summary>
    public Service? HearerAt(Endpoint at) => ServiceAt(at) ?? (at.Port < FirstEphemeralPort ? null : ServiceAt(EphemeralPortsOf(at.Address)));

    /// <summary>Which program hears a datagram that has come to this process.</summary>
    internal Service? HearerCalledAt(Endpoint at) => CalledAt(at) ?? (at.Port < FirstEphemeralPort ? null : CalledAt(EphemeralPortsOf(at.Address)));

    /// <summary>Which program a call hears that has come to this process: one that listens here, or one that is wherever it is called.</summary>
    public Service? CalledAt(Endpoint at) => serviceTable.Find(Key(at));

    /// <summary>The program that a host runs, whether or not it listens now: the one that began to listen last. Whoever dials from there is it.</summary>
    public Service? ProgramOf(IPv4Address host) => programTable.Find(host.Value);

    private int IndexOf(IPv4Address address)
    {
        // The last prefix that begins at or before the address is the only one that can hold it.
        int low = 0, high = byPrefix.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (byPrefix[middle].Prefix.Network.Value <= address.Value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low > 0 && byPrefix[low - 1].Prefix.Contains(address) ? low - 1 : -1;
    }

    internal static ulong Key(Endpoint at) => ((ulong)at.Address.Value << 16) | at.Port;

    private void TellIf(bool changed)
    {
        if (changed)
        {
            LocalListingsChanged?.Invoke();
        }
    }
}
