using System.Diagnostics;
using System.Text.Json;
using Reprise.Documents;
using Reprise.Interactions;

namespace Reprise.Client.Recording;

/// <summary>
/// One call while it is made: whose it is, when it began, and what is known of it so far. Everything in the SDK that records calls begins one of these, opens its scope
/// around the call, fills in what was asked and answered, and completes it. Completed twice, the first time counts. One call, one thread at a time.
/// </summary>
/// <remarks>Nothing here throws, whatever the recorder does: a call must not fail because it is recorded.</remarks>
public sealed class CallRecord
{
    private readonly IRecorder _recorder;
    private readonly TimeProvider _time;
    private readonly RecordScope? _scope;
    private readonly long _began;
    private long _firstPiece;
    private int _completed;

    private CallRecord(IRecorder recorder, TimeProvider time, InteractionKind kind, string? name)
    {
        (_recorder, _time, Kind, Name, _scope) = (recorder, time, kind, name, RecordScope.Current);
        Started = time.GetUtcNow();
        _began = time.GetTimestamp();
        InteractionId = InteractionId.At(Started);
        SpanId = ActivitySpanId.CreateRandom().ToHexString();
        var activity = Activity.Current;
        if (activity is { IdFormat: not ActivityIdFormat.W3C }) activity = null;
        TraceId = _scope?.TraceId ?? activity?.TraceId.ToHexString() ?? ActivityTraceId.CreateRandom().ToHexString();
        // A scope names the recorded call around this one, which an activity in between is not.
        ParentId = _scope?.SpanId ?? (_scope?.TraceId is null ? activity?.SpanId.ToHexString() : null);
        SessionId = _scope?.SessionId;
        UserId = _scope?.UserId;
        PromptType = _scope?.PromptType;
    }

    /// <summary>Begins a call now. Ids come from <see cref="RecordScope.Current"/>, then <see cref="Activity.Current"/>; a call outside of any trace begins one.</summary>
    public static CallRecord Begin(IRecorder recorder, TimeProvider time, InteractionKind kind, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(recorder);
        ArgumentNullException.ThrowIfNull(time);
        return new CallRecord(recorder, time, kind, name);
    }

    public InteractionId InteractionId { get; init; }
    public InteractionKind Kind { get; set; }
    public DateTimeOffset Started { get; }
    public string TraceId { get; }

    /// <summary>Of this call: what is recorded inside has it as its parent.</summary>
    public string SpanId { get; }
    public string? ParentId { get; }
    public string? SessionId { get; set; }
    public string? UserId { get; set; }
    public string? PromptType { get; set; }
    public string? Name { get; set; }
    public string? Provider { get; set; }

    /// <summary>How <see cref="Bodies"/> are read; null for our own documents.</summary>
    public string? Dialect { get; set; }
    public string? Operation { get; set; }
    public string? Model { get; set; }
    public string? ResponseModel { get; set; }
    public bool? Stream { get; set; }
    public int? HttpStatus { get; set; }
    public string? IpAddress { get; set; }
    public RequestDocument? Request { get; set; }
    public ResponseDocument? Response { get; set; }

    /// <summary>The exact bytes, of calls over a wire; they win over <see cref="Request"/> and <see cref="Response"/>.</summary>
    public BodiesDocument? Bodies { get; set; }

    /// <summary>How long it took, where somebody else measured; null for the time from its beginning to its completion.</summary>
    public TimeSpan? Duration { get; set; }

    /// <summary>Without latency and time to first token, which are measured here.</summary>
    public MetricsDocument? Metrics { get; set; }

    /// <summary>Only of calls that were answered from a cache: a record that has it is no answer for later calls.</summary>
    public CacheDocument? Cache { get; set; }

    /// <summary>An object.</summary>
    public JsonElement? Metadata { get; set; }

    /// <summary>Beside those of the scope.</summary>
    public IReadOnlyList<string>? Tags { get; set; }

    /// <summary>0 to 1.</summary>
    public double? QualityScore { get; set; }

    /// <summary>What of the call could not be recorded.</summary>
    public string? RecordError { get; set; }

    public bool IsCompleted => Volatile.Read(ref _completed) != 0;

    /// <summary>Opens the scope of the call, so that what is recorded inside becomes its child. A stream opens it anew for each step, since a scope does not outlive the method that opened it.</summary>
    public RecordScope Open() => RecordScope.Begin(SessionId, UserId, TraceId, SpanId);

    /// <summary>The first piece of a streamed answer is there; later ones do not count.</summary>
    public void FirstPiece()
    {
        if (_firstPiece == 0) _firstPiece = _time.GetTimestamp();
    }

    /// <summary>Hands the record over. The call's latency ends here.</summary>
    /// <returns>False when it is not recorded, or was completed before.</returns>
    public bool Complete(InteractionStatus status = InteractionStatus.Success, string? errorCode = null, string? errorMessage = null)
    {
        if (Interlocked.Exchange(ref _completed, 1) != 0) return false;
        var metrics = (Metrics ?? new MetricsDocument()) with
        {
            LatencyMs = (long)(Duration ?? _time.GetElapsedTime(_began)).TotalMilliseconds,
            TtftMs = _firstPiece == 0 ? null : (long)_time.GetElapsedTime(_began, _firstPiece).TotalMilliseconds,
        };
        try
        {
            return _recorder.Record(new InteractionDocument
            {
                InteractionId = InteractionId.ToString(),
                Timestamp = Started,
                Kind = Words.Of(Kind),
                Name = Name,
                Provider = Provider,
                Dialect = Dialect,
                Operation = Operation,
                Model = Model,
                ResponseModel = ResponseModel,
                Status = Words.Of(status),
                HttpStatus = HttpStatus,
                IpAddress = IpAddress,
                ErrorCode = errorCode,
                ErrorMessage = errorMessage,
                UserId = UserId,
                SessionId = SessionId,
                TraceId = TraceId,
                SpanId = SpanId,
                ParentId = ParentId,
                PromptType = PromptType,
                Tags = AllTags(),
                Metadata = Metadata,
                Stream = Stream,
                Request = Request,
                Response = Response,
                Metrics = metrics,
                Cache = Cache,
                QualityScore = QualityScore,
                RecordError = RecordError,
                Bodies = Bodies,
            });
        }
#pragma warning disable CA1031 // The boundary: a recorder somebody wrote must not break the call it records.
        catch
        {
            return false;
        }
#pragma warning restore CA1031
    }

    /// <summary>Completes with what went wrong: cancelled where the caller's token says so, timeout where the exception does, else an error under the name of its type.</summary>
    public bool Fail(Exception exception, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var status = exception switch
        {
            OperationCanceledException when cancellationToken.IsCancellationRequested => InteractionStatus.Cancelled,
            TimeoutException or OperationCanceledException { InnerException: TimeoutException } => InteractionStatus.Timeout,
            OperationCanceledException => InteractionStatus.Cancelled,
            _ => InteractionStatus.Error,
        };
        if (exception is HttpRequestException { StatusCode: { } code }) HttpStatus ??= (int)code;
        return Complete(status, exception.GetType().Name, exception.Message);
    }

    private IReadOnlyList<string>? AllTags()
    {
        var outer = _scope?.Tags ?? [];
        if (Tags is not { Count: > 0 } own) return outer.Count == 0 ? null : outer;
        return outer.Count == 0 ? own : [.. outer, .. own];
    }
}
