using Microsoft.Extensions.DependencyInjection;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Labs.Workloads.Names;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Probes.Names;

/// <summary>Messages of DNS that arrived, by who had sent them to whom.</summary>
/// <param name="from">Only those of this group of hosts; empty: of all.</param>
/// <param name="to">Only those for this group.</param>
/// <param name="at">Only those that this group sends or gets.</param>
internal sealed class MessagesProbe(string from, string to, string at) : IProbe
{
    private Scene scene = null!;

    public static ProbeKind Kind { get; } = new(
        "dns-messages", "messages of DNS that arrived while names were looked up; with: { from: who sent them, to: who got them, at: either }",
        with => new MessagesProbe(with.Value("from", Words.Name, ""), with.Value("to", Words.Name, ""), with.Value("at", Words.Name, "")))
    {
        Values =
        [
            new("questions", Dimension.None, "questions, their repetitions among them"),
            new("answers", Dimension.None, "answers"),
            new("messages", Dimension.None, "both"),
            new("bytes", Dimension.Data, "what links carried of both"),
        ],
    };

    public ValueTask BeginAsync(Scene scene)
    {
        this.scene = scene;
        return ValueTask.CompletedTask;
    }

    public ValueTask SampleAsync(TimeSpan now) => ValueTask.CompletedTask;

    public ValueTask EndAsync(Findings findings)
    {
        if (scene.Mesh.Services.GetService<NameLog>() is { } log)
        {
            var counted = log.Messages.Where(it => Is(it.From, from) && Is(it.To, to) && (Is(it.From, at) || Is(it.To, at))).ToList();
            long questions = counted.Where(it => !it.IsAnswer).Sum(it => it.Count), answers = counted.Where(it => it.IsAnswer).Sum(it => it.Count);
            findings.Add("questions", Amount.Plain(questions));
            findings.Add("answers", Amount.Plain(answers));
            findings.Add("messages", Amount.Plain(questions + answers));
            findings.Add("bytes", Amount.Bytes(counted.Sum(it => it.Bytes)));
        }

        return ValueTask.CompletedTask;
    }

    private bool Is(IPv4Address host, string group) => group.Length == 0 || scene.IsOfGroup(host, group);
}
