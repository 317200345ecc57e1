using System.Collections.Immutable;
using NetMesh.Contracts.Names;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Worlds.Sections;

/// <summary><c>forward-to: [resolver-us, 127.17.0.53, { at: 192.0.2.53 }]</c>: whom a resolver asks, instead of the servers of the tree.</summary>
internal sealed class ForwardSection(WorldHosts hosts, OutsideServerSection outside, ErrorList errors)
{
    private const string Expected = $"names or addresses of hosts that run a {HostGroup.Resolver}, or {{ at: 192.0.2.53 }} for a server outside";

    /// <summary>Adds to the hosts' services whom each forwards to.</summary>
    public void Read()
    {
        foreach (var group in hosts.Forwarding)
        {
            var forwarders = group.ForwardTo.SelectMany(Named).ToImmutableArray();
            var own = hosts.Of(group.Name).Select(host => host.Address).ToHashSet();
            if (forwarders.FirstOrDefault(forwarder => forwarder.Outside is null && own.Contains(forwarder.Address)) is { } itself)
            {
                errors.Add(group.At, $"'{hosts.Owner(itself.Address)!.Name}' forwards to itself", $"another {HostGroup.Resolver}");
            }
            else if (forwarders.GroupBy(forwarder => forwarder.Address).FirstOrDefault(same => same.Count() > 1) is { } twice)
            {
                errors.Add(group.At, $"host '{group.Name}' forwards twice to {twice.Key}", "each address once");
            }
            else
            {
                hosts.Forward(own, forwarders);
            }
        }

        foreach (var (group, circle) in hosts.Forwarding.Select(group => (group, Circle(hosts.Of(group.Name)[0].Address))).Where(it => it.Item2 is not null).Take(1))
        {
            errors.Add(group.At, circle!, "a way that ends at one that looks names up itself");
        }
    }

    private IEnumerable<Forwarder> Named(YamlNode node)
    {
        if (node is not YamlScalar { Text: var text })
        {
            var server = outside.Read(node);
            return [new Forwarder(server.At.Address, server)];
        }

        var named = IPv4Address.TryParse(text, out var address) ? hosts.Owner(address) is { } owner ? [owner] : [] : hosts.Of(text);
        if (named.Count == 0 || named.FirstOrDefault(host => !LooksUp(host)) is not null)
        {
            errors.Add(node.At, named.Count == 0 ? $"there is no host {node.Kind}" : $"{node.Kind} runs no {HostGroup.Resolver}", Expected);
            return [];
        }

        return named.Select(host => new Forwarder(host.Address));
    }

    private bool LooksUp(Host host) => hosts.Services.Exists(service => service.Host == host.Address && (service.Resolves || service.PassesOn));

    // Whoever is asked by one whom it asks would have its own questions come back to it.
    private string? Circle(IPv4Address start)
    {
        var seen = new HashSet<IPv4Address>();
        var left = new Stack<(IPv4Address At, string Way)>([(start, $"'{Name(start)}' forwards to ")]);
        while (left.TryPop(out var last))
        {
            foreach (var next in hosts.Services.Where(service => service.Host == last.At).SelectMany(service => service.Forwarders).Where(forwarder => forwarder.Outside is null))
            {
                if (next.Address == start)
                {
                    return $"{last.Way}'{Name(start)}' again";
                }

                if (seen.Add(next.Address))
                {
                    left.Push((next.Address, $"{last.Way}'{Name(next.Address)}', which forwards to "));
                }
            }
        }

        return null;
    }

    private string Name(IPv4Address host) => hosts.Owner(host)!.Name;
}
