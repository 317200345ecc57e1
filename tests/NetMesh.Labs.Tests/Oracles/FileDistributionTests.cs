using NetMesh.Labs.Oracles;

namespace NetMesh.Labs.Tests.Oracles;

public sealed class FileDistributionTests
{
    // Kurose and Ross: F = 15 Gb, u_s = 30 Mb/s, d = 2 Mb/s.
    [Theory]
    [InlineData(10, 300, 7_500, 7_500)]
    [InlineData(100, 300, 50_000, 25_000)]
    [InlineData(100, 700, 50_000, 15_000)]
    [InlineData(1000, 300, 500_000, 45_455)]
    [InlineData(1000, 700, 500_000, 20_548)]
    [InlineData(1000, 2000, 500_000, 7_500)]
    public void Table_of_the_textbook(int receivers, long upKilobits, double clientServerSeconds, double peerToPeerSeconds)
    {
        const long file = 15_000_000_000;
        var up = upKilobits * 1000 * receivers;
        Assert.Equal(clientServerSeconds, FileDistribution.ClientServer(file, receivers, 30_000_000, 2_000_000).TotalSeconds, 0.5);
        Assert.Equal(peerToPeerSeconds, FileDistribution.PeerToPeer(file, receivers, 30_000_000, 2_000_000, up).TotalSeconds, 0.5);
    }
}
