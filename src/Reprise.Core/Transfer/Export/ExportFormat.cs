using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Reprise.Documents;
using Reprise.Transfer.Text;

namespace Reprise.Transfer.Export;

/// <summary>
/// One way of writing records to a file. A record comes as the JSON of an <see cref="InteractionDocument"/>, as the API gives it, so that nothing is lost that
/// a newer server knows and this program does not. Safe for use from many threads.
/// </summary>
public abstract class ExportFormat
{
    /// <summary>The names for <c>--format</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["jsonl", "monitor", "csv", "mongo"];

    public abstract string Name { get; }

    /// <summary>How its files end, without the dot.</summary>
    public virtual string Extension => "jsonl";

    /// <summary>What stands at the top of a file; mostly nothing.</summary>
    public virtual ReadOnlyMemory<byte> Head => default;

    /// <summary>Whether the exact bodies can be part of it.</summary>
    public virtual bool TakesBodies => false;

    /// <summary>Whether a file can say by itself how far it got.</summary>
    public virtual bool IsResumable => true;

    /// <summary>The format of that name; null when there is none.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="columns">For CSV; its default columns when null.</param>
    public static ExportFormat? Find(string name, CsvColumns? columns = null) => name switch
    {
        "jsonl" => new JsonlFormat(),
        "monitor" => new MonitorFormat(),
        "csv" => new CsvFormat(columns ?? CsvColumns.Default),
        "mongo" => new MongoFormat(),
        _ => null,
    };

    /// <summary>Writes one record with its line end.</summary>
    /// <param name="record">One JSON object.</param>
    /// <param name="output">Gets the bytes.</param>
    public abstract void Write(ReadOnlyMemory<byte> record, IBufferWriter<byte> output);

    /// <summary>
    /// Reads what an earlier export wrote, up to its last whole record, to continue behind it. Throws <see cref="InvalidDataException"/> at what is no record
    /// of this format.
    /// </summary>
    public virtual async IAsyncEnumerable<ExportedRecord> ReadBackAsync(Stream file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in LineReader.ReadAsync(file, cancellationToken).ConfigureAwait(false))
        {
            // What follows the last line feed was being written when the export ended.
            if (!line.IsTerminated) yield break;
            if (!TryReadHead(line.Bytes, out var id, out var timestamp)) throw new InvalidDataException($"line {line.Number} is no record of an export to {Name}");
            yield return new ExportedRecord(id, timestamp, line.End);
        }
    }

    /// <summary>The id and the time of a record; false when it has not both.</summary>
    public static bool TryReadRecord(ReadOnlyMemory<byte> record, out string id, out DateTimeOffset timestamp)
    {
        id = "";
        timestamp = default;
        try
        {
            var reader = new Utf8JsonReader(record.Span, new JsonReaderOptions { MaxDepth = RecordJson.MaxDepth * 4 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            var (hasId, hasTime) = (false, false);
            while (!(hasId && hasTime) && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isId = reader.ValueTextEquals("interaction_id"u8);
                var isTime = reader.ValueTextEquals("timestamp"u8);
                reader.Read();
                if (isId && reader.TokenType == JsonTokenType.String) hasId = (id = reader.GetString()!).Length > 0;
                else if (isTime && reader.TokenType == JsonTokenType.String) hasTime = UtcJsonConverter.TryRead(reader.GetString(), out timestamp);
                else reader.Skip();
            }

            return hasId && hasTime;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The id and the time in one line of this format.</summary>
    protected virtual bool TryReadHead(ReadOnlyMemory<byte> line, out string id, out DateTimeOffset timestamp) => TryReadRecord(line, out id, out timestamp);
}

/// <param name="InteractionId">Which record.</param>
/// <param name="Timestamp">When it began.</param>
/// <param name="End">Where it ends in the file, in bytes.</param>
public readonly record struct ExportedRecord(string InteractionId, DateTimeOffset Timestamp, long End);
