namespace NetMesh.Labs.Tests.Worlds;

/// <summary>A small right world, and ways to make it wrong.</summary>
internal static class SmallWorld
{
    public const string Text =
        """
        name: small
        home: eu-west
        network: { link: fifo, inflation: 1.5, jitter: 2 ms, loss: 0.1 % }
        regions:
          us-east: { at: [39.0, -77.5], prefix: 127.16.0.0/16 }
          eu-west: { at: [53.3, -6.3], prefix: 127.17.0.0/16 }
        paths:
          - { between: [us-east, eu-west], latency: 38 ms, loss: 1 % }
        access:
          cable: { up: 20 Mb/s, down: 200 Mb/s, latency: 8 ms }
        hosts:
          tracker: { region: us-east, address: 127.16.0.9, runs: tracker }
          home: { count: 3, region: all, access: cable }
        swarms:
          film:
            content: 4 MiB
            piece: 128 KiB
            tracker: tracker
            seeds: { count: 1, on: home }
            leechers: { count: 4, on: [home], picking: random, when-done: leave }
            arrival: exponential mean 20 s
            session: weibull shape 0.38 scale 42.4 min
            seeding: exponential mean 5 min
        """;

    /// <summary>The world with one passage written otherwise; the passage must be there.</summary>
    public static string With(string passage, string instead)
    {
        Assert.Contains(passage, Text, StringComparison.Ordinal);
        return Text.Replace(passage, instead, StringComparison.Ordinal);
    }
}
