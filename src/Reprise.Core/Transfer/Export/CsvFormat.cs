using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Reprise.Documents;
using Reprise.Transfer.Text;

namespace Reprise.Transfer.Export;

/// <summary>
/// Flat columns for spreadsheets (RFC 4180: UTF-8, CR LF, quotes where needed). Text that a spreadsheet would run as a formula gets a <c>'</c> in front, so this
/// form is for looking and counting; it does not promise to come back as it was.
/// </summary>
public sealed class CsvFormat : ExportFormat
{
    /// <summary>What begins a formula, in wide letters too; a tab, line feed or carriage return may hide one from the eye.</summary>
    private static readonly SearchValues<char> s_formula = SearchValues.Create("=+-@\t\r\n＝＋－＠");
    private static readonly SearchValues<char> s_quoted = SearchValues.Create("\",\r\n");

    private readonly CsvColumns _columns;
    private readonly string[][] _paths;

    public CsvFormat(CsvColumns columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _columns = columns;
        _paths = [.. columns.All.Select(static column => column.Path.Split('.'))];
        Head = Encoding.UTF8.GetBytes(string.Join(',', columns.All.Select(static column => Field(column.Name, isText: false))) + "\r\n");
    }

    public override string Name => "csv";
    public override string Extension => "csv";
    public override ReadOnlyMemory<byte> Head { get; }
    public override bool IsResumable => _columns.IndexOf("interaction_id") >= 0 && _columns.IndexOf("timestamp") >= 0;

    public override void Write(ReadOnlyMemory<byte> record, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!RecordJson.TryParse(record, out var root, out var mistake)) throw new InvalidDataException($"the record cannot be read: {mistake}");
        var row = new StringBuilder();
        for (var i = 0; i < _paths.Length; i++)
        {
            if (i > 0) row.Append(',');
            if (_paths[i] is [ModelMark.Member])
            {
                if (ModelMark.IsDue(root)) row.Append(Field(root.Text("response_model") ?? root.Text("model") ?? "true", isText: true));
            }
            else if (Find(root, _paths[i]) is { } value) row.Append(Field(Text(value), value.ValueKind is JsonValueKind.String or JsonValueKind.Array));
        }

        row.Append("\r\n");
        Encoding.UTF8.GetBytes(row.ToString(), output);
    }

    public override async IAsyncEnumerable<ExportedRecord> ReadBackAsync(Stream file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (id, time) = (_columns.IndexOf("interaction_id"), _columns.IndexOf("timestamp"));
        var isHead = true;
        await foreach (var row in CsvReader.ReadAsync(file, cancellationToken).ConfigureAwait(false))
        {
            if (!row.IsTerminated) yield break;
            if (isHead)
            {
                if (!row.Fields.SequenceEqual(_columns.All.Select(static column => column.Name), StringComparer.Ordinal)) throw new InvalidDataException("it has other columns");
                isHead = false;
                continue;
            }

            if (row.Fields.Count != _paths.Length || !UtcJsonConverter.TryRead(row.Fields[time], out var timestamp)) throw new InvalidDataException($"line {row.Line} is no row of this export");
            yield return new ExportedRecord(row.Fields[id], timestamp, row.End);
        }
    }

    private static JsonElement? Find(JsonElement root, string[] path)
    {
        JsonElement? value = root;
        for (var i = 0; i < path.Length && value is not null; i++)
        {
            // A name of the caller's own may hold dots.
            if (value.Value.Field(string.Join('.', path[i..])) is { } whole) return whole;
            value = value.Value.Field(path[i]);
        }

        return value;
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array when value.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String) => string.Join(';', value.EnumerateArray().Select(static item => item.GetString())),
        _ => value.Raw(),
    };

    /// <summary>A field of a row; text from outside cannot become a formula.</summary>
    public static string Field(string text, bool isText)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (isText && text.Length > 0 && s_formula.Contains(text[0])) text = "'" + text;
        return text.AsSpan().ContainsAny(s_quoted) || text.StartsWith(' ') || text.EndsWith(' ') ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
