namespace NetMesh.Clock.Tests;

public sealed class HugePagesTests
{
    [Fact]
    public void A_heap_keeps_what_it_holds_when_its_pages_are_collapsed()
    {
        var blocks = Enumerable.Range(0, 64).Select(Block).ToArray();
        GC.Collect();

        var collapsed = HugePages.CollapseHeap();

        // Whether the kernel can do it depends on its version and on how much memory is free in one piece.
        Assert.InRange(collapsed, 0, 1L << 40);
        Assert.All(blocks.Index(), each => Assert.Equal(Block(each.Index), each.Item));
    }

    private static byte[] Block(int number) => [.. Enumerable.Range(0, 100_000).Select(i => (byte)((i * 31) + number))];
}
