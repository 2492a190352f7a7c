namespace Reprise.Telemetry;

/// <summary>Collects attributes; what is not known is left out.</summary>
internal sealed class AttributeWriter
{
    private readonly List<KeyValuePair<string, TelemetryValue>> _attributes = [];

    public void Add(string name, TelemetryValue value) => _attributes.Add(new KeyValuePair<string, TelemetryValue>(name, value));

    public void Add(string name, string? text)
    {
        if (!string.IsNullOrEmpty(text)) Add(name, new TelemetryValue(text));
    }

    public void Add(string name, long? number)
    {
        if (number is { } known) Add(name, new TelemetryValue(known));
    }

    public void AddNumber(string name, double number) => Add(name, new TelemetryValue(number));

    public void Add(string name, bool yes) => Add(name, new TelemetryValue(yes));

    public TelemetryAttributes Done() => new(_attributes);
}
