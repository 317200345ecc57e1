using System.Text.Json;
using NetMesh.Labs.Reports;
using NetMesh.Labs.Tests.Experiments;

namespace NetMesh.Labs.Tests.Reports;

public sealed class LabDocumentTests
{
    [Fact]
    public void The_document_holds_name_seed_trace_rows_and_oracles()
    {
        var outcome = SmallOutcome.Of(SmallLab.Plan());
        var root = JsonDocument.Parse(LabDocument.Write(outcome, "netmesh lab run small")).RootElement;
        Assert.Equal(("small", 7, outcome.TraceHash), (root.GetProperty("name").GetString(), root.GetProperty("seed").GetInt64(), root.GetProperty("traceHash").GetString()));
        Assert.True(root.GetProperty("met").GetBoolean());

        var row = root.GetProperty("rows")[3];
        Assert.Equal("4", row.GetProperty("parameters").GetProperty("peers").GetString());
        Assert.Equal(2.8, row.GetProperty("measures").GetProperty("last").GetProperty("mean").GetDouble(), 1e-9);
        Assert.Equal([7, 8, 9], row.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("seed").GetInt64()));

        var oracle = root.GetProperty("oracle")[0];
        Assert.Equal("peers 2, choker fill-uplink", oracle.GetProperty("case").GetString());
        Assert.Equal((0.8388608, 1.2, 0.008388608, true), (
            oracle.GetProperty("expected").GetDouble(), Math.Round(oracle.GetProperty("measured").GetDouble(), 9), oracle.GetProperty("tolerance").GetDouble(), oracle.GetProperty("met").GetBoolean()));
    }

    [Fact]
    public void A_missing_number_is_null()
    {
        var outcome = SmallOutcome.Of(SmallLab.Plan(), 1, (one, seed) => SmallOutcome.Run(one, seed) with
        {
            Measured = new Dictionary<string, double> { ["last"] = double.NaN, ["share"] = double.PositiveInfinity },
        });
        var measures = JsonDocument.Parse(LabDocument.Write(outcome, "")).RootElement.GetProperty("rows")[0].GetProperty("measures");
        Assert.Equal(JsonValueKind.Null, measures.GetProperty("last").GetProperty("mean").ValueKind);
        Assert.Equal(JsonValueKind.Null, measures.GetProperty("share").GetProperty("mean").ValueKind);
    }

    [Fact]
    public void Csv_has_a_line_per_run_and_quotes_what_must_be()
    {
        var plan = SmallLab.Plan(text: SmallLab.With("name: small", "name: small").Replace("value: last, unit: s", "value: last, unit: \"s, or \\\"seconds\\\"\"", StringComparison.Ordinal)
            .Replace("probe: completion, value: last", "probe: completion, value: finished", StringComparison.Ordinal)
            .Replace("last / (1 MiB / up)", "last / 4", StringComparison.Ordinal).Replace("\"1 MiB / down\"", "0.8", StringComparison.Ordinal)
            .Replace("within: 1 s", "within: 1", StringComparison.Ordinal));
        var lines = LabCsv.Write(SmallOutcome.Of(plan)).Split("\r\n");
        Assert.Equal("cases,peers,choker,up,down,seed,\"last [s, or \"\"seconds\"\"]\",share,bound,slower,done,trace", lines[0]);
        Assert.Equal("few,2,fill-uplink,1 Mb/s,10000000 b/s,7,1.19,0.1418590545654297,0.8,,yes,0000000000001b5a", lines[1]);
        Assert.Equal(1 + 12 + 1, lines.Length);
    }
}
