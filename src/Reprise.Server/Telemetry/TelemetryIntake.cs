using Microsoft.Extensions.Options;
using Reprise.Assembling;
using Reprise.Telemetry;
using Reprise.Server.Telemetry.Decoding;

namespace Reprise.Server.Telemetry;

/// <summary>What became of a request of an exporter. Everything not rejected is durable.</summary>
/// <param name="Rejected">Spans or log records that were refused.</param>
/// <param name="Mistake">Why, of the first.</param>
internal readonly record struct IntakeResult(long Rejected, string? Mistake);

/// <summary>Takes what exporters send: read, told as pieces of interactions, put together.</summary>
internal sealed partial class TelemetryIntake(IAssembler assembler, SpanReading reading, TelemetryCounters counters, IOptions<TelemetryOptions> options, TimeProvider time, ILogger<TelemetryIntake> log)
{
    private readonly OtlpLimits _limits = OtlpLimits.Default with { MaxItems = options.Value.MaxSpans };
    private readonly bool _dropsOthers = options.Value.OtherSpans == TelemetryOptions.Drop;

    public TelemetryOptions Options => options.Value;

    /// <summary>Throws <see cref="InvalidDataException"/> for what is no request, and a <c>StoreException</c> when nothing can be kept now.</summary>
    public async Task<IntakeResult> TakeAsync(ReadOnlyMemory<byte> body, OtlpEncoding encoding, OtlpSignal signal, string project, CancellationToken cancellationToken)
    {
        if (signal == OtlpSignal.Metrics) return default;
        var decoded = OtlpDecoder.Read(body, encoding, signal, _limits, time.GetUtcNow());
        counters.AddSpans(decoded.Spans.Count);
        counters.AddLogs(decoded.Logs.Count);
        counters.AddRejected(decoded.Rejected);
        var (pieces, rejected, mistake) = (new List<Piece>(decoded.Spans.Count), decoded.Rejected, decoded.Mistake);
        foreach (var span in decoded.Spans) Add(() => Kept(span, reading.OfSpan(span, project)));
        foreach (var record in decoded.Logs) Add(() => reading.OfLog(record, project));
        if (pieces.Count > 0) await assembler.AddAsync(pieces, cancellationToken);
        return new IntakeResult(rejected, mistake);

        void Add(Func<IReadOnlyList<Piece>> read)
        {
            try
            {
                foreach (var piece in read())
                {
                    if (piece.Key.Length is > 0 and <= PieceKey.MostLength) pieces.Add(piece);
                }
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Readers do not throw. If one does all the same, its neighbours in the request are not at fault.
                counters.AddUnread();
                Log.Unread(log, e.GetType().Name, e.StackTrace);
                rejected++;
                mistake ??= "It could not be read; the server's log has the details.";
            }
        }
    }

    /// <summary>What a span that is left out says of its trace counts all the same, and one that says what was asked or answered is not left out.</summary>
    private IReadOnlyList<Piece> Kept(TelemetrySpan span, IReadOnlyList<Piece> pieces) =>
        !_dropsOthers || SpanReader.IsDescribed(span) ? pieces : [.. pieces.Where(static piece => piece.IsOfTrace || piece.Content.Request is not null || piece.Content.Response is not null || piece.Facts.Count > 0)];

    private static partial class Log
    {
        // Without its message, which may repeat what was sent.
        [LoggerMessage(9011, LogLevel.Error, "A span or log record could not be read ({Failure}): {Where}")]
        public static partial void Unread(ILogger logger, string failure, string? where);
    }
}
