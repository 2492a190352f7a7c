using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Reprise.Telemetry;

/// <summary>The value of an attribute: null, a text, a yes or no, a whole number, a number, bytes, a list of values, or attributes of its own.</summary>
/// <param name="Value">One of <c>null</c>, <see cref="string"/>, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <c>byte[]</c>, <c>IReadOnlyList&lt;TelemetryValue&gt;</c> and <see cref="TelemetryAttributes"/>.</param>
public readonly record struct TelemetryValue(object? Value)
{
    public string? Text => Value as string;
    public long? Whole => Value is long whole ? whole : null;
    public IReadOnlyList<TelemetryValue>? Items => Value as IReadOnlyList<TelemetryValue>;
    public TelemetryAttributes? Members => Value as TelemetryAttributes;
}

/// <summary>Attributes in the order they came. Looked up by exact name.</summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "Attributes is OpenTelemetry's own word.")]
public sealed class TelemetryAttributes : IReadOnlyCollection<KeyValuePair<string, TelemetryValue>>
{
    private readonly List<KeyValuePair<string, TelemetryValue>> _all;
    private readonly Dictionary<string, TelemetryValue> _byName;

    public TelemetryAttributes(IEnumerable<KeyValuePair<string, TelemetryValue>> attributes)
    {
        _all = [.. attributes];
        _byName = new Dictionary<string, TelemetryValue>(_all.Count, StringComparer.Ordinal);
        foreach (var (name, value) in _all) _byName[name] = value;
    }

    public static TelemetryAttributes None { get; } = new([]);

    public int Count => _all.Count;

    public TelemetryValue? this[string name] => _byName.TryGetValue(name, out var value) ? value : null;

    public bool TryGet(string name, [MaybeNullWhen(false)] out TelemetryValue value) => _byName.TryGetValue(name, out value);

    public IEnumerator<KeyValuePair<string, TelemetryValue>> GetEnumerator() => _all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
