using System.Runtime.CompilerServices;
using System.Text.Json;
using Reprise.Documents;
using Reprise.Transfer.Text;

namespace Reprise.Transfer.Import;

/// <summary>How to read a file.</summary>
public sealed record ImportPlan
{
    /// <summary>One of <see cref="ImportReader.Formats"/>; null to find out by the first records.</summary>
    public string? Format { get; init; }

    /// <summary>Where our fields come from in a format of somebody's own; goes before <see cref="Format"/>.</summary>
    public Mapping? Mapping { get; init; }

    /// <summary>Requests that the answers of a batch belong to; null when there are none at hand.</summary>
    public BatchRequests? Requests { get; init; }
}

/// <summary>
/// What stands at one place of a file. Its records are made while they are enumerated, which may throw <see cref="ImportException"/>: what came before that
/// is good.
/// </summary>
/// <param name="Number">The line, or the place in a list, from 1.</param>
/// <param name="Position">Where it begins, in bytes of the text; null for lines, which have a number.</param>
/// <param name="Records">In our form, each one line, each with an id.</param>
/// <param name="Mistake">Why there are none; null when there may be.</param>
public sealed record ImportItem(long Number, long? Position, IEnumerable<ReadOnlyMemory<byte>> Records, string? Mistake);

/// <summary>Reads records that this or another program exported, one at a time, whatever the size of the file.</summary>
public sealed class ImportReader
{
    private readonly ImportStream _stream;
    private readonly ImportShape _shape;
    private readonly ForeignFormat _format;

    private ImportReader(ImportStream stream, ImportShape shape, ForeignFormat format)
    {
        _stream = stream;
        _shape = shape;
        _format = format;
        Notes = new ImportNotes();
    }

    /// <summary>The names for <c>--format</c>.</summary>
    public static IReadOnlyList<string> Formats { get; } = [.. ForeignFormat.All.Select(format => format.Name).Reverse()];

    /// <summary>What it is read as.</summary>
    public string Format => _format.Name;

    /// <summary>Whether numbers are those of lines.</summary>
    public bool CountsLines => _shape.Layout is ImportLayout.Lines or ImportLayout.Csv;

    /// <summary>Whether it holds requests of a batch, which are no interactions before they are answered.</summary>
    public bool HoldsBatchRequests => _format is OpenAiBatchFormat && _shape.First.Any(BatchRequests.IsRequest);

    /// <summary>What was not taken over so far.</summary>
    public ImportNotes Notes { get; }

    /// <exception cref="ImportException">Nothing says how it is to be read.</exception>
    public static async Task<ImportReader> OpenAsync(ImportStream stream, ImportPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(plan);
        var shape = await ImportShape.OfAsync(stream.Head, cancellationToken).ConfigureAwait(false);
        return new ImportReader(stream, shape, Choose(shape, plan));
    }

    /// <summary>Everything from the beginning; call it once.</summary>
    /// <param name="skip">Items up to this number are passed over without looking into them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<ImportItem> ReadAsync(long skip, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var items = ItemsAsync(skip, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var ending = items.ConfigureAwait(false);
        long last = 0;
        while (true)
        {
            var isDamaged = false;
            try
            {
                if (!await items.MoveNextAsync().ConfigureAwait(false)) yield break;
            }
            catch (InvalidDataException)
            {
                // The compression, not the text: everything before it was good.
                isDamaged = true;
            }

            if (isDamaged)
            {
                yield return new ImportItem(last + 1, null, [], "the compressed file is damaged here; what follows cannot be unpacked");
                yield break;
            }

            last = items.Current.Number;
            yield return items.Current;
        }
    }

    private static ForeignFormat Choose(ImportShape shape, ImportPlan plan)
    {
        if (plan.Mapping is { } mapping) return new MappedFormat(mapping);
        var format = plan.Format is { } name
            ? ForeignFormat.Find(name) ?? throw new ImportException($"there is no format '{name}'; expected {string.Join(", ", Formats)}")
            : shape.First.Select(record => ForeignFormat.All.First(known => known.Recognises(record))).OrderBy(known => known is OwnLines).FirstOrDefault() ?? new OwnLines();
        if (shape.Layout == ImportLayout.Csv && format is OwnLines or MonitorLines or MongoLines)
            throw new ImportException("it is a table (CSV) of no export we know; --map says where our fields are in it. Our own CSV is for looking at: export as jsonl to import again");
        return format is OpenAiBatchFormat ? new OpenAiBatchFormat(plan.Requests) : format;
    }

    private IAsyncEnumerable<ImportItem> ItemsAsync(long skip, CancellationToken cancellationToken) => _shape.Layout switch
    {
        ImportLayout.Lines => LinesAsync(skip, cancellationToken),
        ImportLayout.Csv => RowsAsync(skip, cancellationToken),
        _ => ValuesAsync(skip, cancellationToken),
    };

    private async IAsyncEnumerable<ImportItem> LinesAsync(long skip, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in LineReader.ReadAsync(_stream, cancellationToken).ConfigureAwait(false))
        {
            if (line.Number <= skip) continue;
            yield return line.IsTooLong
                ? new ImportItem(line.Number, null, [], $"longer than {LineReader.MaxLineBytes / (1024 * 1024)} MiB")
                : new ImportItem(line.Number, null, Records(line.Bytes, line.Number, line.IsTerminated), null);
        }
    }

    private async IAsyncEnumerable<ImportItem> ValuesAsync(long skip, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var value in JsonValueReader.ReadAsync(_stream, _shape.Skip, _shape.Layout == ImportLayout.List, cancellationToken).ConfigureAwait(false))
        {
            if (value.Number <= skip) continue;
            yield return new ImportItem(value.Number, value.Position, value.Mistake is null ? Records(value.Bytes, value.Number, isWhole: true) : [], value.Mistake);
        }
    }

    private async IAsyncEnumerable<ImportItem> RowsAsync(long skip, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<string>? names = null;
        await foreach (var row in CsvReader.ReadAsync(_stream, cancellationToken).ConfigureAwait(false))
        {
            if (names is null)
            {
                names = row.Fields;
                continue;
            }

            if (row.Line <= skip) continue;
            var mistake = row.Mistake ?? MistakeOf(row, names.Count);
            yield return new ImportItem(row.Line, null, mistake is null ? Records(CsvObjects.Of(names, row.Fields), row.Line, isWhole: true) : [], mistake);
        }
    }

    private static string? MistakeOf(in CsvRow row, int fields)
    {
        if (row.Fields.Count != fields) return $"it has {row.Fields.Count} fields where the first row has {fields}{(row.IsTerminated ? "" : "; the file seems to be cut off here")}";
        return row.IsWhole ? null : "it has no line end, so its last field may be cut off; add one if the row is whole";
    }

    private IEnumerable<ReadOnlyMemory<byte>> Records(ReadOnlyMemory<byte> source, long number, bool isWhole)
    {
        if (_format is OwnLines && !source.Span.Contains((byte)'\n'))
        {
            yield return Own(source, number, isWhole);
            yield break;
        }

        if (!RecordJson.TryParse(source, out var json, out var mistake)) throw new ImportException(isWhole ? mistake! : "not valid JSON; the file seems to be cut off here");
        if (json.ValueKind != JsonValueKind.Object) throw new ImportException("not a JSON object");
        foreach (var record in _format.Map(json, Notes)) yield return OwnRecord.Identified(record, number, source);
    }

    private static ReadOnlyMemory<byte> Own(ReadOnlyMemory<byte> source, long number, bool isWhole)
    {
        try
        {
            return OwnRecord.Identified(source, number, source);
        }
        catch (JsonException e)
        {
            throw new ImportException(isWhole ? $"not valid JSON at byte {e.BytePositionInLine}" : "not valid JSON; the file seems to be cut off here", e);
        }
    }
}
