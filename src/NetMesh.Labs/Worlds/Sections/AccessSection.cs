using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Planet.Hosts;

namespace NetMesh.Labs.Worlds.Sections;

/// <summary><c>access: cable: { up: 20 Mb/s, down: 200 Mb/s, latency: 8 ms }</c>: the kinds of access links that hosts refer to by name.</summary>
internal static class AccessSection
{
    /// <summary>The link of a host that names none.</summary>
    public const string Unlimited = "unlimited";

    public static OrderedDictionary<string, AccessLink> Read(Section world)
    {
        var links = new OrderedDictionary<string, AccessLink> { [Unlimited] = AccessLink.Unlimited };
        foreach (var (key, node) in world.Named("access"))
        {
            if (!Words.IsName(key.Text) || key.Text == Unlimited)
            {
                world.Errors.Add(key.At, $"{key.Kind} cannot be the name of a link", $"{Words.Name.Expected}, other than '{Unlimited}'");
            }

            links.TryAdd(key.Text, ReadLink(node, $"link '{key.Text}'", world.Errors));
        }

        return links;
    }

    /// <summary>The name of a link, or a link written out in place.</summary>
    public static AccessLink ReadLinkOf(Section host, OrderedDictionary<string, AccessLink> links) => host.Optional("access") switch
    {
        null => AccessLink.Unlimited,
        YamlMapping written => ReadLink(written, "the link", host.Errors),
        { } name => References.To(name, "access", "link", links, host.Errors) ?? AccessLink.Unlimited,
    };

    private static AccessLink ReadLink(YamlNode node, string name, ErrorList errors)
    {
        var section = new Section(node, name, errors);
        var link = new AccessLink(
            section.RequiredValue("up", Rates.Form, 0),
            section.RequiredValue("down", Rates.Form, 0),
            section.Value("latency", Durations.Latency, TimeSpan.Zero));
        section.Done();
        return link;
    }
}
