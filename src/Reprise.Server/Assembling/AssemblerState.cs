using System.Text.Json;
using Microsoft.Extensions.Options;
using Reprise.Assembling;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Server.Assembling;

/// <summary>All that waits, and what is done with it. Used by one task at a time.</summary>
internal sealed partial class AssemblerState : IDisposable
{
    private const int RecentCapacity = 50_000;
    private const int InteractionsOfTrace = 10_000;

    private static readonly TimeSpan s_retryFirst = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_retryLast = TimeSpan.FromSeconds(5);

    private readonly WaitingPieces _waiting = new();
    private readonly RecentPieces _recent = new(RecentCapacity);
    private readonly TraceNotes _traces;
    private readonly PieceJournal _journal;
    private readonly PieceRecorder _recorder;
    private readonly IInteractionStore _store;
    private readonly AssemblerCounters _counters;
    private readonly AssemblerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<AssemblerState> _log;
    private TimeSpan _retry = s_retryFirst;
    private DateTimeOffset _storeAgainAt;

    public AssemblerState(
        PieceJournal journal, PieceRecorder recorder, IInteractionStore store, AssemblerCounters counters, IOptions<AssemblerOptions> options, TimeProvider time, ILogger<AssemblerState> log)
    {
        (_journal, _recorder, _store, _counters, _options, _time, _log) = (journal, recorder, store, counters, options.Value, time, log);
        _traces = new TraceNotes(_options.MaxWaiting);
    }

    private bool IsStoreDown => _time.GetUtcNow() < _storeAgainAt;

    /// <summary>Takes up what an earlier process left.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var left = await _journal.OpenAsync(cancellationToken);
        foreach (var frame in left)
        {
            if (frame.Kind == PieceFrameKind.Replacement)
            {
                _recorder.Unfinished.Enqueue(frame);
                continue;
            }

            if (PieceJson.Read(frame.Payload) is not { } piece)
            {
                _journal.Release([frame.Entry]);
                continue;
            }

            var held = HeldPiece.Of(piece) with { Entry = frame.Entry };
            if (piece.IsOfTrace)
            {
                if (!TakeTrace(held, now)) _journal.Release([frame.Entry]);
            }
            else if (_waiting.Add(held, now) is { } open) _waiting.SetDue(open, now + (open.IsComplete ? TimeSpan.Zero : _options.QuietTime));
            else _journal.Release([frame.Entry]);
        }

        if (left.Count > 0) Log.Found(_log, left.Count);
        Tell();
    }

    /// <summary>Takes pieces; when it returns they are durable. Throws a <see cref="StoreException"/> when they cannot be kept, and then none counts.</summary>
    public async Task TakeAsync(IReadOnlyList<HeldPiece> pieces, CancellationToken cancellationToken)
    {
        // 1. With what waits. What is said of traces comes first, so that interactions of the same delivery have it when they are recorded.
        var now = _time.GetUtcNow();
        if (IsStoreDown && _waiting.Bytes > _options.MaxWaitingBytes) throw new StoreException("The store cannot be written, and no more pieces fit into memory. Send it again later.") { IsTransient = true };
        var taken = new List<HeldPiece>(pieces.Count);
        foreach (var held in pieces.OrderBy(static held => !held.Piece.IsOfTrace)) Take(held, now, taken);

        // 2. What is complete goes on record at once.
        try
        {
            var complete = taken.Where(static held => !held.Piece.IsOfTrace).Select(held => _waiting.Find(PieceKey.Of(held.Piece))).OfType<OpenInteraction>().Where(static open => open is { IsKnown: false, IsComplete: true }).Distinct().ToList();
            if (!IsStoreDown) await RecordNewAsync(complete, cancellationToken);

            // 3. What is left waits, on disk too.
            Keep([.. taken.Where(IsWaiting)]);
        }
        catch
        {
            foreach (var held in taken.Where(static held => held.Entry is null)) Forget(held);
            throw;
        }

        // 4. Not more than there is room for.
        _counters.AddEarly(_waiting.Hurry(_options.MaxWaiting, _options.MaxWaitingBytes, now));
        Tell();
    }

    /// <summary>Records what is due.</summary>
    public async Task RecordDueAsync(int most, CancellationToken cancellationToken)
    {
        if (IsStoreDown || !await ResumeAsync(cancellationToken)) return;
        var now = _time.GetUtcNow();
        var due = _waiting.DueAt(now, most);
        try
        {
            await RecordAsync(due, cancellationToken);
        }
        catch
        {
            foreach (var open in due.Where(open => _waiting.Find(open.Key) == open)) _waiting.SetDue(open, now + s_retryLast);
            throw;
        }

        foreach (var note in _traces.DueAt(now)) await AmendTraceAsync(note, cancellationToken);
        foreach (var gone in _traces.TakeExpired(now)) Release(gone.Pieces);
        Tell();
    }

    /// <summary>Records everything that waits.</summary>
    /// <returns>False when the store did not take all of it; the rest still waits.</returns>
    public async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        if (!await ResumeAsync(cancellationToken)) return false;
        foreach (var some in _waiting.All.ToArray().Chunk(512)) await RecordAsync(some, cancellationToken);
        foreach (var note in _traces.DueAt(DateTimeOffset.MaxValue)) await AmendTraceAsync(note, cancellationToken);
        Tell();
        return _waiting.Count == 0 && _recorder.Unfinished.Count == 0;
    }

    /// <summary>Forgets what was said of traces.</summary>
    public void ForgetTraces()
    {
        foreach (var note in _traces.TakeAll()) Release(note.Pieces);
        Tell();
    }

    /// <summary>When there is something to do; null when nothing waits.</summary>
    public DateTimeOffset? NextDue()
    {
        DateTimeOffset? next = _waiting.NextDue();
        if (_traces.NextDue() is { } trace && (next is null || trace < next)) next = trace;
        if (_recorder.Unfinished.Count > 0) next = DateTimeOffset.MinValue;
        return next < _storeAgainAt ? _storeAgainAt : next;
    }

    public void Dispose() => _journal.Dispose();

    private void Take(HeldPiece held, DateTimeOffset now, List<HeldPiece> taken)
    {
        if (held.Piece.IsOfTrace)
        {
            if (TakeTrace(held, now)) taken.Add(held);
            else _counters.AddRepeated();
            return;
        }

        var key = PieceKey.Of(held.Piece);
        if (_recent.Contains(key, held.Mark) || _waiting.Add(held, now) is not { } open)
        {
            _counters.AddRepeated();
            return;
        }

        taken.Add(held);
        open.IsKnown |= _recent.Contains(key);
        var due = now + (open.IsKnown ? _options.AmendAfter : open.IsComplete ? TimeSpan.Zero : _options.QuietTime);
        var last = open.Since + _options.LongestWait;
        _waiting.SetDue(open, due < last ? due : last);
    }

    private bool TakeTrace(HeldPiece held, DateTimeOffset now)
    {
        if (_traces.Add(held, now + _options.TraceWindow) is not { } note) return false;
        note.Due = now + _options.AmendAfter;
        return true;
    }

    private bool IsWaiting(HeldPiece held) => held.Entry is null && (held.Piece.IsOfTrace || _waiting.Find(PieceKey.Of(held.Piece)) is not null);

    private void Keep(IReadOnlyList<HeldPiece> pieces)
    {
        var entries = _journal.Append(PieceFrameKind.Piece, [.. pieces.Select(static held => held.Json)]);
        for (var i = 0; i < entries.Count; i++) pieces[i].Entry = entries[i];
    }

    private void Forget(HeldPiece held)
    {
        if (held.Piece.IsOfTrace) _traces.Remove(held);
        else _waiting.Remove(held);
    }

    private async Task RecordAsync(IReadOnlyList<OpenInteraction> due, CancellationToken cancellationToken)
    {
        await RecordNewAsync([.. due.Where(static open => !open.IsKnown)], cancellationToken);
        foreach (var open in due.Where(static open => open.IsKnown))
        {
            // Those that the step above found to be on record are among these.
            if (_waiting.Find(open.Key) != open) continue;
            if (IsStoreDown)
            {
                _waiting.SetDue(open, _storeAgainAt);
                continue;
            }

            try
            {
                await _recorder.AmendAsync(Assembled(open), cancellationToken);
                Done(open);
            }
            catch (StoreException e) when (e.IsTransient)
            {
                StoreIsDown(e);
                _waiting.SetDue(open, _storeAgainAt);
            }
            catch (StoreException e)
            {
                Drop(open, e);
            }
            catch (Exception e) when (IsOfContent(e))
            {
                Fail(e);
                Done(open);
            }
        }
    }

    /// <summary>What one interaction's content may make us throw by a mistake of ours. Those that are due with it are recorded all the same, and it is not tried for ever.</summary>
    private static bool IsOfContent(Exception failure) => failure is JsonException or InvalidOperationException or ArgumentException or FormatException or OverflowException or NotSupportedException;

    private void Fail(Exception failure)
    {
        Log.NotMade(_log, failure);
        _counters.AddFailed();
    }

    private async Task RecordNewAsync(List<OpenInteraction> opens, CancellationToken cancellationToken)
    {
        var made = new List<(OpenInteraction Open, RecordedInteraction Record)>(opens.Count);
        foreach (var open in opens)
        {
            RecordedInteraction? record = null;
            try
            {
                record = _recorder.Made(Assembled(open));
            }
            catch (Exception e) when (IsOfContent(e))
            {
                Fail(e);
            }

            if (record is not null) made.Add((open, record));
            else Done(open);
        }

        if (made.Count == 0) return;
        try
        {
            await AppendAsync(made, cancellationToken);
            _retry = s_retryFirst;
        }
        catch (StoreException e) when (e.IsTransient)
        {
            StoreIsDown(e);
            foreach (var (open, _) in made.Where(one => _waiting.Find(one.Open.Key) == one.Open)) _waiting.SetDue(open, _storeAgainAt);
        }
    }

    private async Task AppendAsync(List<(OpenInteraction Open, RecordedInteraction Record)> made, CancellationToken cancellationToken)
    {
        try
        {
            var known = await _recorder.AppendAsync([.. made.Select(static one => one.Record)], cancellationToken);
            var now = _time.GetUtcNow();
            for (var place = 0; place < made.Count; place++)
            {
                var open = made[place].Open;
                if (!known.Contains(place))
                {
                    Done(open);
                    continue;
                }

                open.IsKnown = true;
                _waiting.SetDue(open, now + _options.AmendAfter);
            }
        }
        catch (StoreException e) when (!e.IsTransient)
        {
            if (made.Count == 1) Drop(made[0].Open, e);
            else foreach (var one in made) await AppendAsync([one], cancellationToken);
        }
    }

    /// <summary>Brings what is said of a trace into its interactions on record.</summary>
    private async Task AmendTraceAsync(TraceNote note, CancellationToken cancellationToken)
    {
        if (IsStoreDown) return;
        try
        {
            foreach (var id in await IdsAsync(note.Key, cancellationToken)) await _recorder.AmendAsync(note.Key.Project, id, note.Content, cancellationToken);
            note.Due = null;
        }
        catch (StoreException e)
        {
            if (e.IsTransient) StoreIsDown(e);
            else note.Due = null;
        }
    }

    private async Task<IReadOnlyList<InteractionId>> IdsAsync(PieceKey trace, CancellationToken cancellationToken)
    {
        var ids = new List<InteractionId>();
        var query = new InteractionQuery { Project = trace.Project, Filter = new FieldFilter(FilterFields.Find("trace")!, FilterOperator.Equal, trace.Key), Limit = InteractionQuery.MaxLimit };
        do
        {
            var page = await _store.SearchAsync(query, cancellationToken);
            ids.AddRange(page.Items.Select(static item => item.Interaction).Where(interaction => IsOurs(interaction, trace)).Select(static interaction => interaction.Id));
            query = query with { Cursor = page.Cursor };
        }
        while (query.Cursor is not null && ids.Count < InteractionsOfTrace);

        return ids;
    }

    /// <summary>Whether pieces of this source made it: a trace may hold calls that came through the gateway, and those say themselves whose they are.</summary>
    private static bool IsOurs(Interaction i, PieceKey trace) =>
        i.SpanId is { Length: > 0 } span && (i.Id == Piece.IdOf(trace.Project, trace.Source, $"{trace.Key}:{span}") || i.Id == Piece.IdOf(trace.Project, trace.Source, span)
            || i.Id == Piece.IdOf(trace.Project, trace.Source, Piece.KeyOfTrace(trace.Key)));

    /// <summary>Before anything else is amended, since what an amendment looks for may be one of these.</summary>
    private async Task<bool> ResumeAsync(CancellationToken cancellationToken)
    {
        if (_recorder.Unfinished.Count == 0) return true;
        try
        {
            await _recorder.ResumeAsync(cancellationToken);
            return true;
        }
        catch (StoreException e) when (e.IsTransient)
        {
            StoreIsDown(e);
            return false;
        }
    }

    private AssembledRecord Assembled(OpenInteraction open)
    {
        var key = open.Key;
        return new AssembledRecord(key.Project, Piece.IdOf(key.Project, key.Source, key.Key), PieceMerge.Of(open.Pieces.Select(static held => held.Piece)), open.At, _traces.Of(key, open.Trace));
    }

    private void Done(OpenInteraction open)
    {
        _recent.Add(open);
        _waiting.Remove(open);
        Release(open.Pieces);
    }

    private void Drop(OpenInteraction open, StoreException reason)
    {
        Log.Refused(_log, reason.Message);
        _counters.AddFailed();
        Done(open);
    }

    private void Release(IReadOnlyList<HeldPiece> pieces) => _journal.Release([.. pieces.Select(static held => held.Entry).OfType<PieceEntry>()]);

    private void StoreIsDown(StoreException reason)
    {
        if (_retry == s_retryFirst) Log.StoreDown(_log, reason.Message);
        _storeAgainAt = _time.GetUtcNow() + _retry;
        _retry = _retry * 2 < s_retryLast ? _retry * 2 : s_retryLast;
    }

    private void Tell() => _counters.SetWaiting(_waiting.Count, _waiting.Bytes, _journal.Bytes);

    private static partial class Log
    {
        [LoggerMessage(9002, LogLevel.Information, "Found {Pieces} pieces of interactions that may not be on record yet")]
        public static partial void Found(ILogger logger, int pieces);

        [LoggerMessage(9003, LogLevel.Error, "The store refuses an interaction made of pieces: {Reason}")]
        public static partial void Refused(ILogger logger, string reason);

        [LoggerMessage(9005, LogLevel.Error, "An interaction could not be made of its pieces")]
        public static partial void NotMade(ILogger logger, Exception exception);

        [LoggerMessage(9004, LogLevel.Warning, "Pieces wait on disk until the store can be written: {Reason}")]
        public static partial void StoreDown(ILogger logger, string reason);
    }
}
