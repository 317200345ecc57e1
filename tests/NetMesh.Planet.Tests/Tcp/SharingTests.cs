using NetMesh.Planet.Links;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Tcp;

public sealed class SharingTests
{
    private const long Rate = 20_000_000;

    [Theory]
    [InlineData(0, 0.97)]
    [InlineData(0.0001, 0.8)]
    [InlineData(0.01, 0.05)]
    public void A_stream_is_never_faster_than_its_slowest_link_and_fills_it_where_little_is_lost(double loss, double least)
    {
        foreach (var (up, down) in new[] { (Rate, 0L), (0, Rate), (5 * Rate, Rate), (Rate, 5 * Rate) })
        {
            var planet = new TestPlanet(TcpPlanet.Options(TimeSpan.FromMilliseconds(60), loss));
            var end = planet.Dial(planet.AddHost(TestPlanet.East, up), planet.AddHost(TestPlanet.West, 0, down));
            var throughput = planet.Throughput(end, 14_600, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60));
            Assert.InRange(throughput * WireSize.Segment / WireSize.SegmentLength / Rate, least, 1.001);
        }
    }

    [Theory]
    [InlineData(LinkDiscipline.Fair, true)]
    [InlineData(LinkDiscipline.Fair, false)]
    [InlineData(LinkDiscipline.Fifo, true)]
    [InlineData(LinkDiscipline.Fifo, false)]
    public void Two_streams_share_the_slowest_link_evenly_in_the_long_run_although_one_was_there_first(LinkDiscipline link, bool atSender)
    {
        var planet = new TestPlanet(TcpPlanet.Options(TimeSpan.FromMilliseconds(60), 0.00003, link)) { WritesDown = true };
        Endpoint[] east = [planet.AddHost(TestPlanet.East, Rate), planet.AddHost(TestPlanet.East, Rate)];
        var west = planet.AddHost(TestPlanet.West, 0, atSender ? 0 : Rate);
        ConnectionEnd[] ends = [planet.Dial(east[0], west), planet.Dial(east[atSender ? 0 : 1], west)];
        planet.WritesDown = false;
        var bytes = new long[2];
        planet.OnFrame += heard =>
        {
            if (heard.Frame.Kind == FrameKind.Data)
            {
                bytes[heard.End == ends[0].Other ? 0 : 1] += heard.Frame.Message!.WireLength;
            }
        };
        planet.KeepFull(ends[0], 14_600);
        planet.Clock.RunFor(TimeSpan.FromSeconds(20));
        planet.KeepFull(ends[1], 14_600);
        planet.Clock.RunFor(TimeSpan.FromSeconds(60));
        bytes.AsSpan().Clear();
        planet.Clock.RunFor(TimeSpan.FromSeconds(600));
        var total = bytes.Sum() * 8 * WireSize.Segment / WireSize.SegmentLength / 600.0;
        Assert.InRange(total / Rate, 0.9, 1.001);
        Assert.InRange((double)bytes[0] / bytes[1], 0.9, 1 / 0.9);
    }
}
