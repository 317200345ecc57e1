using System.Text;
using System.Text.Json;
using NetMesh.Labs.Experiments;
using NetMesh.Labs.Reports;
using NetMesh.Labs.Runs;
using NetMesh.Tests.Commands;

namespace NetMesh.Tests.Labs;

public sealed class RecordingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("netmesh-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_recording_changes_nothing_of_the_run_and_shows_it_from_its_beginning_to_its_end()
    {
        var (recorded, plain) = (await RunAsync(records: true), await RunAsync(records: false));
        Assert.NotNull(recorded.TraceHash);
        Assert.Equal(plain.TraceHash, recorded.TraceHash);
        Assert.DoesNotContain(LabFiles.Write(plain, "", "", folder), path => path.EndsWith(".ndjson", StringComparison.Ordinal));

        var file = LabFiles.Write(recorded, "", "", folder)[^1];
        Assert.EndsWith("small.recording.ndjson", file, StringComparison.Ordinal);
        var lines = (await File.ReadAllLinesAsync(file)).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var starts = lines.Where(line => line.TryGetProperty("start", out _)).Select(line => line.GetProperty("start")).ToList();
        Assert.Equal(["peers 2, seed 3", "peers 2, seed 4", "peers 3, seed 3", "peers 3, seed 4"], starts.Select(start => start.GetProperty("case").GetString()!));
        Assert.True(lines[0].TryGetProperty("start", out var first));

        var run = lines.Skip(1).TakeWhile(line => line.TryGetProperty("moment", out _)).Select(line => line.GetProperty("moment")).ToList();
        var outcome = recorded.Cases[0].Runs[0];
        Assert.Equal(outcome.Elapsed.TotalSeconds, run[^1].GetProperty("at").GetDouble(), 0.001);
        Assert.Equal(2, run.Sum(moment => moment.GetProperty("finished").GetInt32()));
        Assert.Equal(3, run.Sum(moment => moment.GetProperty("joined").GetInt32()));
        Assert.All(run, moment => Assert.Equal(first.GetProperty("pieces").GetInt32(), moment.GetProperty("copies").GetBytesFromBase64().Length));
        Assert.All(run[^1].GetProperty("copies").GetBytesFromBase64(), count => Assert.Equal(3, count));

        // Every byte of the content arrived at two peers, and hardly any twice.
        var (at, arrived) = (0.0, 0.0);
        foreach (var moment in run)
        {
            var rates = moment.GetProperty("rates").EnumerateArray().Sum(rate => rate.GetProperty("own").GetDouble() + rate.GetProperty("others").GetDouble());
            arrived += rates * (moment.GetProperty("at").GetDouble() - at);
            at = moment.GetProperty("at").GetDouble();
        }

        Assert.InRange(arrived / first.GetProperty("length").GetInt64(), 1.99, 2.2);
        Assert.DoesNotContain("\"case\"", Encoding.UTF8.GetString(outcome.Recording!.AsSpan(200)), StringComparison.Ordinal);
    }

    private Task<LabOutcome> RunAsync(bool records)
    {
        var file = Path.Combine(folder, "small.yaml");
        File.WriteAllText(file, LabRunTests.Small);
        return LabRuns.RunAsync(file, new RunSettings(3, 2, Parallel: 2, records), LabChoices.None);
    }
}
