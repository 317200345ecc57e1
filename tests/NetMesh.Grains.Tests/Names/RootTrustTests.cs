using System.Collections.Immutable;
using NetMesh.Grains.Names;
using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Grains.Tests.Names;

public sealed class RootTrustTests
{
    private readonly Queue<Func<Task<ImmutableArray<ResourceRecord>>>> answers = [];
    private readonly RootTrust trust;
    private TimeSpan now;

    public RootTrustTests() => trust = new RootTrust(() => answers.Dequeue()(), () => now, DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task Keys_are_asked_for_again_every_twelve_hours_whether_the_owner_answers_at_once_or_later()
    {
        answers.Enqueue(() => Task.FromResult(Keys));
        await trust.BeginAsync();
        for (var round = 0; round < 3; round++)
        {
            now += TimeSpan.FromHours(11.9);
            await trust.FreshenAsync();
            now += TimeSpan.FromHours(0.2);
            var before = trust.Current.Anchors;
            answers.Enqueue(round == 1 ? async () => await Later() : () => Task.FromResult(Keys));
            await trust.FreshenAsync();
            Assert.Empty(answers);
            Assert.NotSame(before, trust.Current.Anchors);
        }

        static async Task<ImmutableArray<ResourceRecord>> Later()
        {
            await Task.Yield();
            return Keys;
        }
    }

    [Fact]
    public async Task An_owner_that_cannot_be_reached_is_tried_again_after_a_minute_and_its_keys_hold_meanwhile()
    {
        answers.Enqueue(() => Task.FromResult(Keys));
        await trust.BeginAsync();
        var known = trust.Current.Anchors;
        now = TimeSpan.FromHours(13);
        answers.Enqueue(() => throw new TimeoutException());
        await trust.FreshenAsync();
        await trust.FreshenAsync();
        Assert.Same(known, trust.Current.Anchors);
        now += TimeSpan.FromMinutes(1);
        answers.Enqueue(() => Task.FromException<ImmutableArray<ResourceRecord>>(new TimeoutException()));
        await trust.FreshenAsync();
        Assert.Same(known, trust.Current.Anchors);
        now += TimeSpan.FromMinutes(1);
        answers.Enqueue(() => Task.FromResult(Keys));
        await trust.FreshenAsync();
        Assert.NotSame(known, trust.Current.Anchors);
    }

    [Fact]
    public async Task All_who_ask_meanwhile_wait_for_the_same_keys()
    {
        var answer = new TaskCompletionSource<ImmutableArray<ResourceRecord>>();
        answers.Enqueue(() => answer.Task);
        var first = trust.FreshenAsync();
        var second = trust.FreshenAsync();
        Assert.False(first.IsCompleted || second.IsCompleted);
        answer.SetResult(Keys);
        await first;
        await second;
        Assert.False(trust.Current.Anchors.IsEmpty);
    }

    private static ImmutableArray<ResourceRecord> Keys { get; } =
        [.. new MasterFileReader().Read(". 3600 DNSKEY 257 3 13 AAAA", "keys", DomainName.Root).Records.Select(placed => placed.Record)];
}
