using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Reprise.Documents;

namespace Reprise.Client.Logging;

/// <summary>What was logged inside a recorded call, on its logical thread. Filled by <see cref="CallLogProvider"/> where an application has it; safe for many threads.</summary>
/// <remarks>A call inside another has a log of its own; a line stands with the innermost.</remarks>
internal sealed class CallLog
{
    public const string MetadataName = "logs";
    private const int MostLines = 20;
    private static readonly AsyncLocal<CallLog?> s_current = new();

    private readonly CallLog? _outer;
    private readonly Lock _gate = new();
    private List<CallLogLine>? _lines;
    private int _more;
    private bool _ended;

    private CallLog(CallLog? outer) => _outer = outer;

    /// <summary>Whether an application collects lines at all; else no call has a log.</summary>
    internal static bool IsCollected { get; set; }

    public static CallLog? Current => s_current.Value;

    private static CallLog None { get; } = new(null) { _ended = true };

    /// <summary>For the call that begins on this logical thread.</summary>
    public static CallLog Begin()
    {
        if (!IsCollected) return None;
        // One that ended on another logical thread is still current on this one: kept as the outer one, each call would hold all before it.
        var outer = s_current.Value;
        while (outer is { _ended: true }) outer = outer._outer;
        return s_current.Value = new CallLog(outer);
    }

    public void Add(CallLogLine line)
    {
        lock (_gate)
        {
            if (_ended) return;
            if ((_lines ??= []).Count < MostLines) _lines.Add(line);
            else _more++;
        }
    }

    /// <summary>The call's metadata with its lines, as they are now; later ones are lost.</summary>
    public JsonElement? End(JsonElement? metadata)
    {
        if (ReferenceEquals(this, None)) return metadata;
        if (ReferenceEquals(s_current.Value, this)) s_current.Value = _outer;
        List<CallLogLine>? lines;
        lock (_gate) (lines, _ended) = (_lines, true);
        if (lines is null) return metadata;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (metadata is { ValueKind: JsonValueKind.Object } own)
                foreach (var property in own.EnumerateObject().Where(static property => !property.NameEquals(MetadataName))) property.WriteTo(writer);
            writer.WriteStartArray(MetadataName);
            foreach (var line in lines) line.WriteTo(writer);
            writer.WriteEndArray();
            if (_more > 0) writer.WriteNumber("logs_left_out", _more);
            writer.WriteEndObject();
        }

        return RecordJson.Find(buffer.WrittenMemory);
    }
}

/// <summary>One line of a log, without values unless they are asked for.</summary>
/// <param name="Level">From warning on.</param>
/// <param name="Category">Who says it.</param>
/// <param name="Text">The template as it stands in the code, or the whole message.</param>
/// <param name="Exception">The exception's type.</param>
internal readonly record struct CallLogLine(LogLevel Level, string Category, string Text, string? Exception)
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("level", Level switch { LogLevel.Warning => "warning", LogLevel.Error => "error", LogLevel.Critical => "critical", _ => "information" });
        writer.WriteString("category", Category);
        writer.WriteString("message", Text);
        if (Exception is not null) writer.WriteString("exception", Exception);
        writer.WriteEndObject();
    }
}
