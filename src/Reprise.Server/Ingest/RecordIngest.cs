using Microsoft.Extensions.Options;
using Reprise.Capture;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Pricing;
using Reprise.Server.Hosting;
using Reprise.Store;

namespace Reprise.Server.Ingest;

/// <summary>Takes in the records of one request: reads each, prices what has none, stores them in batches, and says what became of every one.</summary>
internal sealed class RecordIngest(
    IInteractionStore store, DocumentReader reader, IPrices prices, CaptureCounters counters, IEnumerable<ICaptureObserver> observers, IOptions<IngestOptions> options)
{
    private const int MaxErrors = 1000;
    private const long MaxBatchBytes = 8 * 1024 * 1024;

    public IngestRun Begin(string project) => new(this, project);

    /// <summary>One request. Used by one caller at a time.</summary>
    internal sealed class IngestRun(RecordIngest ingest, string project)
    {
        private readonly List<RecordedInteraction> _batch = [];
        private readonly HashSet<InteractionId> _seen = [];
        private readonly List<IngestErrorDocument> _errors = [];
        private readonly List<string> _ids = [];
        private long _batchBytes;
        private int _stored;
        private int _known;
        private int _rejected;

        public IngestResultDocument Result =>
            new() { Stored = _stored, Known = _known, Rejected = _rejected, Errors = _errors, InteractionIds = _ids };

        /// <summary>Reads one record and stores the batch when it is full.</summary>
        public async Task AddAsync(RecordSlice slice, CancellationToken cancellationToken)
        {
            var read = slice.Mistake is null ? ingest.reader.Read(slice.Bytes, project) : new ReadRecord(null, null, slice.Mistake);
            if (read.Record is not { } record)
            {
                _rejected++;
                if (_errors.Count < MaxErrors) _errors.Add(new IngestErrorDocument { Line = slice.Line, InteractionId = read.InteractionId, Message = read.Mistake! });
                return;
            }

            _ids.Add(record.Interaction.Id.ToString());
            if (!_seen.Add(record.Interaction.Id))
            {
                _known++;
                return;
            }

            _batch.Add(ingest.Priced(record));
            _batchBytes += slice.Bytes.Length;
            if (_batch.Count >= ingest.options.Value.BatchSize || _batchBytes >= MaxBatchBytes) await StoreAsync(cancellationToken);
        }

        /// <summary>Stores what is left. When this returns, everything that was not rejected is durable.</summary>
        public async Task StoreAsync(CancellationToken cancellationToken)
        {
            if (_batch.Count == 0) return;
            try
            {
                var result = await ingest.AppendAsync([.. _batch], cancellationToken);
                _stored += result.Stored;
                _known += result.Known;
            }
            catch (StoreException e)
            {
                var problem = ApiProblem.StoreUnavailable($"{e.Message} {_stored + _known} records of this request are stored, the others are not.");
                problem.Members["stored"] = _stored;
                problem.Members["known"] = _known;
                throw problem;
            }

            _batch.Clear();
            _batchBytes = 0;
        }
    }

    private RecordedInteraction Priced(RecordedInteraction record)
    {
        var i = record.Interaction;
        if (i.CostUsd is not null || i.Usage is not { } usage) return record;
        var price = prices.Price(i.Provider, i.ResponseModel, usage, i.Timestamp) ?? prices.Price(i.Provider, i.Model, usage, i.Timestamp);
        return price is not { } known ? record : record with { Interaction = i with { CostUsd = known.CostUsd, PriceVersion = known.Version } };
    }

    private async Task<AppendResult> AppendAsync(IReadOnlyList<RecordedInteraction> records, CancellationToken cancellationToken)
    {
        var facts = records.SelectMany(record => record.Facts).ToList();
        var bare = facts.Count == 0 ? records : [.. records.Select(record => record.Facts.Count == 0 ? record : record with { Facts = [] })];
        var result = await store.AppendAsync(new StoreBatch { Interactions = bare, Facts = facts }, cancellationToken);
        counters.AddReceived(records.Count);
        counters.AddStored(new(result.Stored, result.Known));
        if (result.Stored == 0) return result;
        foreach (var observer in observers) observer.Stored(records);
        return result;
    }
}
