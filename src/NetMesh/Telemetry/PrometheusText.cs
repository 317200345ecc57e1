using System.Globalization;
using System.Text;
using NetMesh.Labs.Telemetry;

namespace NetMesh.Telemetry;

/// <summary>Writes metrics in Prometheus' text format, version 0.0.4. One that has nothing to say yet is named all the same.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IReadOnlyList<Metric> metrics)
    {
        var text = new StringBuilder();
        foreach (var metric in metrics)
        {
            text.Append("# HELP ").Append(metric.Name).Append(' ').Append(Escape(metric.Help, quotes: false)).Append('\n');
            text.Append("# TYPE ").Append(metric.Name).Append(' ').Append(metric.Kind.ToString().ToLowerInvariant()).Append('\n');
            foreach (var series in metric.Series)
            {
                lock (series)
                {
                    Write(text, metric, series);
                }
            }
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, Metric metric, Series series)
    {
        if (metric.Kind != MetricKind.Histogram)
        {
            Line(text, metric.Name, series, null, series.Value);
            return;
        }

        var cumulated = 0L;
        for (var i = 0; i < series.Buckets.Length; i++)
        {
            cumulated += series.Buckets[i];
            Line(text, metric.Name + "_bucket", series, i < metric.Bounds.Count ? Number(metric.Bounds[i]) : "+Inf", cumulated);
        }

        Line(text, metric.Name + "_sum", series, null, series.Value);
        Line(text, metric.Name + "_count", series, null, series.Count);
    }

    private static void Line(StringBuilder text, string name, Series series, string? upTo, double value)
    {
        text.Append(name);
        var separator = '{';
        foreach (var (key, tag) in series.Tags)
        {
            Label(string.Concat(key.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')), Convert.ToString(tag, CultureInfo.InvariantCulture) ?? "");
        }

        if (upTo is not null)
        {
            Label("le", upTo);
        }

        text.Append(separator == '{' ? " " : "} ").Append(Number(value)).Append('\n');

        void Label(string key, string label)
        {
            text.Append(separator).Append(key).Append("=\"").Append(Escape(label, quotes: true)).Append('"');
            separator = ',';
        }
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    // Help escapes backslash and line feed, a label's value also the quote.
    private static string Escape(string text, bool quotes)
    {
        text = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? text.Replace("\"", "\\\"", StringComparison.Ordinal) : text;
    }
}
