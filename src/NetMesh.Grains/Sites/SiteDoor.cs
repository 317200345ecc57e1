using System.Collections.Immutable;
using NetMesh.Contracts.Replicas;
using NetMesh.Contracts.Sites;
using NetMesh.Planet.Backbones;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Sites;

/// <summary>Where everything that other processes send to this one enters it.</summary>
internal sealed class SiteDoor(Sites sites, IBackboneEnd network) : ISite
{
    public ValueTask Receive(ISite sender, TrunkBatch frames)
    {
        if (sites.Meet(frames.From, sender))
        {
            foreach (var (to, sequence, frame) in frames.Items)
            {
                network.Received(to, sequence, frame);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask Hear(SiteNews news)
    {
        sites.Hear(news);
        return ValueTask.CompletedTask;
    }

    public ValueTask Meet(ImmutableArray<SiteEntry> others)
    {
        sites.Meet(others);
        return ValueTask.CompletedTask;
    }
}
