using Reprise.Interactions;

namespace Reprise.Pricing;

/// <summary>
/// The prices in use: a user's own file over the built-in table. Safe for use from many threads; a reload or an update takes effect for the next call as a
/// whole, never in parts.
/// </summary>
public sealed class PriceBook : IPrices
{
    private readonly string? _path;
    private readonly Lock _writing = new();
    private State? _state;

    /// <param name="dataFolder">Where <c>prices.json</c> may lie; null for the built-in table alone. Nothing is read before the first use.</param>
    public PriceBook(string? dataFolder = null) => _path = dataFolder is null ? null : Path.Combine(dataFolder, PriceFile.FileName);

    /// <summary>The versions of both parts, such as <c>2026-08-22.1f0c9a2e+own.5d41402a</c>.</summary>
    public string Version => Current.Own is { } own ? $"{PriceTable.BuiltIn.Version}+{own.Version}" : PriceTable.BuiltIn.Version;

    /// <summary>How many models have a price; one that both parts know counts twice.</summary>
    public int Models => PriceTable.BuiltIn.Models + (Current.Own?.Rows.DistinctBy(row => (row.Provider, row.Model)).Count() ?? 0);

    /// <summary>Why the own file is not in use, or not in its newest form; empty when all is well.</summary>
    public IReadOnlyList<PriceFileError> Problems => Current.Problems;

    private State Current => Volatile.Read(ref _state) ?? Load();

    public PricedUsage? Price(string? provider, string? model, TokenUsage usage, DateTimeOffset at)
    {
        if (Current.Own is { } own && own.Find(provider, model)?.At(at) is { } prices)
            return CostParts.Of(prices, usage) is { } cost ? new PricedUsage(cost.Total, own.Version) : null;
        return PriceTable.BuiltIn.Price(provider, model, usage, at);
    }

    /// <summary>All prices whose provider, model or another name contains the text; own ones first.</summary>
    /// <param name="text">Null or empty for all.</param>
    public IEnumerable<PriceRow> Find(string? text)
    {
        var rows = (Current.Own?.Rows ?? []).Concat(PriceTable.BuiltIn.Rows);
        return string.IsNullOrWhiteSpace(text) ? rows : rows.Where(row => Has(row, text.Trim()));
    }

    /// <summary>Reads the own file again. When it has errors, what was in use stays in use.</summary>
    /// <returns>The errors; empty when the file is now in use, or is not there.</returns>
    public IReadOnlyList<PriceFileError> Reload()
    {
        lock (_writing)
        {
            var read = ReadOwn();
            if (read.Problems.Count > 0 && _state is { } before) read = before with { Problems = read.Problems };
            Volatile.Write(ref _state, read);
            return read.Problems;
        }
    }

    /// <summary>Takes a new own file into use and keeps it in the data folder, if it has no errors.</summary>
    /// <returns>The errors; empty when done.</returns>
    /// <exception cref="IOException">The data folder cannot be written; nothing has changed.</exception>
    public IReadOnlyList<PriceFileError> Update(ReadOnlySpan<byte> utf8)
    {
        if (_path is null) throw new InvalidOperationException("This price book has no data folder to keep a file in.");
        var file = PriceFile.Read(utf8);
        if (file.Errors.Count > 0) return file.Errors;
        lock (_writing)
        {
            // A reader of the folder sees the old file or the new one, never a part.
            var temporary = _path + ".new";
            File.WriteAllBytes(temporary, utf8);
            File.Move(temporary, _path, overwrite: true);
            Volatile.Write(ref _state, new State(new OwnPrices(file.Rows, file.Version, PriceTable.BuiltIn), []));
        }

        return [];
    }

    private State Load()
    {
        lock (_writing)
        {
            if (_state is null) Volatile.Write(ref _state, ReadOwn());
            return _state!;
        }
    }

    private State ReadOwn()
    {
        if (_path is null || !File.Exists(_path)) return new State(null, []);
        try
        {
            // Checked before reading: a mistaken link to a huge file must not fill the memory.
            var size = new FileInfo(_path).Length;
            if (size > PriceFile.LargestFile) return new State(null, [new PriceFileError(1, "", $"{PriceFile.FileName} has {size} bytes; the most is {PriceFile.LargestFile}.")]);
            var file = PriceFile.Read(File.ReadAllBytes(_path));
            return file.Errors.Count > 0 ? new State(null, file.Errors) : new State(new OwnPrices(file.Rows, file.Version, PriceTable.BuiltIn), []);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new State(null, [new PriceFileError(1, "", $"{PriceFile.FileName} cannot be read: {exception.Message}")]);
        }
    }

    private static bool Has(PriceRow row, string text) =>
        row.Provider.Contains(text, StringComparison.OrdinalIgnoreCase)
        || row.Model.Contains(text, StringComparison.OrdinalIgnoreCase)
        || row.Names.Any(name => name.Contains(text, StringComparison.OrdinalIgnoreCase));

    private sealed record State(OwnPrices? Own, IReadOnlyList<PriceFileError> Problems);
}
