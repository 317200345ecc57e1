using Orleans.Runtime.MembershipService.SiloMetadata;

namespace NetMesh.Embedded.Silos;

/// <summary>The silos of a host, dead ones included: their metadata may still be asked for.</summary>
internal sealed class SiloTable(EmbeddedHost host) : ISiloMetadataCache
{
    private readonly Lock gate = new();
    private readonly List<Silo> all = [];
    private volatile Silo[] alive = [];

    /// <summary>Those that take new grains, in the order in which they were first named.</summary>
    public IReadOnlyList<Silo> Alive => alive;

    /// <summary>Adds a silo, once it has its services.</summary>
    /// <exception cref="InvalidOperationException">A silo of this label is running.</exception>
    public Silo Start(SiloOptions options, Action<Silo> furnish)
    {
        lock (gate)
        {
            var index = all.FindIndex(silo => silo.Label == options.Label);
            if (index >= 0 && all[index].IsAlive)
            {
                throw new InvalidOperationException($"silo {options.Label} is running already");
            }

            var before = index < 0 ? null : all[index];
            var metadata = options.Metadata is { } values ? SiloMetadata.Of(values) : before?.Metadata ?? SiloMetadata.Empty;
            var skew = options.Skew?.Checked() ?? before?.Skew ?? ClockSkew.None;
            var silo = new Silo(host, options.Label, index < 0 ? all.Count : index, (before?.Address.Generation ?? 0) + 1, metadata, skew);
            furnish(silo);
            if (index < 0)
            {
                all.Add(silo);
            }
            else
            {
                all[index] = silo;
            }

            alive = [.. all.Where(each => each.IsOpen)];
            return silo;
        }
    }

    /// <exception cref="ArgumentException">No silo of this label is running.</exception>
    public Silo Find(string label)
    {
        lock (gate)
        {
            // One that is stopping runs still.
            return all.Find(silo => silo.IsAlive && silo.Label == label)
                ?? throw new ArgumentException($"no silo {label} is running; running: {string.Join(", ", alive.Select(silo => silo.Label))}", nameof(label));
        }
    }

    /// <summary>No new grain comes to the silo from now on.</summary>
    public void Bury(Silo silo)
    {
        lock (gate)
        {
            alive = [.. all.Where(each => each.IsOpen && each != silo)];
        }
    }

    /// <summary>No silo takes anything from now on: the host has ended.</summary>
    public void Close()
    {
        lock (gate)
        {
            alive = [];
        }
    }

    public SiloMetadata GetSiloMetadata(SiloAddress siloAddress)
    {
        lock (gate)
        {
            return all.Find(silo => silo.Address.Equals(siloAddress))?.Metadata ?? SiloMetadata.Empty;
        }
    }
}
