using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NetMesh.Labs.Experiments;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Reports;

/// <summary>
/// The answer for programs: one JSON document. Numbers are in the unit that stands beside them; null where there is none. Two runs with one seed differ in
/// nothing but <c>wallSeconds</c>.
/// </summary>
internal static class LabDocument
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = false };

    public static string Write(LabOutcome outcome, string command)
    {
        var lab = outcome.Lab;
        return new JsonObject
        {
            ["name"] = lab.Name,
            ["question"] = lab.Question,
            ["seed"] = outcome.Seed,
            ["repetitions"] = outcome.Repetitions,
            ["traceHash"] = outcome.TraceHash,
            ["met"] = outcome.IsMet,
            ["command"] = command,
            ["rows"] = new JsonArray([.. outcome.Cases.Select(one => Row(lab, one))]),
            ["oracle"] = new JsonArray([.. outcome.Cases.SelectMany(one => one.Verdicts.Select(verdict => Oracle(outcome, one, verdict)))]),
        }.ToJsonString(Plain);
    }

    private static JsonObject Row(Lab lab, CaseOutcome one) => new()
    {
        ["cases"] = one.Case.Group.Name,
        ["parameters"] = new JsonObject(one.Case.Values.SkipLast(1).Select(it => KeyValuePair.Create<string, JsonNode?>(it.Name, it.Value.ToString()))),
        ["measures"] = new JsonObject(lab.Measures.Select(measure => KeyValuePair.Create<string, JsonNode?>(measure.Name, new JsonObject
        {
            ["unit"] = measure.Label,
            ["mean"] = Number(measure.Unit, one.Measured[measure.Name].Mean),
            ["halfWidth"] = one.Measured[measure.Name].HalfWidth is { } half ? Number(measure.Unit, half) : null,
            ["runs"] = new JsonArray([.. one.Runs.Select(run => Number(measure.Unit, run.Measured[measure.Name]))]),
        }))),
        ["runs"] = new JsonArray([.. one.Runs.Select(run => new JsonObject
        {
            ["seed"] = run.Seed,
            ["traceHash"] = run.TraceHash is { } hash ? LabOutcome.Hex(hash) : null,
            ["done"] = run.IsDone,
            ["simulatedSeconds"] = run.Elapsed.TotalSeconds,
            ["events"] = run.Events,
            ["wallSeconds"] = Math.Round(run.Wall.TotalSeconds, 3),
        })]),
    };

    private static JsonObject Oracle(LabOutcome outcome, CaseOutcome one, Verdict verdict)
    {
        var unit = outcome.Lab.Measures.First(measure => measure.Name == verdict.Theory.Measure);
        return new JsonObject
        {
            ["theory"] = verdict.Theory.Name,
            ["measure"] = verdict.Theory.Measure,
            ["case"] = one.Case.Describe(outcome.Plan.Swept),
            ["relation"] = verdict.Theory.Relation switch { Relation.AtMost => "at-most", Relation.AtLeast => "at-least", Relation.Equal => "equal", _ => "shown" },
            ["unit"] = unit.Label,
            ["expected"] = Number(unit.Unit, verdict.Expected),
            ["measured"] = Number(unit.Unit, verdict.Measured.Mean),
            ["tolerance"] = Number(unit.Unit, verdict.Tolerance),
            ["met"] = verdict.IsMet,
        };
    }

    private static JsonNode? Number(Unit unit, double value) => double.IsFinite(value) ? JsonValue.Create(value / unit.Factor) : null;
}
