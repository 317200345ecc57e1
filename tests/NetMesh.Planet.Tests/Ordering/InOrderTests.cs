using FsCheck;
using FsCheck.Fluent;
using NetMesh.Clock;
using NetMesh.Planet.Ordering;

namespace NetMesh.Planet.Tests.Ordering;

public sealed class InOrderTests
{
    [Fact]
    public void Any_shuffle_with_repetitions_comes_out_in_order_and_once() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new RandomStream((ulong)seed);
            var sent = Enumerable.Range(0, random.Next(60)).ToArray();
            var arriving = sent.Concat(sent.Where(_ => random.Next(3) == 0)).ToArray();
            random.Shuffle(arriving);
            var order = default(InOrder<int>);
            List<int> handled = [];
            foreach (var item in arriving)
            {
                if (!order.Arrived(item, item))
                {
                    continue;
                }

                handled.Add(item);
                while (order.TryTakeNext(out var next))
                {
                    handled.Add(next);
                }
            }

            return handled.SequenceEqual(sent) && order.WaitingCount == 0 && order.Next == sent.Length;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Items_in_order_allocate_nothing()
    {
        var order = default(InOrder<string>);
        order.Arrived(0, "first");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i < 1000; i++)
        {
            Assert.True(order.Arrived(i, "next"));
            Assert.False(order.TryTakeNext(out _));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
