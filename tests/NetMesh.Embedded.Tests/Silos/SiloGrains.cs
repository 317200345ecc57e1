using System.Collections.Immutable;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace NetMesh.Embedded.Tests.Silos;

public sealed record Ledger(int Balance, ImmutableArray<string> Entries)
{
    public Ledger()
        : this(0, [])
    {
    }
}

public interface ILedgerGrain : IGrainWithStringKey
{
    Task<int> Add(int amount);

    Task<int> Balance();

    Task Clear();

    Task<int> AddAfter(Task wait, int amount);

    Task<bool> Exists();
}

[InRegionOfKey]
public sealed class LedgerGrain([PersistentState("ledger")] IPersistentState<Ledger> ledger) : Grain, ILedgerGrain
{
    public async Task<int> Add(int amount)
    {
        ledger.State = new Ledger(ledger.State.Balance + amount, ledger.State.Entries.Add($"{amount}"));
        await ledger.WriteStateAsync();
        return ledger.State.Balance;
    }

    public Task<int> Balance() => Task.FromResult(ledger.State.Balance);

    public Task Clear() => ledger.ClearStateAsync();

    public async Task<int> AddAfter(Task wait, int amount)
    {
        await wait;
        return await Add(amount);
    }

    public Task<bool> Exists() => Task.FromResult(ledger.RecordExists);
}

/// <summary>The silo whose region is the key's first word, else any.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class InRegionOfKeyAttribute() : PlacementFilterAttribute(new InRegionOfKeyStrategy());

public sealed class InRegionOfKeyStrategy() : PlacementFilterStrategy(0);

public sealed class InRegionOfKeyDirector(ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var region = target.GrainIdentity.Key.ToString().Split(' ')[0];
        var all = silos.ToArray();
        var here = all.Where(silo => metadata.GetSiloMetadata(silo).Metadata.GetValueOrDefault("region") == region).ToArray();
        return here.Length > 0 ? here : all;
    }
}
