using Reprise.Budgets;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Playback;
using Reprise.Server.Cache;
using Reprise.Server.Routing;
using Reprise.Server.Security;

namespace Reprise.Server.Gateway;

/// <summary>A call on its way: what is recorded of it and whose it is.</summary>
internal sealed class RelayedCall
{
    private readonly HttpContext _context;
    private BodyHead _request;
    private readonly bool _omitsResponse;
    private OwnCall? _own;
    private BodyHead? _response;
    private bool _isHandedOver;
    private long? _completeLength;
    private Action<CapturedCall?>? _ended;

    private RelayedCall(HttpContext context, Provider provider, CapturedCall captured, CallRecording recording, BodyHead request, bool omitsResponse, string? refusal)
    {
        _context = context;
        _request = request;
        _omitsResponse = omitsResponse;
        (Asked, Provider, Captured, Recording, Refusal) = (provider, provider, captured, recording, refusal);
    }

    /// <summary>Whose route was called, and in whose error shape we answer.</summary>
    public Provider Asked { get; }

    /// <summary>Who answers: the provider asked, or the fallback that took over.</summary>
    public Provider Provider { get; private set; }
    public CapturedCall Captured { get; private set; }
    public CallRecording Recording { get; }
    public string PathAndQuery { get; private set; } = "";

    /// <summary>Where a route sends it; null when none took it.</summary>
    public RoutedCall? Routed { get; set; }

    /// <summary>Whether it carries other calls of the server: sent once, to one provider.</summary>
    public bool IsCarrier => _own is { IsCarrier: true };

    /// <summary>What looks at the answer before the client has it; null where no policy asks for that.</summary>
    public AnswerCheck? Check { get; set; }

    public string? ResponseType => _response?.ContentType;

    public string? ResponseEncoding => _response?.ContentEncoding;

    /// <summary>What the caller says about the cache; null when nothing.</summary>
    public CacheWish? CacheWish { get; private init; }

    /// <summary>Whether the caller wants no part of it kept that answering it again would need.</summary>
    public bool IsKeptFromRecord => _omitsResponse || _request.IsOmitted;

    /// <summary>The request's body with what its headers say of it, for reading.</summary>
    public Body RequestBody => new() { Bytes = Recording.Request, ContentType = _request.ContentType, ContentEncoding = _request.ContentEncoding };

    /// <summary>Why the call cannot be taken at all; null when it can.</summary>
    public string? Refusal { get; }

    public static RelayedCall Begin(HttpContext context, Provider provider, string pathAndQuery, CaptureOptions options, TimeProvider time)
    {
        var own = context.Features.Get<OwnCall>();
        var labels = own is null ? LabelHeaders.Find(context.Request.Headers) : null;
        if (labels is { Families: not ForeignFamilies.None }) FamilyHeaders.Promise(context, labels.Families, labels.Trace);
        var ip = context.Connection.RemoteIpAddress?.ToString();
        var queryAt = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        var timestamp = time.GetUtcNow();
        var project = own?.Project ?? labels?.Project ?? Projects.Default;
        var refusal = !Projects.IsValid(project) ? "the header Reprise-Project must be 1 to 64 of a-z, 0-9, '-', '_', '.'"
            : ClimbsOut(pathAndQuery) ? "the path must not contain dot segments"
            : null;
        var captured = new CapturedCall
        {
            Id = InteractionId.At(timestamp),
            Project = Projects.IsValid(project) ? project : Projects.Default,
            Timestamp = timestamp,
            Provider = provider.Name,
            Dialect = provider.Options.Dialect,
            Method = context.Request.Method,
            Path = queryAt < 0 ? pathAndQuery : pathAndQuery[..queryAt],
            Query = queryAt < 0 ? "" : Credentials.QueryOf(pathAndQuery),
            RequestHeaders = HeaderRules.OfRequest(context.Request.Headers),
            // What the server repeats was agreed to when it was first recorded.
            Labels = (own is null ? null : own.Labels with { Consent = own.Labels.Consent ?? true }) ?? labels?.With(ip) ?? new CallLabels { IpAddress = ip },
        };
        var recording = new CallRecording(options.MaxBodyBytes, time);
        var request = new BodyHead(context.Request.ContentType, context.Request.Headers.ContentEncoding is { Count: > 0 } encoding ? encoding.ToString() : null, labels?.OmitsRequest ?? own is { IsCarrier: true });
        return new RelayedCall(context, provider, captured, recording, request, labels?.OmitsResponse ?? own is { IsCarrier: true }, refusal)
        {
            PathAndQuery = pathAndQuery, CacheWish = own is null ? labels?.Cache : own.Cache, _own = own, _ended = own?.Ended,
        };
    }

    /// <summary>A fallback has taken over. What it says is no answer of the provider asked, so it must not be found under that one's key.</summary>
    public void AnsweredBy(Provider provider)
    {
        CacheHeaders.ForgetKey(_context, Captured);
        Provider = provider;
        // On record, so that a tape made of it is asked for as the call was asked.
        Captured.ResponseHeaders = [.. Captured.ResponseHeaders.Where(static header => header.Key != TapeHeaders.Asked), new(TapeHeaders.Asked, Asked.Name)];
        Captured.Provider = provider.Name;
        Captured.Dialect = provider.Options.Dialect;
    }

    /// <summary>A route sends it there; see <see cref="AnsweredBy"/> for what a target says that was asked after another one.</summary>
    public void SendTo(Provider provider, string pathAndQuery)
    {
        if (provider != Provider) AnsweredBy(provider);
        if (pathAndQuery == PathAndQuery) return;
        PathAndQuery = pathAndQuery;
        var query = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        Captured.Path = query < 0 ? pathAndQuery : pathAndQuery[..query];
    }

    /// <summary>Says something about the call in its metadata, in our own name.</summary>
    public void Label(params ReadOnlySpan<(string Name, string? Value)> members) => Captured.Labels = Captured.Labels with { Metadata = KeyLabels.With(Captured.Labels.Metadata, members) };

    /// <summary>What is not in what the client sent goes to the provider in two cases: a policy took something out of it, or a route put another model into it.</summary>
    public void ReplaceRequest(Body body)
    {
        Recording.ReplaceRequest(body.Bytes.Span);
        _request = _request with { ContentEncoding = body.ContentEncoding };
    }

    public void SetResponse(int status, string? contentType, string? contentEncoding)
    {
        Captured.HttpStatus = status;
        _response = new BodyHead(contentType, contentEncoding, _omitsResponse);
    }

    /// <summary>Tells how the call ends: with its record, whose bodies may be read until the action returns, or with null when it is none.</summary>
    public void OnEnd(Action<CapturedCall?> ended) => _ended += ended;

    /// <summary>Lets the guard do its part on the request while the answer is awaited. The request must have come whole.</summary>
    public void Prepare(CaptureQueue queue)
    {
        if (_request.IsOmitted || Recording.Request.IsEmpty || queue.Prepare(Captured, RequestBody) is not { } work || Recording.LendRequest() is null) return;
        ThreadPool.UnsafeQueueUserWorkItem(
            static state =>
            {
                try
                {
                    state.work();
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    // It is done again where its result is needed, and what goes wrong there is dealt with there.
                }
                finally
                {
                    state.Recording.TakeRequestBack();
                }
            },
            (work, Recording),
            preferLocal: false);
    }

    /// <summary>Journals a stream whose last event has come, before the client has it.</summary>
    public void CompleteEarly(CaptureQueue queue)
    {
        if (_isHandedOver || Captured.HasEarlyEntry) return;
        Recording.Close();
        Recording.CompleteInto(Captured, _request, _response);
        queue.AddEarly(Captured);
        _completeLength = Recording.ResponseLength;
    }

    /// <summary>Hands a call over whose client has gone. One that had the last event of its stream had its answer, and only hung up before the connection said so.</summary>
    public void CompleteCancelled(CaptureQueue queue)
    {
        if (_completeLength == Recording.ResponseLength) Complete(queue, CallOutcome.Completed, null);
        else Complete(queue, CallOutcome.Cancelled, "the client hung up");
    }

    /// <summary>Hands the call to the recorder, once.</summary>
    public void Complete(CaptureQueue queue, CallOutcome outcome, string? error)
    {
        if (_isHandedOver) return;
        _isHandedOver = true;
        Captured.Outcome = outcome;
        Captured.Error = error;
        Recording.Close();
        Recording.CompleteInto(Captured, _request, _response);
        Captured.Own(Recording);
        Check?.Dispose();
        _ended?.Invoke(Captured);
        queue.Add(Captured);
    }

    /// <summary>
    /// Answers a call that does not go out, and puts that on record without its request: no security policy has looked at that, and who is refused again and again fills no disk. Headers that
    /// are there stay.
    /// </summary>
    public async Task RefuseRecordedAsync(CaptureQueue queue, int status, string code, string message)
    {
        var body = ProviderError.Of(Asked, Captured.Path, status, code, "Reprise: " + message);
        _request = _request with { IsOmitted = true };
        var response = _context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        Recording.IsStream = false;
        Recording.AddResponse(body);
        SetResponse(status, "application/json", null);
        Complete(queue, CallOutcome.Refused, message);
        await response.Body.WriteAsync(body, _context.RequestAborted);
    }

    /// <summary>Answers a call that never went out; it is no interaction and is not recorded.</summary>
    public async Task RefuseAsync(int status, string code, string message)
    {
        _own?.Refused?.Invoke(message);
        if (_context.Response.HasStarted) return;
        var body = ProviderError.Of(Asked, Captured.Path, status, code, "Reprise: " + message);
        _context.Response.Headers.Remove("Reprise-Id");
        _context.Response.StatusCode = status;
        _context.Response.ContentType = "application/json";
        _context.Response.ContentLength = body.Length;
        await _context.Response.Body.WriteAsync(body, _context.RequestAborted);
        DisposeUnlessRecorded();
    }

    public void DisposeUnlessRecorded()
    {
        if (_isHandedOver) return;
        _isHandedOver = true;
        Recording.Dispose();
        Check?.Dispose();
        _ended?.Invoke(null);
    }

    /// <summary>Whether the path tries to leave the provider's base URL.</summary>
    private static bool ClimbsOut(string pathAndQuery)
    {
        var end = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        var path = end < 0 ? pathAndQuery : pathAndQuery[..end];
        if (!path.Contains('.', StringComparison.Ordinal) && !path.Contains("%2e", StringComparison.OrdinalIgnoreCase)) return false;
        return path.Split('/', '\\').Any(segment => segment.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) is "." or "..");
    }
}
