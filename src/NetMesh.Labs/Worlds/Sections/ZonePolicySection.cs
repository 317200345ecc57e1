using System.Collections.Immutable;
using NetMesh.Contracts.Names;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Signatures;

namespace NetMesh.Labs.Worlds.Sections;

/// <summary><c>{ signed: nsec3, updates: ddns, transfers: any, secondaries: [{ at: 192.0.2.1, key: transfer }], nearest: www }</c>: what may become of a zone, and who may do it.</summary>
internal sealed class ZonePolicySection(Section zone, IReadOnlyDictionary<DomainName, TransactionKey> keys)
{
    private const string All = "any";
    private static readonly ValueForm<ZoneSigning> Signing = Words.Choice(("none", ZoneSigning.None), ("nsec", ZoneSigning.Nsec), ("nsec3", ZoneSigning.Nsec3), ("opt-out", ZoneSigning.OptOut));
    private static readonly ValueForm<DnssecAlgorithm> Algorithms = Words.Choice(
        ("ecdsa-p256", DnssecAlgorithm.EcdsaP256Sha256), ("ecdsa-p384", DnssecAlgorithm.EcdsaP384Sha384), ("ed25519", DnssecAlgorithm.Ed25519), ("ed448", DnssecAlgorithm.Ed448));

    private static readonly ValueForm<bool> Truth = Words.Choice(("true", true), ("false", false));

    private readonly OutsideServerSection outside = new(keys, zone.Errors);

    public ZonePlan Read(ZonePlan plan)
    {
        var (updaters, isUpdatedByAll) = Keys("updates");
        var (transferKeys, isTransferredToAll) = Keys("transfers");
        var secondaries = zone.Items("secondaries").Select(ServerOf).OfType<OutsideServer>().ToImmutableArray();
        var (signing, algorithm) = Signature();
        var read = plan with
        {
            Signing = signing,
            Algorithm = algorithm,
            Updaters = updaters,
            IsUpdatedByAll = isUpdatedByAll,
            IsRegistry = zone.Value("registry", Truth, false),
            TransferKeys = [.. transferKeys, .. secondaries.Select(server => server.Key?.Name).OfType<DomainName>()],
            IsTransferredToAll = isTransferredToAll,
            Secondaries = secondaries,
            Primary = zone.Optional("primary") is { } primary ? ServerOf(primary) : null,
            Nearest = [.. zone.Items("nearest").Select(item => NameIn(item, plan.Name)).OfType<DomainName>()],
        };
        if (!read.Nearest.IsEmpty && read.Signing != ZoneSigning.None)
        {
            zone.Errors.Add(zone.At, "a zone that is signed and tells some clients some addresses only, although a signature covers all of them", "either 'signed' or 'nearest'");
        }

        if (read.Primary is not null && (read.Signing != ZoneSigning.None || isUpdatedByAll || !updaters.IsEmpty || read.IsRegistry))
        {
            zone.Errors.Add(zone.At, "a zone with 'primary' that is signed or changed here", "its primary to do that");
        }

        return read;
    }

    // One word, or a section that says the algorithm, too.
    private (ZoneSigning Signing, DnssecAlgorithm Algorithm) Signature()
    {
        const DnssecAlgorithm usual = DnssecAlgorithm.EcdsaP256Sha256;
        var node = zone.Optional("signed");
        if (node is not YamlMapping)
        {
            return (node is not null && zone.TryValue(node, "signed", Signing, out var alone) ? alone : ZoneSigning.None, usual);
        }

        var section = new Section(node, "signed", zone.Errors);
        var read = (section.RequiredValue("denial", Signing, ZoneSigning.None), section.Value("algorithm", Algorithms, usual));
        section.Done();
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

    private DomainName? NameIn(YamlNode node, DomainName origin)
    {
        if (node is YamlScalar { Text: var text } && DomainNameText.TryRead(text, origin, out var name, out _) && name.IsAtOrBelow(origin))
        {
            return name;
        }

        zone.Errors.Add(node.At, $"'nearest' is {node.Kind}", "names of the zone, such as www");
        return null;
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
