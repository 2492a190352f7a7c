using System.Diagnostics.Metrics;
using System.Text;

namespace Reprise.Server.Observation;

/// <summary>
/// Our own metrics and the runtime's as Prometheus text, version 0.0.4. Listens to the meters of this host from its start on and adds up what it hears;
/// observable instruments are asked when a scrape comes. Safe for use from many threads.
/// </summary>
internal sealed class PrometheusExporter : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, PrometheusFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    /// <param name="meters">Meters made by it belong to this host; others of the same name in the process do not.</param>
    public PrometheusExporter(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            var isOurs = instrument.Meter.Name == CaptureMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, meters);
            if (isOurs || instrument.Meter.Name == "System.Runtime") listener.EnableMeasurementEvents(instrument, Family(instrument));
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((PrometheusFamily)family!).Add(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((PrometheusFamily)family!).Add(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((PrometheusFamily)family!).Add(value, tags));
        _listener.Start();
    }

    /// <summary>The state of everything now.</summary>
    public string Write()
    {
        var text = new StringBuilder(8192);
        lock (_gate)
        {
            foreach (var family in _families.Values) family.Begin();
            _listener.RecordObservableInstruments();
            foreach (var family in _families.Values) family.Write(text);
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private PrometheusFamily Family(Instrument instrument)
    {
        var family = new PrometheusFamily(instrument);
        lock (_gate)
        {
            if (_families.TryGetValue(family.Name, out var known)) return known;
            _families.Add(family.Name, family);
        }

        return family;
    }
}
