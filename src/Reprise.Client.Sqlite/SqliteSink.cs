using Reprise.Client.Recording;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Pricing;
using Reprise.Storage.Sqlite;
using Reprise.Store;
using Reprise.Wire;

namespace Reprise.Client.Sqlite;

/// <summary>
/// Writes records into an SQLite file in this process: the same file that a server reads, one program at a time. Costs are found with the built-in prices where a record
/// has tokens and no cost.
/// </summary>
public sealed class SqliteSink : IRecordSink
{
    private readonly SqliteInteractionStore _store;
    private readonly DocumentReader _reader;
    private readonly PriceBook _prices = new();
    private readonly string _project;

    /// <param name="path">The file, such as <c>data/reprise.db</c>; made where it is missing.</param>
    /// <param name="project">The project records go into.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public SqliteSink(string path, string project = Projects.Default, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(project);
        _project = project;
        _store = new SqliteInteractionStore(new SqliteStoreOptions { Path = path }, time ?? TimeProvider.System);
        _reader = new DocumentReader(DialectCatalog.FindByName, time ?? TimeProvider.System);
    }

    public string Name => "sqlite";

    /// <summary>The store behind it, to read what was recorded. Its life ends with the sink's.</summary>
    public IInteractionStore Store => _store;

    public async Task<int> WriteAsync(IReadOnlyList<RecordLine> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        var read = new List<RecordedInteraction>(records.Count);
        foreach (var record in records)
        {
            if (_reader.Read(record.Json, _project).Record is { } one) read.Add(Priced(one));
        }

        return records.Count - read.Count + await AppendAsync(read, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    /// <returns>How many the store will never take.</returns>
    private async Task<int> AppendAsync(List<RecordedInteraction> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0) return 0;
        try
        {
            var bare = records.Select(static record => record.Facts.Count == 0 ? record : record with { Facts = [] }).ToList();
            await _store.AppendAsync(new StoreBatch { Interactions = bare, Facts = [.. records.SelectMany(static record => record.Facts)] }, cancellationToken).ConfigureAwait(false);
            return 0;
        }
        catch (StoreException refused) when (!refused.IsTransient && records.Count > 1)
        {
            // Halves tell which of them it is.
            var half = records.Count / 2;
            return await AppendAsync([.. records.Take(half)], cancellationToken).ConfigureAwait(false) + await AppendAsync([.. records.Skip(half)], cancellationToken).ConfigureAwait(false);
        }
    }

    private RecordedInteraction Priced(RecordedInteraction record)
    {
        var i = record.Interaction;
        if (i.CostUsd is not null || i.Usage is not { } usage) return record;
        var price = _prices.Price(i.Provider, i.ResponseModel, usage, i.Timestamp) ?? _prices.Price(i.Provider, i.Model, usage, i.Timestamp);
        return price is not { } known ? record : record with { Interaction = i with { CostUsd = known.CostUsd, PriceVersion = known.Version } };
    }
}
