namespace NetMesh.Embedded.Tests.Activations;

public class CallTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task A_call_returns_its_result_for_every_kind_of_result(bool virtualClock)
    {
        await using var host = Hosts.On(virtualClock);
        var echo = host.Grains.GetGrain<IEchoGrain>("a");
        Assert.Equal(42, await host.Get(echo.Ping(41)));
        Assert.Equal("hi!", await host.Get(echo.Say("hi")));
        await host.Do(echo.Nothing());
        Assert.Equal(1, host.ActivationCount);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_original_exception_reaches_the_caller(bool virtualClock)
    {
        await using var host = Hosts.On(virtualClock);
        var echo = host.Grains.GetGrain<IEchoGrain>("a");
        Assert.Equal("no", (await Assert.ThrowsAsync<InvalidOperationException>(() => host.Do(echo.Fail("no")))).Message);
        Assert.Equal("later", (await Assert.ThrowsAsync<ArgumentException>(() => host.Get(echo.FailLater("later")))).Message);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task One_way_calls_return_at_once_and_run_in_order_even_when_one_fails(bool virtualClock)
    {
        await using var host = Hosts.On(virtualClock);
        var echo = host.Grains.GetGrain<IEchoGrain>("a");
        for (var value = 1; value <= 1000; value++)
        {
            Assert.True(echo.Note(value).IsCompletedSuccessfully);
        }

        _ = echo.Note(-1);
        Assert.Equal(500499, await host.Get(echo.NoteSum()));
    }

    [Fact]
    public async Task Grains_know_their_key_of_every_kind()
    {
        await using var host = Hosts.Wall();
        var guid = Guid.Parse("01234567-89ab-cdef-0123-456789abcdef");
        Assert.Equal("some key/with ä", await host.Grains.GetGrain<IEchoGrain>("some key/with ä").Key());
        Assert.Equal(guid, await host.Grains.GetGrain<IGuidGrain>(guid).Key());
        Assert.Equal(-7, await host.Grains.GetGrain<INumberGrain>(-7).Key());
        Assert.Equal(long.MaxValue, await host.Grains.GetGrain<INumberGrain>(long.MaxValue).Key());
    }

    [Fact]
    public async Task References_to_one_grain_are_equal()
    {
        await using var host = Hosts.Wall();
        Assert.Equal(host.Grains.GetGrain<IEchoGrain>("a"), host.Grains.GetGrain<IEchoGrain>("a"));
        Assert.NotEqual(host.Grains.GetGrain<IEchoGrain>("a"), host.Grains.GetGrain<IEchoGrain>("b"));
        Assert.Equal("echo/a", host.Grains.GetGrain<IEchoGrain>("a").GetGrainId().ToString());
    }

    [Fact]
    public async Task Many_threads_calling_one_grain_run_one_at_a_time()
    {
        await using var host = Hosts.Wall();
        var echo = host.Grains.GetGrain<IEchoGrain>("busy");
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            for (var count = 0; count < 5000; count++)
            {
                if (count % 3 == 0)
                {
                    await echo.Note(1);
                }
                else
                {
                    Assert.Equal(8, await echo.Ping(7));
                }
            }
        })));
        Assert.Equal(16 * 1667, await echo.NoteSum());
    }
}
