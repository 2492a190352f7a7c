using System.Threading.Channels;
using Reprise.Cache;
using Reprise.Cache.Answers;
using Reprise.Cache.Entries;
using Reprise.Capture;
using Reprise.Interactions;

namespace Reprise.Server.Cache;

/// <summary>
/// Makes entries of answers as soon as they are on record. What finds no room, or cannot be written now, is in the record and found there by <see cref="CacheSync"/>.
/// </summary>
internal sealed class CacheFill : BackgroundService, ICaptureObserver
{
    private const int BatchSize = 256;

    private readonly CacheOpening _opening;
    private readonly PendingKeys _pending;
    private readonly Flights _flights;
    private readonly CacheCounters _counters;
    private readonly ILogger<CacheFill> _log;
    private readonly Channel<CacheEntry> _entries;

    public CacheFill(CacheOpening opening, PendingKeys pending, Flights flights, CacheOptions options, CacheCounters counters, ILogger<CacheFill> log)
    {
        (_opening, _pending, _flights, _counters, _log) = (opening, pending, flights, counters, log);
        _entries = Channel.CreateBounded<CacheEntry>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    }

    public int Queued => _entries.Reader.Count;

    public void Stored(IReadOnlyList<RecordedInteraction> interactions)
    {
        foreach (var record in interactions)
        {
            if (record.Interaction.Cache is not { Status: CacheHeaders.Miss } || !_pending.TryTake(record.Interaction.Id, out var pending)) continue;
            _counters.AddReceived();
            if (!CacheHeaders.HasKey(record.ResponseHeaders)) _counters.AddNotKept(CacheReasons.OtherProvider);
            else if (AnswerForms.WhyNotKept(record) is { } reason) _counters.AddNotKept(reason);
            else if (!_entries.Writer.TryWrite(EntryOf(record.Interaction, pending))) _counters.AddDropped();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<CacheEntry>(BatchSize);
        while (await _entries.Reader.WaitToReadAsync(stoppingToken))
        {
            while (batch.Count < BatchSize && _entries.Reader.TryRead(out var entry)) batch.Add(entry);
            await AddAsync(batch, stoppingToken);
            batch.Clear();
        }
    }

    private async Task AddAsync(List<CacheEntry> batch, CancellationToken stoppingToken)
    {
        try
        {
            if (await _opening.AddAsync(batch, stoppingToken))
            {
                foreach (var entry in batch) _flights.Filled(entry.Exact, entry.Source);
                return;
            }

            _counters.AddDropped(batch.Count);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            // The boundary: the next batch may do better, and these are in the record.
            _counters.AddFailed();
            _counters.AddDropped(batch.Count);
            CacheLog.NotAdded(_log, batch.Count, e.Message);
        }
    }

    private static CacheEntry EntryOf(Interaction interaction, PendingKey pending) => new()
    {
        Project = interaction.Project,
        Policy = interaction.Cache!.Policy ?? "",
        Generation = pending.Generation,
        Source = interaction.Id,
        Timestamp = interaction.Timestamp,
        Partition = pending.Key.Partition,
        Exact = pending.Key.Exact,
        // What a policy took out of the request must not stand in the cache either.
        Text = pending.Key.SemanticRefusal is null && !BodyMarks.ChangesRequest(interaction) && !BodyMarks.IsRestricted(interaction) ? pending.Key.Text : null,
        Quality = interaction.QualityScore,
        Expires = interaction.Timestamp + pending.Ttl,
    };
}
