using System.Diagnostics.Metrics;
using NetMesh.Labs.Telemetry;
using NetMesh.Telemetry;

namespace NetMesh.Tests.Telemetry;

public sealed class PrometheusTextTests : IDisposable
{
    private readonly MetricRecorder recorder = new();
    private readonly Meter meter = new("NetMesh.Tests." + Guid.NewGuid());

    public void Dispose()
    {
        recorder.Dispose();
        meter.Dispose();
    }

    [Fact]
    public void A_counter_adds_up_per_combination_of_tags()
    {
        var bytes = meter.CreateCounter<long>("netmesh_test_traffic", "By", "Bytes moved");
        bytes.Add(3, new KeyValuePair<string, object?>("direction", "in"));
        bytes.Add(4, new KeyValuePair<string, object?>("direction", "in"));
        bytes.Add(5, new KeyValuePair<string, object?>("direction", "out"));
        Assert.Contains(
            """
            # HELP netmesh_test_traffic_bytes_total Bytes moved
            # TYPE netmesh_test_traffic_bytes_total counter
            netmesh_test_traffic_bytes_total{direction="in"} 7
            netmesh_test_traffic_bytes_total{direction="out"} 5

            """,
            Text(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_gets_its_prefix_even_when_its_author_forgot_it()
    {
        meter.CreateCounter<int>("swarm.completions").Add(1);
        Assert.Contains("\nnetmesh_swarm_completions_total 1\n", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_up_down_counter_is_a_gauge_of_where_it_stands()
    {
        var open = meter.CreateUpDownCounter<int>("netmesh_test_open");
        open.Add(5);
        open.Add(-2);
        Assert.Contains("# TYPE netmesh_test_open gauge\nnetmesh_test_open 3\n", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gauge_says_what_it_was_set_to_last()
    {
        var gauge = meter.CreateGauge<double>("netmesh_test_level");
        gauge.Record(5);
        gauge.Record(2.5);
        Assert.Contains("\nnetmesh_test_level 2.5\n", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_observable_instrument_is_asked_anew_every_time()
    {
        var now = new List<Measurement<int>> { new(7, new KeyValuePair<string, object?>("region", "eu-west")) };
        meter.CreateObservableUpDownCounter("netmesh_test_peers", () => now);
        Assert.Contains("netmesh_test_peers{region=\"eu-west\"} 7\n", Text(), StringComparison.Ordinal);
        now[0] = new Measurement<int>(9, new KeyValuePair<string, object?>("region", "us-east"));
        Assert.Contains("netmesh_test_peers{region=\"us-east\"} 9\n", Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("netmesh_test_peers{region=\"eu-west\"}", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_histogram_has_cumulated_buckets_a_sum_and_a_count()
    {
        var time = meter.CreateHistogram("netmesh_test_time", "s", "How long", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
        foreach (var seconds in new[] { 0.25, 0.5, 0.75, 4 })
        {
            time.Record(seconds);
        }

        Assert.Contains(
            """
            # TYPE netmesh_test_time_seconds histogram
            netmesh_test_time_seconds_bucket{le="0.5"} 2
            netmesh_test_time_seconds_bucket{le="1"} 3
            netmesh_test_time_seconds_bucket{le="+Inf"} 4
            netmesh_test_time_seconds_sum 5.5
            netmesh_test_time_seconds_count 4

            """,
            Text(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Quotes_backslashes_and_line_feeds_are_escaped()
    {
        meter.CreateCounter<int>("netmesh_test_odd", null, "a\nb\\c").Add(1, new KeyValuePair<string, object?>("client.name", "say \"hi\"\\\n"));
        Assert.Contains("# HELP netmesh_test_odd_total a\\nb\\\\c\n", Text(), StringComparison.Ordinal);
        Assert.Contains("netmesh_test_odd_total{client_name=\"say \\\"hi\\\"\\\\\\n\"} 1\n", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Meters_of_others_are_left_alone()
    {
        using var other = new Meter("System.Net.Http.Tests");
        other.CreateCounter<int>("netmesh_test_foreign").Add(1);
        Assert.DoesNotContain("netmesh_test_foreign", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tag_with_endless_values_does_not_fill_the_memory()
    {
        var counter = meter.CreateCounter<int>("netmesh_test_endless");
        for (var i = 0; i < 3000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("source", i));
        }

        Assert.Equal(2000, Text().Split('\n').Count(line => line.StartsWith("netmesh_test_endless_total{", StringComparison.Ordinal)));
    }

    [Fact]
    public void Threads_that_count_at_once_lose_nothing()
    {
        var counter = meter.CreateCounter<int>("netmesh_test_threads");
        Parallel.For(0, 10_000, i => counter.Add(1, new KeyValuePair<string, object?>("half", i % 2)));
        Assert.Contains("netmesh_test_threads_total{half=\"1\"} 5000\n", Text(), StringComparison.Ordinal);
    }

    private string Text() => "\n" + PrometheusText.Write(recorder.Collect());
}
