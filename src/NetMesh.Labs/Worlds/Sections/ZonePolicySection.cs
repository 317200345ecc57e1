using System.Collections.Immutable;
using NetMesh.Contracts.Names;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Signatures;

namespace NetMesh.Labs.Worlds.Sections;

/// <summary><c>{ signed: nsec3, updates: ddns, transfers: any, secondaries: [{ at: 192.0.2.1, key: transfer }] }</c>: what may become of a zone, and who may do it.</summary>
internal sealed class ZonePolicySection(Section zone, IReadOnlyDictionary<DomainName, TransactionKey> keys)
{
    private const string All = "any";
    private static readonly ValueForm<ZoneSigning> Signing = Words.Choice(("none", ZoneSigning.None), ("nsec", ZoneSigning.Nsec), ("nsec3", ZoneSigning.Nsec3), ("opt-out", ZoneSigning.OptOut));
    private static readonly ValueForm<bool> Truth = Words.Choice(("true", true), ("false", false));

    private readonly OutsideServerSection outside = new(keys, zone.Errors);

    public ZonePlan Read(ZonePlan plan)
    {
        var (updaters, isUpdatedByAll) = Keys("updates");
        var (transferKeys, isTransferredToAll) = Keys("transfers");
        var secondaries = zone.Items("secondaries").Select(ServerOf).OfType<OutsideServer>().ToImmutableArray();
        var read = plan with
        {
            Signing = zone.Value("signed", Signing, ZoneSigning.None),
            Updaters = updaters,
            IsUpdatedByAll = isUpdatedByAll,
            IsRegistry = zone.Value("registry", Truth, false),
            TransferKeys = [.. transferKeys, .. secondaries.Select(server => server.Key?.Name).OfType<DomainName>()],
            IsTransferredToAll = isTransferredToAll,
            Secondaries = secondaries,
            Primary = zone.Optional("primary") is { } primary ? ServerOf(primary) : null,
        };
        if (read.Primary is not null && (read.Signing != ZoneSigning.None || isUpdatedByAll || !updaters.IsEmpty || read.IsRegistry))
        {
            zone.Errors.Add(zone.At, "a zone with 'primary' that is signed or changed here", "its primary to do that");
        }

        return read;
    }

    private (ImmutableArray<DomainName> Names, bool IsAll) Keys(string word)
    {
        var items = zone.Items(word);
        if (items is [YamlScalar { Text: All }])
        {
            return ([], true);
        }

        return ([.. items.Select(item => outside.KeyOf(item, $"names of keys, or '{All}'")?.Name).OfType<DomainName>()], false);
    }

    private OutsideServer? ServerOf(YamlNode node)
    {
        if (node is YamlScalar)
        {
            return zone.TryValue(node, "server", OutsideServerSection.At, out var alone) ? new OutsideServer(alone, null) : null;
        }

        return outside.Read(node);
    }
}
