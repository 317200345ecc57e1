using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Resolving;
using NetMesh.Protocols.Dns.Security.Validating;

namespace NetMesh.Grains.Names;

/// <summary>
/// Runs the resolutions of a host: sends their questions, hands them what comes, and wakes them when nothing does. Who asks what is being looked up waits for the same
/// answer. What it knows it tells at once, and what it would soon forget it looks up anew meanwhile, should it be one that prefetches.
/// </summary>
/// <param name="begin">Makes the resolution of a question; of one that nobody waits for, if so.</param>
/// <param name="send">Sends a question whose answer comes to this port.</param>
/// <param name="port">The port to which the answer to a question will come.</param>
/// <param name="after">Calls back after a time, unless disposed of before.</param>
/// <param name="now">The time.</param>
/// <param name="meter">Counts what comes of it.</param>
/// <param name="prefetches">Names that are asked for are looked up again before they are forgotten.</param>
internal sealed class Resolver(
    Func<Question, bool, Resolution> begin, Action<ushort, AskServer> send, Func<AskServer, ushort> port, Func<TimeSpan, Action, IDisposable> after, Func<TimeSpan> now, NameMeter meter,
    bool prefetches)
{
    /// <summary>Questions under way; whoever asks beyond them is told at once that it failed.</summary>
    private const int MostRunning = 1000;

    private readonly Dictionary<(Question Question, bool Renews), Running> byQuestion = [];
    private readonly Dictionary<(IPv4Address Server, ushort Port, ushort Id), Running> byQuery = [];

    /// <summary>What was found, and the way to it.</summary>
    public Task<Resolved> ResolveAsync(Question question)
    {
        if (byQuestion.TryGetValue((question, false), out var other))
        {
            return other.Answer.Task;
        }

        return Begin(question, renews: false)?.Answer.Task ?? Task.FromResult(new Resolved(question, [], null, Verdict.Insecure, []));
    }

    // Null: too much is under way.
    private Running? Begin(Question question, bool renews)
    {
        if (byQuestion.Count >= MostRunning)
        {
            return null;
        }

        var running = new Running(question, begin(question, renews), now());
        byQuestion.Add((question, renews), running);
        Take(running, running.Resolution.Begin(now()));
        return running;
    }

    /// <summary>An answer came, or what looks like one.</summary>
    /// <param name="port">The port of ours that it came to.</param>
    public void OnAnswer(IPv4Address from, ushort port, DnsMessage answer)
    {
        if (byQuery.TryGetValue((from, port, answer.Id), out var running) && running.Resolution.OnAnswer(from, answer, now()) is { } step)
        {
            Take(running, step);
        }
        else
        {
            meter.WasForeign();
        }
    }

    /// <summary>No answer will come any more.</summary>
    /// <param name="port">The port of ours to which it would have come.</param>
    /// <param name="id">Of the question.</param>
    public void OnFailure(IPv4Address from, ushort port, ushort id)
    {
        if (byQuery.TryGetValue((from, port, id), out var running))
        {
            Take(running, running.Resolution.OnSilence(now()));
        }
    }

    private void Take(Running running, ResolutionStep step)
    {
        running.Alarm?.Dispose();
        if (running.Query is { } over && byQuery.GetValueOrDefault(over) == running)
        {
            byQuery.Remove(over);
        }

        running.Query = null;
        switch (step)
        {
            case AskServer ask:
                var query = (ask.Server, Port: port(ask), ask.Query.Id);
                running.Query = query;
                byQuery[query] = running;
                running.Alarm = after(ask.Patience, () =>
                {
                    if (running.Query == query)
                    {
                        Take(running, running.Resolution.OnSilence(now()));
                    }
                });
                send(query.Port, ask);
                break;
            case Resolved resolved:
                byQuestion.Remove((running.Question, running.Resolution.Renews));
                End(running, resolved);
                break;
        }
    }

    private void End(Running running, Resolved resolved)
    {
        if (running.Resolution.Renews)
        {
            meter.Renewed(resolved);
            return;
        }

        meter.Resolved(resolved, now() - running.Began);
        running.Answer.SetResult(resolved);
        if (prefetches && resolved.IsDue && !byQuestion.ContainsKey((running.Question, true)))
        {
            Begin(running.Question, renews: true);
        }
    }

    private sealed class Running(Question question, Resolution resolution, TimeSpan began)
    {
        public Question Question => question;

        public Resolution Resolution => resolution;

        public TimeSpan Began => began;

        public TaskCompletionSource<Resolved> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public (IPv4Address Server, ushort Port, ushort Id)? Query { get; set; }

        public IDisposable? Alarm { get; set; }
    }
}
