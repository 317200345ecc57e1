using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Torrents;
namespace NetMesh
{
internal static class MetainfoWriter { public static Metainfo Create(string name, TorrentShape shape, IReadOnlyList<TorrentFile> files, Sha1Hash[] hashes, IReadOnlyList<IReadOnlyList<string>> trackers) => throw new NotSupportedException(); }
internal static class MetainfoReader { public static Protocols.ReadResult<Metainfo> Read(byte[] b) => throw new NotSupportedException(); }
internal static class StubMap { public static IReadOnlyList<(Service Service, int Port)> ServicesOn(this PlanetMap map, IPv4Address a) => []; }
}
