using FsCheck;
using FsCheck.Fluent;
using NetMesh.Clock;
using NetMesh.Grains.Trackers;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Trackers;

namespace NetMesh.Grains.Tests.Trackers;

public sealed class TorrentRegisterProperties
{
    [Fact]
    public void Register_agrees_with_a_dictionary_after_any_history()
    {
        var step = ArbMap.Default.ArbFor<(byte Peer, byte What)[]>();
        Prop.ForAll(step, history =>
        {
            var register = new TorrentRegister(new TrackerLimits(), new RandomStream(7));
            var model = new Dictionary<Endpoint, bool>();
            var torrent = Sha1Hash.Of("t"u8);
            foreach (var (number, what) in history)
            {
                var peer = new Endpoint(new NetMesh.Protocols.Addressing.IPv4Address(number % 20u), 1);
                var isSeed = (what & 1) == 0;
                var stops = (what & 6) == 0;
                var answer = register.Announce(
                    new AnnounceRequest(torrent, default, peer, 0, 0, isSeed ? 0 : 1, stops ? AnnounceEvent.Stopped : AnnounceEvent.None, 100),
                    DateTimeOffset.UnixEpoch);
                _ = stops ? model.Remove(peer) : (model[peer] = isSeed);
                var expected = model.Where(entry => !stops && entry.Key != peer && !(isSeed && entry.Value)).Select(entry => entry.Key).Order();
                if (!expected.SequenceEqual(answer.Peers.ToArray().Order()) || answer.Seeders != model.Values.Count(seed => seed)
                    || answer.Leechers != model.Values.Count(seed => !seed) || register.PeerCount != model.Count)
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }
}
