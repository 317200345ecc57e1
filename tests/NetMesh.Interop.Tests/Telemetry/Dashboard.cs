using System.Text.Json;
using System.Text.RegularExpressions;

namespace NetMesh.Interop.Tests;

/// <summary>A dashboard in Grafana's format, read as far as it asks Prometheus.</summary>
internal sealed partial class Dashboard
{
    private readonly JsonElement root;

    private Dashboard(JsonElement root) => this.root = root;

    public string Uid => root.GetProperty("uid").GetString()!;

    public IEnumerable<JsonElement> Panels => root.GetProperty("panels").EnumerateArray();

    /// <summary>The version of the format.</summary>
    public int SchemaVersion => root.GetProperty("schemaVersion").GetInt32();

    /// <summary>Every query of every panel, with the panel's title, and with variables as they are written.</summary>
    public IEnumerable<(string Title, string Query)> Queries =>
        from panel in Panels
        from target in panel.GetProperty("targets").EnumerateArray()
        select (panel.GetProperty("title").GetString()!, target.GetProperty("expr").GetString()!);

    /// <summary>Variables that queries and legends use, without those that Grafana fills itself.</summary>
    public IEnumerable<string> Used =>
        Variable().Matches(root.GetProperty("panels").GetRawText()).Select(use => use.Groups["name"].Value).Where(name => !name.StartsWith("__", StringComparison.Ordinal)).Distinct();

    /// <summary>Variables that are filled with a label's values: <c>label_values(metric, label)</c>.</summary>
    public IEnumerable<(string Name, string Metric, string Label)> Variables =>
        from variable in root.GetProperty("templating").GetProperty("list").EnumerateArray()
        let query = LabelValues().Match(variable.GetProperty("query").GetString()!)
        select (variable.GetProperty("name").GetString()!, query.Groups["metric"].Value, query.Groups["label"].Value);

    /// <summary>The source of data that panels and variables name.</summary>
    public IEnumerable<string> Sources =>
        Panels.Concat(root.GetProperty("templating").GetProperty("list").EnumerateArray()).Select(it => it.GetProperty("datasource").GetProperty("uid").GetString()!);

    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.EnumerateFiles(Repository.PathOf("grafana"), "*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public static Dashboard Read(string file) => new(JsonDocument.Parse(File.ReadAllText(Repository.PathOf("grafana", file))).RootElement);

    [GeneratedRegex(@"\$(?<name>\w+)|\$\{(?<name>\w+)[^}]*\}", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^label_values\((?<metric>\w+), (?<label>\w+)\)$", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex LabelValues();
}
