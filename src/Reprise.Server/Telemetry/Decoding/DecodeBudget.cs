using System.Text;
using Reprise.Telemetry;

namespace Reprise.Server.Telemetry.Decoding;

/// <summary>Counts what a request holds against its limits. Used by one reader at a time.</summary>
internal sealed class DecodeBudget(OtlpLimits limits)
{
    private int _values;
    private int _items;

    public OtlpLimits Limits => limits;

    /// <summary>Spans and log records that found no room, or could not be read.</summary>
    public int Rejected { get; private set; }

    /// <summary>Why, of the first; null when none was.</summary>
    public string? Mistake { get; private set; }

    public void Reject(string mistake)
    {
        Rejected++;
        Mistake ??= mistake;
    }

    /// <summary>Room for one more span or log record.</summary>
    public bool TakeItem()
    {
        if (_items < limits.MaxItems && _values < limits.MaxValues)
        {
            _items++;
            return true;
        }

        Reject(_items >= limits.MaxItems ? $"One request may hold {limits.MaxItems:N0}; send them in parts." : $"The attributes of one request may hold {limits.MaxValues:N0} values; send it in parts.");
        return false;
    }

    /// <summary>Room for one more value; else it is left out.</summary>
    public bool TakeValue() => _values < limits.MaxValues && ++_values <= limits.MaxValues;

    /// <summary>Bytes as text; what is no UTF-8 is made readable.</summary>
    public string Text(ReadOnlySpan<byte> utf8) => Cut(utf8, limits.MaxTextBytes);

    public string Name(ReadOnlySpan<byte> utf8) => Cut(utf8, limits.MaxNameBytes);

    /// <summary>A text of JSON, which is text already.</summary>
    public string Text(string text) => Cut(text, limits.MaxTextBytes);

    public string Name(string text) => Cut(text, limits.MaxNameBytes);

    private static string Cut(ReadOnlySpan<byte> utf8, int most) => Encoding.UTF8.GetString(utf8.Length <= most ? utf8 : utf8[..Whole(utf8, most)]);

    /// <summary>Before the character that stands across the limit.</summary>
    private static int Whole(ReadOnlySpan<byte> utf8, int most)
    {
        while (most > 0 && (utf8[most] & 0xC0) == 0x80) most--;
        return most;
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}

/// <summary>What an exporter's request holds.</summary>
/// <param name="Spans">Of traces; those that were not refused.</param>
/// <param name="Logs">Of logs.</param>
/// <param name="Rejected">How many were refused.</param>
/// <param name="Mistake">Why, of the first.</param>
internal sealed record DecodedTelemetry(IReadOnlyList<TelemetrySpan> Spans, IReadOnlyList<TelemetryLog> Logs, int Rejected, string? Mistake);
