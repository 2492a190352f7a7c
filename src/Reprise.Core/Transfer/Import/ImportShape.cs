using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Reprise.Documents;
using Reprise.Transfer.Text;

namespace Reprise.Transfer.Import;

/// <summary>How records stand in a file.</summary>
internal enum ImportLayout
{
    /// <summary>One a line.</summary>
    Lines,

    /// <summary>In a list.</summary>
    List,

    /// <summary>One behind the other, over many lines.</summary>
    Values,

    /// <summary>In rows under a row of names.</summary>
    Csv,
}

/// <summary>What the first bytes of a file say about it.</summary>
internal sealed partial class ImportShape
{
    /// <summary>First records that are looked at.</summary>
    private const int Samples = 5;

    private ImportShape(ImportLayout layout, int skip, IReadOnlyList<JsonElement> first)
    {
        Layout = layout;
        Skip = skip;
        First = first;
    }

    public ImportLayout Layout { get; }

    /// <summary>Bytes before the first element of a list.</summary>
    public int Skip { get; }

    /// <summary>The first records, as far as they can be read; of one that is larger than what was looked at, its first members without what is in them.</summary>
    public IReadOnlyList<JsonElement> First { get; }

    public static async Task<ImportShape> OfAsync(ReadOnlyMemory<byte> head, CancellationToken cancellationToken)
    {
        var text = head.Span.TrimStart(" \t\r\n"u8);
        var start = head.Length - text.Length;
        if (text.IsEmpty) return new ImportShape(ImportLayout.Lines, 0, []);
        if (text[0] == (byte)'[') return await ListAsync(head, start + 1, cancellationToken).ConfigureAwait(false);
        if (text[0] != (byte)'{') return await CsvAsync(head, cancellationToken).ConfigureAwait(false);
        if (Envelope().Match(Encoding.UTF8.GetString(text[..Math.Min(text.Length, 200)])) is { Success: true } match) return await ListAsync(head, start + match.Length, cancellationToken).ConfigureAwait(false);
        return IsSpread(text) ? new ImportShape(ImportLayout.Values, 0, await ValuesAsync(head, 0, isList: false, cancellationToken).ConfigureAwait(false)) : await LinesAsync(head, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether an object goes over many lines: its first line is not whole, and the next does not begin another.</summary>
    private static bool IsSpread(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        if (end < 0) return false;
        if (RecordJson.TryParse(text[..end].ToArray(), out _, out _)) return false;
        var next = text[end..].TrimStart(" \t\r\n"u8);
        return next.Length > 0 && next[0] is (byte)'"' or (byte)'}';
    }

    private static async Task<ImportShape> ListAsync(ReadOnlyMemory<byte> head, int skip, CancellationToken cancellationToken) =>
        new(ImportLayout.List, skip, await ValuesAsync(head, skip, isList: true, cancellationToken).ConfigureAwait(false));

    private static async Task<IReadOnlyList<JsonElement>> ValuesAsync(ReadOnlyMemory<byte> head, int skip, bool isList, CancellationToken cancellationToken)
    {
        var first = new List<JsonElement>();
        using var stream = new MemoryStream(head.ToArray());
        await foreach (var value in JsonValueReader.ReadAsync(stream, skip, isList, cancellationToken).ConfigureAwait(false))
        {
            if (value.Mistake is not null && value.Position < head.Length && Beginning(head.Span[(int)value.Position..]) is { } beginning) first.Add(beginning);
            else if (RecordJson.Find(value.Bytes) is { ValueKind: JsonValueKind.Object } json) first.Add(json);
            if (first.Count == Samples) break;
        }

        return first;
    }

    private static async Task<ImportShape> LinesAsync(ReadOnlyMemory<byte> head, CancellationToken cancellationToken)
    {
        var first = new List<JsonElement>();
        using var stream = new MemoryStream(head.ToArray());
        await foreach (var line in LineReader.ReadAsync(stream, cancellationToken).ConfigureAwait(false))
        {
            if (RecordJson.Find(line.Bytes) is { ValueKind: JsonValueKind.Object } json) first.Add(json);
            else if (!line.IsTerminated && Beginning(line.Bytes.Span) is { } beginning) first.Add(beginning);
            if (first.Count == Samples) break;
        }

        return new ImportShape(ImportLayout.Lines, 0, first);
    }

    private static async Task<ImportShape> CsvAsync(ReadOnlyMemory<byte> head, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(head.ToArray());
        IReadOnlyList<string>? names = null;
        var first = new List<JsonElement>();
        await foreach (var row in CsvReader.ReadAsync(stream, cancellationToken).ConfigureAwait(false))
        {
            if (names is null) names = row.Fields;
            else if (row.Fields.Count == names.Count) first.Add(RecordJson.Find(CsvObjects.Of(names, row.Fields))!.Value);
            if (first.Count == Samples) break;
        }

        if (names is not { Count: > 1 }) throw new ImportException("it is neither JSON nor CSV");
        // A table without rows still says by its names what it is.
        if (first.Count == 0) first.Add(RecordJson.Find(CsvObjects.Of(names, [.. names.Select(_ => "?")]))!.Value);
        return new ImportShape(ImportLayout.Csv, 0, first);
    }

    /// <summary>The members an object begins with: values that are whole as they are, of others only whether they are an object or a list.</summary>
    private static JsonElement? Beginning(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = RecordJson.MaxDepth }));
        var members = new List<(string Name, byte[] Value)>();
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                if (!reader.Read()) break;
                var (at, isList) = ((int)reader.TokenStartIndex, reader.TokenType == JsonTokenType.StartArray);
                var isWhole = reader.TrySkip();
                members.Add((name, isWhole ? text[at..(int)reader.BytesConsumed].ToArray() : isList ? "[]"u8.ToArray() : "{}"u8.ToArray()));
                if (!isWhole) break;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or a name that is no UTF-8: what was read before says what it says.
        }

        return members.Count == 0 ? null : RecordJson.Find(TransferJson.Object(writer =>
        {
            foreach (var (name, value) in members)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(value);
            }
        }));
    }

    /// <summary>A list that an API wraps into an object, as its first member.</summary>
    [GeneratedRegex("""^\s*\{\s*"(?:data|items|records|traces|observations|requests|conversations|logs|results)"\s*:\s*\[""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Envelope();
}
