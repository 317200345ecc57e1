using NetMesh.Labs.Oracles;

namespace NetMesh.Labs.Tests.Oracles;

public sealed class BlockOverheadTests
{
    // 16,384 + 13 bytes fill 12 segments of up to 1460, 131,072 + 13 fill 90; each has 40 bytes of headers.
    [Theory]
    [InlineData(16 << 10, 16_384 + 13 + (12 * 40))]
    [InlineData(128 << 10, 131_072 + 13 + (90 * 40))]
    public void A_block_is_a_message_in_segments(int block, int onTheWire) =>
        Assert.Equal(400 * 8.0 * onTheWire, BlockOverhead.OnTheWire(400 * 8.0 * block, block));
}
