using NetMesh.Clock;
using NetMesh.Planet.Links;
using NetMesh.Planet.Paths;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Tcp;

/// <summary>Planets under TCP whose two regions are a given time apart.</summary>
internal static class TcpPlanet
{
    public static NetworkOptions Options(TimeSpan roundTrip, double loss = 0, LinkDiscipline link = LinkDiscipline.Fair) => new()
    {
        Transport = TransportModel.Tcp,
        Link = link,
        Paths = [new PathOverride("us-east", "eu-west", roundTrip / 2, Loss: loss)],
    };

    /// <summary>From dialling to the last byte, when the server answers a small request with so many bytes, in messages of at most this length.</summary>
    public static TimeSpan Fetch(this TestPlanet planet, Endpoint client, Endpoint server, int length, int messageLength = int.MaxValue)
    {
        var (startedNs, finishedNs, got) = (planet.Clock.NowNs, 0L, 0);
        var end = planet.Network.Connect(new Endpoint(client.Address, 0), server);
        void Hear(Heard heard)
        {
            if (heard.End == end && heard.Frame.Kind == FrameKind.Accepted)
            {
                planet.Network.Send(end, new Parcel(1));
            }
            else if (heard.End == end.Other && heard.Frame.Kind == FrameKind.Data)
            {
                for (var sent = 0; sent < length; sent += messageLength)
                {
                    planet.Network.Send(end.Other, new Parcel(Math.Min(messageLength, length - sent)));
                }
            }
            else if (heard.End == end && heard.Frame.Kind == FrameKind.Data)
            {
                got += heard.Frame.Message!.WireLength;
                finishedNs = heard.AtNs;
            }
        }

        planet.OnFrame += Hear;
        while (got < length)
        {
            Assert.True(planet.Clock.RunNext(), "it never came");
        }

        planet.OnFrame -= Hear;
        planet.Network.Close(end);
        return Nanoseconds.ToTimeSpan(finishedNs - startedNs);
    }

    /// <summary>Message bits per second that arrive at the other end of a stream which always has something to send.</summary>
    public static double Throughput(this TestPlanet planet, ConnectionEnd from, int messageLength, TimeSpan warmUp, TimeSpan measured)
    {
        long bytes = 0;
        planet.WritesDown = false;
        planet.OnFrame += heard => bytes += heard.End == from.Other && heard.Frame.Kind == FrameKind.Data ? messageLength : 0;
        planet.KeepFull(from, messageLength);
        planet.Clock.RunFor(warmUp);
        bytes = 0;
        planet.Clock.RunFor(measured);
        return bytes * 8 / measured.TotalSeconds;
    }
}
