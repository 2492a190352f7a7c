using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Reprise.Assembling;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Server.Assembling;

/// <summary>
/// Puts pieces together. One task owns all that waits; whoever brings pieces hands them over and is told when they are durable: on record, or in the journal of pieces.
/// </summary>
/// <remarks>
/// A delivery goes through four steps: shaped by the privacy policy (in the caller's task), put with what waits under its keys, recorded where it is complete, journalled where it is not. What is
/// due, because nothing came for its quiet time, is recorded as it is; what comes afterwards amends it.
/// </remarks>
internal sealed partial class Assembler : BackgroundService, IAssembler
{
    private const int MostDeliveries = 1024;
    private const int DeliveriesAtOnce = 64;
    private const int RecordsAtOnce = 512;

    private readonly Channel<Delivery> _deliveries = Channel.CreateBounded<Delivery>(new BoundedChannelOptions(MostDeliveries) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly AssemblerState _state;
    private readonly PieceGuard _guard;
    private readonly AssemblerCounters _counters;
    private readonly AssemblerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<Assembler> _log;
    private Task<bool>? _next;
    private long _bytesUnderWay;

    public Assembler(AssemblerState state, PieceGuard guard, AssemblerCounters counters, IOptions<AssemblerOptions> options, TimeProvider time, ILogger<Assembler> log) =>
        (_state, _guard, _counters, _options, _time, _log) = (state, guard, counters, options.Value, time, log);

    public async Task AddAsync(IReadOnlyList<Piece> pieces, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        if (pieces.Count == 0) return;
        _counters.AddReceived(pieces.Count);
        var held = new List<HeldPiece>(pieces.Count);
        foreach (var piece in pieces)
        {
            if (piece.Key.Length is 0 or > PieceKey.MostLength) throw new ArgumentException($"A piece's key has 1 to {PieceKey.MostLength} characters.", nameof(pieces));
            held.Add(Held(piece));
        }

        var delivery = new Delivery(held, held.Sum(static one => (long)one.Json.Length));
        if (Interlocked.Read(ref _bytesUnderWay) > _options.MaxWaitingBytes || !_deliveries.Writer.TryWrite(delivery)) throw Full();
        Interlocked.Add(ref _bytesUnderWay, delivery.Bytes);
        await delivery.Done.Task.WaitAsync(cancellationToken);

        StoreException Full()
        {
            _counters.AddRefused(pieces.Count);
            return new StoreException("More telemetry comes than can be recorded. Send it again later.") { IsTransient = true };
        }
    }

    /// <summary>
    /// Waits until everything handed over so far is on record, whatever it waits for. For whoever removes from the record, and for tests. Throws a <see cref="StoreException"/> when the
    /// store does not take it: whoever removes would otherwise find it there again.
    /// </summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var delivery = new Delivery([], 0) { IsFlush = true };
        await _deliveries.Writer.WriteAsync(delivery, cancellationToken);
        await delivery.Done.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The same, and forgets what was said of traces: nothing of what people sent is kept here afterwards.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var delivery = new Delivery([], 0) { IsFlush = true, Forgets = true };
        await _deliveries.Writer.WriteAsync(delivery, cancellationToken);
        await delivery.Done.Task.WaitAsync(cancellationToken);
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await _state.OpenAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Records what waits, as far as there is time for it; the rest is in the journal.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _deliveries.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
        while (_deliveries.Reader.TryRead(out var late)) await TakeAsync([late], cancellationToken);
        await _state.FlushAsync(cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        _state.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var batch = new List<Delivery>(DeliveriesAtOnce);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WaitAsync(stoppingToken);
                batch.Clear();
                while (batch.Count < DeliveriesAtOnce && _deliveries.Reader.TryRead(out var delivery)) batch.Add(delivery);
                if (batch.Count > 0) await TakeAsync(batch, stoppingToken);
                await _state.RecordDueAsync(RecordsAtOnce, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                foreach (var left in batch) left.Done.TrySetException(Stopping());
                return;
            }
            catch (Exception e)
            {
                // The boundary: whatever a piece made us do, the next ones are taken.
                Log.Failed(_log, e.GetType().Name, e.StackTrace);
                foreach (var left in batch) left.Done.TrySetException(new StoreException("The pieces could not be put together.", e) { IsTransient = true });
                await Task.Delay(TimeSpan.FromSeconds(1), _time, CancellationToken.None);
            }
        }
    }

    /// <summary>What cannot be written, such as JSON within JSON that is nested too deep, costs its own piece its content and no neighbour anything.</summary>
    private HeldPiece Held(Piece piece)
    {
        try
        {
            return HeldPiece.Of(_guard.Shape(piece));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            var given = piece.Content;
            var bare = new InteractionDocument { Timestamp = given.Timestamp, Kind = given.Kind, TraceId = given.TraceId, SpanId = given.SpanId, RecordError = "its content could not be written: it is nested too deep" };
            return HeldPiece.Of(_guard.Shape(piece with { Content = bare, Facts = [] }));
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        if (_deliveries.Reader.Count > 0) return;
        if (_next is not { IsCompleted: false }) _next = _deliveries.Reader.WaitToReadAsync(stoppingToken).AsTask();
        var ready = _next;
        if (_state.NextDue() is not { } due)
        {
            if (!await ready) await Task.Delay(Timeout.InfiniteTimeSpan, _time, stoppingToken);
            return;
        }

        var pause = due - _time.GetUtcNow();
        if (pause <= TimeSpan.Zero) return;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(ready, Task.Delay(pause, _time, over.Token));
        await over.CancelAsync();
        stoppingToken.ThrowIfCancellationRequested();
    }

    private async Task TakeAsync(IReadOnlyList<Delivery> batch, CancellationToken cancellationToken)
    {
        try
        {
            await _state.TakeAsync([.. batch.SelectMany(static delivery => delivery.Pieces)], cancellationToken);
            var isFlushed = !batch.Any(static delivery => delivery.IsFlush) || await _state.FlushAsync(cancellationToken);
            if (isFlushed && batch.Any(static delivery => delivery.Forgets)) _state.ForgetTraces();
            foreach (var delivery in batch)
            {
                if (isFlushed || !delivery.IsFlush) delivery.Done.TrySetResult();
                else delivery.Done.TrySetException(NotFlushed());
            }
        }
        catch (StoreException e)
        {
            _counters.AddRefused(batch.Sum(static delivery => delivery.Pieces.Count));
            foreach (var delivery in batch) delivery.Done.TrySetException(e);
        }
        finally
        {
            Interlocked.Add(ref _bytesUnderWay, -batch.Sum(static delivery => delivery.Bytes));
        }
    }

    private static StoreException NotFlushed() => new("Pieces of interactions wait that cannot be recorded now.") { IsTransient = true };

    private static StoreException Stopping() => new("The server is stopping. Send it again later.") { IsTransient = true };

    /// <summary>What one caller brings.</summary>
    private sealed record Delivery(IReadOnlyList<HeldPiece> Pieces, long Bytes)
    {
        public bool IsFlush { get; init; }
        public bool Forgets { get; init; }
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private static partial class Log
    {
        // Without its message, which may repeat what was sent.
        [LoggerMessage(9001, LogLevel.Error, "Pieces could not be put together ({Failure}): {Where}")]
        public static partial void Failed(ILogger logger, string failure, string? where);
    }
}
