using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Utilities;

namespace NetMesh.Embedded.Tests.Activations;

public interface IListener : IGrainObserver
{
    void Hear(string word);

    Task Confirm(string word);
}

public interface ISpeakerGrain : IGrainWithStringKey
{
    ValueTask Subscribe(IListener listener);

    ValueTask Say(string word);

    Task<int> SayAndWait(string word);
}

public sealed class SpeakerGrain(TimeProvider time) : Grain, ISpeakerGrain
{
    private readonly ObserverManager<IListener> listeners =
        new(TimeSpan.FromMinutes(5), NullLogger.Instance) { GetDateTime = () => time.GetUtcNow().UtcDateTime };

    public ValueTask Subscribe(IListener listener)
    {
        listeners.Subscribe(listener, listener);
        return default;
    }

    public ValueTask Say(string word)
    {
        listeners.Notify(listener => listener.Hear(word));
        return default;
    }

    public async Task<int> SayAndWait(string word)
    {
        await listeners.Notify(listener => listener.Confirm(word));
        return listeners.Count;
    }
}

public class ObserverTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task Observers_hear_what_a_grain_tells_them_until_they_are_deleted(bool virtualClock)
    {
        await using var host = Hosts.On(virtualClock);
        var listener = new Listener();
        var reference = host.Grains.CreateObjectReference<IListener>(listener);
        var speaker = host.Grains.GetGrain<ISpeakerGrain>("s");
        await host.Do(speaker.Subscribe(reference));
        await host.Do(speaker.Subscribe(reference));
        await host.Do(speaker.Say("one"));
        Assert.Equal(1, await host.Get(speaker.SayAndWait("two")));
        Assert.Equal("one, two?", string.Join(", ", listener.Heard));
        host.Grains.DeleteObjectReference<IListener>(reference);
        Assert.Equal(0, await host.Get(speaker.SayAndWait("three")));
    }

    [Fact]
    public async Task A_subscription_that_is_not_renewed_lapses()
    {
        await using var host = Hosts.Virtual();
        var listener = new Listener();
        var speaker = host.Grains.GetGrain<ISpeakerGrain>("s");
        await host.Do(speaker.Subscribe(host.Grains.CreateObjectReference<IListener>(listener)));
        host.RunFor(TimeSpan.FromMinutes(6));
        Assert.Equal(0, await host.Get(speaker.SayAndWait("anybody")));
        Assert.Empty(listener.Heard);
    }

    private sealed class Listener : IListener
    {
        public List<string> Heard { get; } = [];

        public void Hear(string word) => Heard.Add(word);

        public Task Confirm(string word)
        {
            Heard.Add(word + "?");
            return Task.CompletedTask;
        }
    }
}
