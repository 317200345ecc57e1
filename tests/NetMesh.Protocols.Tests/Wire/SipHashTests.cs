using NetMesh.Protocols.Wire;

namespace NetMesh.Protocols.Tests.Wire;

public sealed class SipHashTests
{
    private static readonly byte[] Counting = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];

    // The first vectors of Aumasson and Bernstein's reference implementation, and the one worked through in their paper's appendix (length 15).
    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31UL)]
    [InlineData(1, 0x74f839c593dc67fdUL)]
    [InlineData(8, 0x93f5f5799a932462UL)]
    [InlineData(15, 0xa129ca6149be45e5UL)]
    public void The_published_vectors_come_out(int length, ulong expected) =>
        Assert.Equal(expected, new SipHash(Counting.AsSpan(0, 16)).Of(Counting.AsSpan(0, length)));
}
