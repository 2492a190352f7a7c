using System.Net;
using Reprise.Client;
using Reprise.Transfer.Import;

namespace Reprise.Cli.Transfer;

/// <summary>Sends records in batches and keeps count. A bad one is reported and left out; the good ones around it go in.</summary>
internal sealed class Importer(IImportSink sink, Action<ImportItem, string> reportBad, Func<long, Task> acknowledged)
{
    private const int MaxBatchRecords = 500;
    private const int MaxBatchBytes = 4 * 1024 * 1024;

    private readonly List<ReadOnlyMemory<byte>> _records = [];
    private readonly List<ImportItem> _items = [];
    private long _bytes;
    private long _done;

    private bool IsFull => _records.Count >= MaxBatchRecords || _bytes >= MaxBatchBytes;

    public long Stored { get; private set; }
    public long Known { get; private set; }
    public long Rejected { get; private set; }

    /// <param name="items">What to send.</param>
    /// <param name="skip">Items up to this number are in already.</param>
    /// <param name="progress">Called now and then.</param>
    /// <param name="cancellationToken">Ends it between or within batches; what was acknowledged stays.</param>
    public async Task RunAsync(IAsyncEnumerable<ImportItem> items, long skip, Action progress, CancellationToken cancellationToken)
    {
        _done = skip;
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            if (item.Mistake is { } mistake) Reject(item, mistake);
            else await AddAsync(item, progress, cancellationToken);
            _done = item.Number;
            if (IsFull) await SendAsync(cancellationToken);
            progress();
        }

        await SendAsync(cancellationToken);
    }

    private async Task AddAsync(ImportItem item, Action progress, CancellationToken cancellationToken)
    {
        using var records = item.Records.GetEnumerator();
        while (TryNext(records, item, out var record))
        {
            // One huge record goes alone, so that its size is not held against its neighbours.
            if (IsFull || (_records.Count > 0 && _bytes + record.Length > MaxBatchBytes))
            {
                await SendAsync(cancellationToken);
                progress();
            }

            _records.Add(record);
            _items.Add(item);
            _bytes += record.Length;
        }
    }

    private bool TryNext(IEnumerator<ReadOnlyMemory<byte>> records, ImportItem item, out ReadOnlyMemory<byte> record)
    {
        record = default;
        try
        {
            if (!records.MoveNext()) return false;
            record = records.Current;
            return true;
        }
        catch (ImportException e)
        {
            Reject(item, e.Message);
            return false;
        }
    }

    private void Reject(ImportItem item, string reason)
    {
        Rejected++;
        reportBad(item, reason);
    }

    /// <summary>Sends what waits. Items before the one under way are in then; that one may have more records.</summary>
    private async Task SendAsync(CancellationToken cancellationToken)
    {
        if (_records.Count > 0) await SendAsync(_records, _items, cancellationToken);
        _records.Clear();
        _items.Clear();
        _bytes = 0;
        await acknowledged(_done);
    }

    private async Task SendAsync(List<ReadOnlyMemory<byte>> records, List<ImportItem> items, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await sink.SendAsync(records, cancellationToken);
            Stored += answer.Stored;
            Known += answer.Known;
            Rejected += answer.Rejected;
            foreach (var error in answer.Errors ?? []) reportBad(items[Math.Clamp(error.Line, 1, items.Count) - 1], error.Message ?? "refused");
        }
        catch (RepriseApiException e) when (e.Status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge)
        {
            if (records.Count == 1)
            {
                Reject(items[0], e.Message);
                return;
            }

            // The batch was refused as a whole; each record by itself tells which are to blame.
            for (var i = 0; i < records.Count; i++) await SendAsync([records[i]], [items[i]], cancellationToken);
        }
    }
}
