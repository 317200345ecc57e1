using NetMesh.Contracts.Peers;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Grains.Peers.Watching;

/// <summary>
/// Where watchers of swarms are posted; one for all peers that share their services. Peers run many at once where the clock is the wall's, so watchers
/// are told one thing at a time and need no locks among themselves.
/// </summary>
public sealed class SwarmWatch
{
    private readonly Lock gate = new();
    private volatile Audience? audience;

    /// <summary>Tells all watchers; null while there are none.</summary>
    public ISwarmWatcher? Watcher => audience;

    /// <summary>Tells this one, too, from now on.</summary>
    /// <param name="swarm">The swarm whose peers it is told of; null: all.</param>
    public void Add(ISwarmWatcher watcher, string? swarm = null)
    {
        lock (gate)
        {
            audience = new Audience(gate, [.. audience?.All ?? [], new Post(watcher, swarm)]);
        }
    }

    /// <summary>Tells this one nothing more.</summary>
    public void Remove(ISwarmWatcher watcher)
    {
        lock (gate)
        {
            Post[] left = [.. (audience?.All ?? []).Where(post => !ReferenceEquals(post.Watcher, watcher))];
            audience = left.Length == 0 ? null : new Audience(gate, left);
        }
    }

    /// <summary>
    /// Asks watchers for what they have counted, from any thread, while nobody tells them anything; peers wait meanwhile, so it should not take long.
    /// </summary>
    public T Read<T>(Func<T> ask)
    {
        lock (gate)
        {
            return ask();
        }
    }

    private readonly record struct Post(ISwarmWatcher Watcher, string? Swarm)
    {
        public bool Hears(PeerPlan peer) => Swarm is null || Swarm == peer.Swarm;
    }

    private sealed class Audience(Lock gate, Post[] all) : ISwarmWatcher
    {
        public Post[] All { get; } = all;

        public void Joined(PeerPlan peer, PieceSet pieces, TimeSpan now)
        {
            lock (gate)
            {
                foreach (var post in All)
                {
                    if (post.Hears(peer))
                    {
                        post.Watcher.Joined(peer, pieces, now);
                    }
                }
            }
        }

        public void Verified(PeerPlan peer, int piece, TimeSpan now)
        {
            lock (gate)
            {
                foreach (var post in All)
                {
                    if (post.Hears(peer))
                    {
                        post.Watcher.Verified(peer, piece, now);
                    }
                }
            }
        }

        public void Finished(PeerPlan peer, TimeSpan now)
        {
            lock (gate)
            {
                foreach (var post in All)
                {
                    if (post.Hears(peer))
                    {
                        post.Watcher.Finished(peer, now);
                    }
                }
            }
        }

        public void Left(PeerPlan peer, TimeSpan now)
        {
            lock (gate)
            {
                foreach (var post in All)
                {
                    if (post.Hears(peer))
                    {
                        post.Watcher.Left(peer, now);
                    }
                }
            }
        }

        public void Unchoked(PeerPlan peer, IPv4Address neighbour, UnchokeReason reason, TimeSpan now)
        {
            lock (gate)
            {
                foreach (var post in All)
                {
                    if (post.Hears(peer))
                    {
                        post.Watcher.Unchoked(peer, neighbour, reason, now);
                    }
                }
            }
        }

        public void Choked(PeerPlan peer, IPv4Address neighbour, TimeSpan now)
        {
            lock (gate)
            {
                foreach (var post in All)
                {
                    if (post.Hears(peer))
                    {
                        post.Watcher.Choked(peer, neighbour, now);
                    }
                }
            }
        }

        public void Received(PeerPlan peer, IPv4Address neighbour, int bytes, TimeSpan now)
        {
            lock (gate)
            {
                foreach (var post in All)
                {
                    if (post.Hears(peer))
                    {
                        post.Watcher.Received(peer, neighbour, bytes, now);
                    }
                }
            }
        }
    }
}
