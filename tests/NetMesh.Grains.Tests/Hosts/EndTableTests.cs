using NetMesh.Clock;
using NetMesh.Grains.Hosts;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Tests.Hosts;

public sealed class EndTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_finds_what_a_dictionary_would_find(ulong seed)
    {
        var random = new RandomStream(seed);
        var table = new EndTable();
        var expected = new Dictionary<ConnectionEnd, HostConnection>();
        for (var step = 0; step < 20_000; step++)
        {
            // Ends as the network makes them: few generations, neighbouring slots, both sides.
            var end = new ConnectionEnd(((long)random.Next(3) << 33) | ((long)random.Next(60) << 1) | (long)random.Next(2));
            if (random.Next(2) == 0)
            {
                Assert.Equal(expected.Remove(end), table.Remove(end));
            }
            else if (!expected.ContainsKey(end))
            {
                expected[end] = new HostConnection(end);
                table.Add(expected[end]);
            }

            Assert.Equal(expected.Count, table.Count);
            Assert.Same(expected.GetValueOrDefault(end), table.Find(end));
        }

        foreach (var (end, connection) in expected)
        {
            Assert.Same(connection, table.Find(end));
        }
    }
}
