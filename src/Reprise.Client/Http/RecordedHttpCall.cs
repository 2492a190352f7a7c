using System.Diagnostics;
using Reprise.Client.Recording;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Client.Http;

/// <summary>One call over HTTP while it is made and while its answer is read.</summary>
internal sealed class RecordedHttpCall : ITee
{
    private const string TraceHeader = "traceparent";
    private const string RecordedHeader = "Reprise-Id";

    /// <summary>The client's clock began to run before ours.</summary>
    private static readonly TimeSpan s_early = TimeSpan.FromMilliseconds(100);

    private readonly CallRecord _record;
    private readonly HttpRecordingOptions _options;
    private readonly HttpTarget _target;
    private readonly string _method;
    private readonly string _path;
    private readonly HttpContent? _sent;
    private readonly SentBody? _request;
    private readonly bool _addedTrace;
    private readonly int _limit;
    private readonly long _began;
    private string? _note;
    private BodyCapture? _answer;
    private HttpResponseMessage? _response;
    private string? _answerType;
    private string? _answerEncoding;
    private long? _answerLength;
    private int _ended;

    private RecordedHttpCall(CallRecord record, HttpRecordingOptions options, HttpRequestMessage request, HttpTarget target)
    {
        (_record, _options, _target, _method, _path) = (record, options, target, request.Method.Method, request.RequestUri!.AbsolutePath);
        _began = options.Time.GetTimestamp();
        _limit = target.Dialect is null ? options.OtherBodyBytes : options.ModelBodyBytes;
        if (request.Content is { } content && _limit > 0 && (target.Dialect is not null || IsText(content)))
        {
            _sent = content;
            _request = new SentBody(new BodyCapture(_limit), content.Headers.ContentType?.ToString(), Encoding(content));
            request.Content = new TeeContent(content, _request, ownsInner: false);
        }

        Describe(request);
        if (!options.PropagateTrace || target is { Provider: not null, Dialect: not null } || request.Headers.NonValidated.Contains(TraceHeader)) return;
        _addedTrace = request.Headers.TryAddWithoutValidation(TraceHeader, $"00-{record.TraceId}-{record.SpanId}-{(Activity.Current is { Recorded: false } ? "00" : "01")}");
    }

    /// <summary>Null for a call that passes unseen.</summary>
    public static RecordedHttpCall? Begin(IRecorder recorder, HttpRecordingOptions options, HttpRequestMessage request)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true }) return null;
        try
        {
            if (options.Filter is { } filter && !filter(request)) return null;
            var target = HttpTarget.Of(request, options);
            return new RecordedHttpCall(CallRecord.Begin(recorder, options.Time, target.Dialect?.Kind ?? InteractionKind.ApiRequest), options, request, target);
        }
#pragma warning disable CA1031 // The boundary: what cannot be recorded, a filter that throws among it, is called all the same.
        catch
        {
            return null;
        }
#pragma warning restore CA1031
    }

    public RecordScope Open() => _record.Open();

    /// <summary>Gives the request back as it was, for whoever sends it again.</summary>
    public void Restore(HttpRequestMessage request)
    {
        if (_sent is not null) request.Content = _sent;
        if (_addedTrace) request.Headers.Remove(TraceHeader);
    }

    /// <summary>The headers of the answer are there.</summary>
    public void Answered(HttpResponseMessage response)
    {
        // The gateway it went through has it on record.
        if (response.Headers.NonValidated.Contains(RecordedHeader) && _target.Dialect is not null)
        {
            Interlocked.Exchange(ref _ended, 1);
            return;
        }

        _record.HttpStatus = (int)response.StatusCode;
        _response = response;
        // As they are now: a content that has ended says nothing of itself any more.
        (_answerType, _answerEncoding, _answerLength) = (response.Content.Headers.ContentType?.ToString(), Encoding(response.Content), response.Content.Headers.ContentLength);
        if (_limit > 0 && (_target.Dialect is not null || IsText(response.Content)))
        {
            _answer = new BodyCapture(_limit);
            response.Content = new TeeContent(response.Content, this, ownsInner: true);
        }
        else Ended(whole: true);
    }

    /// <returns>Always false.</returns>
    public bool Failed(Exception exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && _options.ClientTimeout is { } limit && _options.Time.GetElapsedTime(_began) >= limit - s_early
            ? Broke(new TimeoutException("The time limit of the client was over before an answer began.", exception), CancellationToken.None)
            : Broke(exception, cancellationToken);

    public void Passed(ReadOnlySpan<byte> bytes)
    {
        if (_answer is not { } answer || Volatile.Read(ref _ended) != 0) return;
        if (answer.Length == 0 && _target.Dialect is not null) _record.FirstPiece();
        answer.Append(bytes);
    }

    public void Ended(bool whole)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        var status = _record.HttpStatus switch { 408 or 504 => InteractionStatus.Timeout, >= 400 => InteractionStatus.Error, _ => InteractionStatus.Success };
        var (code, message) = status == InteractionStatus.Success ? (null, null) : (FormattableString.Invariant($"http_{_record.HttpStatus}"), (string?)null);
        var reading = Fill();
        if (reading?.ErrorCode is not null || reading?.ErrorMessage is not null)
        {
            (code, message) = (reading.ErrorCode ?? code, reading.ErrorMessage);
            if (status == InteractionStatus.Success) status = InteractionStatus.Error;
        }

        // A reader that knows the answer's end stops there, without asking whether there is more.
        var isComplete = whole || _answer is { } answer && (_answerLength == answer.Length || answer.Length > 0 && reading is { IsComplete: true, Error: null });
        if (!isComplete && status == InteractionStatus.Success) status = InteractionStatus.Cancelled;
        _record.Complete(status, code, message);
    }

    public bool Broke(Exception exception, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return false;
        _ = Fill();
        _record.Fail(exception, cancellationToken);
        return false;
    }

    /// <summary>What is known from the start, whatever the answer.</summary>
    private void Describe(HttpRequestMessage request)
    {
        var uri = request.RequestUri!;
        var host = HttpTarget.HostOf(uri);
        _record.Provider = _target.Provider ?? host;
        if (_target.Dialect is { } dialect)
        {
            _record.Name = dialect.Operation;
            _record.Dialect = dialect.Name;
            _record.Operation = $"{_method} {_path}";
        }
        else Anonymous(host);

        var query = RecordableQuery.Of(uri.Query);
        var headers = AnswerHeaders.Of(name => request.Headers.NonValidated.TryGetValues(name, out var values) ? string.Join(", ", values) : null);
        if (_target.Dialect is not null && (query is not null || headers.Count > 0)) _record.Request = new RequestDocument { Query = query, Headers = headers.Count == 0 ? null : headers.ToDictionary() };
    }

    private void Anonymous(string host)
    {
        var path = _options.RecordPaths ? _path : PathShape.Of(_path);
        _record.Name = $"{_method} {host}{path}";
        _record.Operation = $"{_method} {path}";
        (_record.Kind, _record.Dialect) = (InteractionKind.ApiRequest, null);
    }

    /// <summary>What the bodies say. Null where there is no answer, or nothing to read it by.</summary>
    private AnswerReading? Fill()
    {
        try
        {
            var answer = _answer?.ToDocument(_answerType, _answerEncoding);
            var request = _request?.Kept.ToDocument(_request.ContentType, _request.ContentEncoding);
            _note = string.Join("; ", new[] { _request?.Kept.CutNote("the request"), _answer?.CutNote("the answer") }.Where(static note => note is not null));
            if (_note.Length > 0) _record.RecordError = _note;
            var reading = _target.Dialect is { } dialect ? Read(dialect) : null;
            // At a host nobody knows, only what the request says makes it a call to a model.
            if (_target is { Dialect: not null, Provider: null } && _record.Model is null)
            {
                Anonymous(_record.Provider!);
                _record.Request = null;
                if (_options.OtherBodyBytes == 0) return null;
            }

            if (request is not null || answer is not null) _record.Bodies = new BodiesDocument { Request = request, Response = answer, ResponseHeaders = Headers() };
            return _record.Dialect is null ? null : reading;
        }
#pragma warning disable CA1031 // The boundary: an answer that cannot be read is the caller's all the same.
        catch (Exception e)
        {
            _record.RecordError = $"the bodies could not be read: {e.GetType().Name}";
            return null;
        }
#pragma warning restore CA1031
    }

    private AnswerReading? Read(IDialect dialect)
    {
        if (_request is { } sent && Decoded(sent.Kept, sent.ContentEncoding) is { } asked)
        {
            var call = dialect.ReadRequest(new WireRequest(_method, _path, asked, sent.ContentType), details: false);
            (_record.Model, _record.Stream) = (call.Model, call.Stream);
            _record.UserId ??= call.UserId;
        }

        if (_answer is not { } got || Decoded(got, _answerEncoding) is not { } bytes) return null;
        var reading = dialect.ReadResponse(new WireResponse(_record.HttpStatus ?? 200, bytes, _answerType));
        _record.ResponseModel = reading.Model;
        if (reading.Usage is { } usage) _record.Metrics = MetricsOf(usage);
        return reading;
    }

    private static MetricsDocument MetricsOf(TokenUsage usage) => new()
    {
        PromptTokens = usage.PromptTokens,
        CompletionTokens = usage.CompletionTokens,
        TotalTokens = usage.TotalTokens,
        CachedTokens = usage.CachedTokens,
        CacheWriteTokens = usage.CacheWriteTokens,
        ReasoningTokens = usage.ReasoningTokens,
        Estimated = usage.Estimated ? true : null,
    };

    private List<IReadOnlyList<string>>? Headers()
    {
        List<IReadOnlyList<string>>? kept = null;
        if (_response is null) return null;
        foreach (var header in _response.Headers.NonValidated)
            if (RecordableHeaders.IsKept(header.Key)) (kept ??= []).Add([header.Key, string.Join(", ", header.Value)]);
        return kept;
    }

    private static ReadOnlyMemory<byte>? Decoded(BodyCapture body, string? encoding) => DecodedBody.Find(new Body { Bytes = body.Kept, ContentEncoding = encoding });

    private static string? Encoding(HttpContent content) => content.Headers.ContentEncoding is { Count: > 0 } encodings ? string.Join(", ", encodings) : null;

    private static bool IsText(HttpContent content) =>
        content.Headers.ContentType?.MediaType is { } type && (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || type.EndsWith("json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("xml", StringComparison.OrdinalIgnoreCase));

    /// <summary>What was sent so far.</summary>
    private sealed record SentBody(BodyCapture Kept, string? ContentType, string? ContentEncoding) : ITee
    {
        private bool _isOver;

        public void Passed(ReadOnlySpan<byte> bytes)
        {
            // A redirect, a challenge or a retry sends it once more, from its beginning.
            if (_isOver) Kept.Clear();
            _isOver = false;
            Kept.Append(bytes);
        }

        public void Ended(bool whole) => _isOver = true;

        public bool Broke(Exception exception, CancellationToken cancellationToken)
        {
            _isOver = true;
            return false;
        }
    }
}
