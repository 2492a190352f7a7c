using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Reprise.Server.Observation;

/// <summary>One metric with all its label values.</summary>
internal sealed class PrometheusFamily
{
    /// <summary>Label sets kept; more would be a mistake in an instrument, and memory without end.</summary>
    private const int MaxSeries = 2000;

    private static readonly double[] s_buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly string _type;
    private readonly string? _help;
    private readonly bool _isObserved;
    private readonly bool _isObservable;

    public PrometheusFamily(Instrument instrument)
    {
        var kind = instrument.GetType().Name;
        _type = kind.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram"
            : kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal) ? "counter"
            : "gauge";
        _isObserved = instrument.IsObservable || kind.StartsWith("Gauge", StringComparison.Ordinal);
        _isObservable = instrument.IsObservable;
        _help = instrument.Description;
        Name = NameOf(instrument.Name, instrument.Unit, _type);
    }

    public string Name { get; }

    public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = tags.IsEmpty ? "" : Labels(tags);
        lock (_gate)
        {
            if (!_series.TryGetValue(labels, out var series))
            {
                if (_series.Count >= MaxSeries) return;
                _series[labels] = series = new Series();
            }

            if (_type == "histogram") series.Observe(value);
            else series.Value = _isObserved ? value : series.Value + value;
        }
    }

    /// <summary>Forgets what was observed at the last scrape: what is not observed again has ended.</summary>
    public void Begin()
    {
        if (!_isObservable) return;
        lock (_gate) _series.Clear();
    }

    public void Write(StringBuilder text)
    {
        lock (_gate)
        {
            if (_series.Count == 0) return;
            if (!string.IsNullOrEmpty(_help)) text.Append("# HELP ").Append(Name).Append(' ').Append(_help.Replace("\\", @"\\", StringComparison.Ordinal).ReplaceLineEndings("\\n")).Append('\n');
            text.Append("# TYPE ").Append(Name).Append(' ').Append(_type).Append('\n');
            foreach (var (labels, series) in _series)
            {
                if (_type == "histogram") WriteHistogram(text, labels, series);
                else Line(text, Name, labels, series.Value);
            }
        }
    }

    /// <summary>OpenTelemetry's rules for Prometheus names: dots become underscores, the unit is spelled out behind, counters end in <c>_total</c>.</summary>
    private static string NameOf(string name, string? unit, string type)
    {
        var text = new StringBuilder(name.Length + 16);
        foreach (var c in name) text.Append(char.IsAsciiLetterOrDigit(c) || c == ':' ? c : '_');
        var word = unit switch
        {
            "s" => "seconds",
            "ms" => "milliseconds",
            "By" => "bytes",
            "{USD}" => "usd",
            _ => null,
        };
        if (word is not null && !name.EndsWith(word, StringComparison.Ordinal)) text.Append('_').Append(word);
        if (type == "counter") text.Append("_total");
        return text.ToString();
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            if (text.Length > 0) text.Append(',');
            foreach (var c in key) text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
            var word = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            text.Append("=\"").Append(word.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('"');
        }

        return text.ToString();
    }

    private void WriteHistogram(StringBuilder text, string labels, Series series)
    {
        var separator = labels.Length == 0 ? "" : ",";
        long sum = 0;
        for (var i = 0; i < s_buckets.Length; i++)
        {
            sum += series.Counts[i];
            Line(text, Name + "_bucket", $"{labels}{separator}le=\"{s_buckets[i].ToString(CultureInfo.InvariantCulture)}\"", sum);
        }

        Line(text, Name + "_bucket", $"{labels}{separator}le=\"+Inf\"", series.Count);
        Line(text, Name + "_sum", labels, series.Value);
        Line(text, Name + "_count", labels, series.Count);
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private sealed class Series
    {
        public double Value { get; set; }
        public long Count { get; private set; }
        public long[] Counts { get; } = new long[s_buckets.Length];

        public void Observe(double value)
        {
            Count++;
            Value += value;
            var bucket = Array.FindIndex(s_buckets, limit => value <= limit);
            if (bucket >= 0) Counts[bucket]++;
        }
    }
}
