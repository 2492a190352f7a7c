using Microsoft.Extensions.Options;
using Reprise.Capture;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Pricing;
using Reprise.Privacy.Policies;
using Reprise.Security.Scanning;
using Reprise.Server.Cache;
using Reprise.Store;
using Reprise.Wire;

namespace Reprise.Server.Ingest;

/// <summary>Takes in records that others wrote: reads them, prices those without a cost, and stores them.</summary>
internal sealed class RecordIngest(
    IInteractionStore store, DocumentReader reader, IPrices prices, CaptureCounters counters, RecordGuard guard, IEnumerable<ICaptureObserver> observers, CallInspector inspector, IOptions<IngestOptions> options)
{
    public IngestOptions Options => options.Value;

    public IngestRun Begin(string project) => new(this, project);

    /// <summary>Reads one record and prices it where it has tokens and no cost.</summary>
    public ReadRecord Read(ReadOnlyMemory<byte> bytes, string project)
    {
        var read = reader.Read(bytes, project);
        if (read.Record is null) return read;
        var record = WithoutCacheKey(read.Record);
        return read with { Record = read.IsExact ? record : Scanned(Priced(record)) };
    }

    /// <summary>The record as the project's privacy policy lets it be stored; null when it is not to be stored at all. Costs what the policy asks for.</summary>
    public RecordedInteraction? Admit(RecordedInteraction record, ReadOnlyMemory<byte> bytes)
    {
        var admitted = guard.Admit(record, ConsentMember.Find(bytes.Span));
        if (admitted is null) return null;
        if (!ReferenceEquals(admitted, record)) admitted = admitted with { SearchText = RecordWords.Of(admitted, DialectCatalog.FindByName) };
        return admitted.Facts.Count == 0 ? admitted : admitted with { Facts = [.. admitted.Facts.Select(guard.Admit)] };
    }

    /// <summary>Makes records and their facts durable, and tells whoever watches of the new ones.</summary>
    public async Task<AppendResult> AppendAsync(IReadOnlyList<RecordedInteraction> records, CancellationToken cancellationToken)
    {
        var facts = records.SelectMany(record => record.Facts).ToList();
        var bare = facts.Count == 0 ? records : [.. records.Select(record => record.Facts.Count == 0 ? record : record with { Facts = [] })];
        var result = await store.AppendAsync(new StoreBatch { Interactions = bare, Facts = facts }, cancellationToken);
        counters.AddReceived(records.Count);
        counters.AddStored(new(result.Stored, result.Known));
        if (result.NewOf(records) is { Count: > 0 } added)
        {
            foreach (var observer in observers) observer.Stored(added);
        }

        return result;
    }

    /// <summary>
    /// A key of the cache is the gateway's word alone. Whoever may write to a project could claim any key for any answer, and a copy of another project brings that
    /// one's keys; a restored backup cannot be told from either, so its answers are given again once they were asked for again.
    /// </summary>
    private static RecordedInteraction WithoutCacheKey(RecordedInteraction record) =>
        record.ResponseHeaders.Any(IsCacheKey) ? record with { ResponseHeaders = [.. record.ResponseHeaders.Where(static header => !IsCacheKey(header))] } : record;

    private static bool IsCacheKey(KeyValuePair<string, string> header) => header.Key.Equals(CacheHeaders.KeyName, StringComparison.OrdinalIgnoreCase);

    /// <summary>What somebody else has scanned stays as it was found.</summary>
    private RecordedInteraction Scanned(RecordedInteraction record)
    {
        if (record.Interaction.Security is not null || inspector.Inspect(record) is not { } note) return record;
        var interaction = record.Interaction with { Security = note };
        return record with { Interaction = interaction, Facts = SecurityFlag.Of(interaction) is { } flag ? [.. record.Facts, flag] : record.Facts };
    }

    private RecordedInteraction Priced(RecordedInteraction record)
    {
        var i = record.Interaction;
        if (i.CostUsd is not null || i.Usage is not { } usage) return record;
        var price = prices.Price(i.Provider, i.ResponseModel, usage, i.Timestamp) ?? prices.Price(i.Provider, i.Model, usage, i.Timestamp);
        return price is not { } known ? record : record with { Interaction = i with { CostUsd = known.CostUsd, PriceVersion = known.Version } };
    }
}
