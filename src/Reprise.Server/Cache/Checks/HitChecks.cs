using System.Threading.Channels;
using Reprise.Cache;
using Reprise.Cache.Answers;
using Reprise.Cache.Checks;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Server.Gateway;
using Reprise.Store;
using Reprise.Wire;

namespace Reprise.Server.Cache.Checks;

/// <summary>
/// Asks the provider about a sample of semantic hits, after the client has its answer, and puts the outcome on the hit's record. The request goes out as the client
/// sent it: where the server has no key of its own, the client's key pays for the check. What the provider answers is an interaction of its own, a child of the hit
/// with the tag <c>cache-check</c>. In shadow mode the call goes there anyway, and what comes is compared.
/// </summary>
internal sealed class HitChecks : BackgroundService
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

    private readonly CacheOptions _options;
    private readonly CaptureOptions _capture;
    private readonly UpstreamClient _upstream;
    private readonly CaptureQueue _queue;
    private readonly IInteractionStore _store;
    private readonly CheckBook _book;
    private readonly CacheCounters _counters;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Channel<HitCheck> _waiting;

    public HitChecks(
        CacheOptions options, CaptureOptions capture, UpstreamClient upstream, CaptureQueue queue, IInteractionStore store, CheckBook book,
        CacheCounters counters, TimeProvider time, ILogger<HitChecks> log)
    {
        (_options, _capture, _upstream, _queue, _store, _book) = (options, capture, upstream, queue, store, book);
        (_counters, _time, _log) = (counters, time, log);
        _waiting = Channel.CreateBounded<HitCheck>(options.CheckQueue);
    }

    public int Queued => _waiting.Reader.Count;

    /// <summary>Takes a hit that is about to be given, if it is in the sample and there is room.</summary>
    public void Offer(CacheCall cached, CacheDecision decision, CachedAnswer given)
    {
        if (_options.CheckConcurrency == 0 || !HitCheck.IsSampled(cached.Id, cached.Question.Policy.CheckRate)) return;
        if (!_waiting.Writer.TryWrite(HitCheck.Of(cached, decision, given))) _counters.AddCheckDropped();
    }

    /// <summary>Takes a hit that would have been given, if it is in the sample: its call goes to the provider, and what comes is compared.</summary>
    public void Compare(CacheCall cached, CacheDecision decision, CachedAnswer given)
    {
        if (_options.CheckConcurrency == 0 || !HitCheck.IsSampled(cached.Id, cached.Question.Policy.CheckRate)) return;
        var check = HitCheck.Of(cached, decision, given);
        cached.Call.OnEnd(call =>
        {
            if (call is not { Outcome: CallOutcome.Completed, HttpStatus: >= 200 and < 300, Response: { } response }) return;
            // The recorder's buffers are used again.
            var fresh = response with { Bytes = response.Bytes.ToArray(), Chunks = [] };
            if (!_waiting.Writer.TryWrite(check with { Fresh = fresh })) _counters.AddCheckDropped();
        });
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, _options.CheckConcurrency).Select(_ => RunAsync(stoppingToken)));

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        await foreach (var check in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await CheckAsync(check, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // The boundary: whatever a provider or the store does, the next check is made.
                _counters.AddCheckFailed();
                CacheLog.CheckFailed(_log, check.Hit.ToString(), e is OperationCanceledException ? "the provider took too long" : e.GetType().Name);
            }
        }
    }

    private async Task CheckAsync(HitCheck check, CancellationToken stoppingToken)
    {
        // 1. Ask, as the client did, unless it was asked.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(s_longest);
        if ((check.Fresh is { } answered ? ReadWhole(check, StatusCodes.Status200OK, answered) : await AskAsync(check, limit.Token)) is not { } fresh)
        {
            _counters.AddCheckFailed();
            CacheLog.CheckFailed(_log, check.Hit.ToString(), "the provider gave no answer");
            return;
        }

        // 2. Compare.
        var given = Read(check, check.Given.Status, check.Given.Body);
        var agreement = given?.Content is { } before && fresh.Content is { } now ? AnswerComparison.Compare(check.Question.Key.Text ?? "", before, now) : default;
        _counters.AddCheck(agreement.Agrees);
        if (agreement.Agrees is not { } agrees) return;

        // 3. Say so: to the policy, and on the record for every other server and for people.
        var (question, policy) = (check.Question, check.Question.Policy);
        _book.Tell(new CheckedPolicy(question.Project, policy.Name, question.Generation), check.Hit, check.GivenAt, agrees, policy.AcceptedWrongRate);
        if (!agrees) CacheLog.WrongHit(_log, policy.Name, check.Hit.ToString(), check.Decision.Similarity ?? 0);
        var fact = new Fact
        {
            FactId = InteractionId.New(_time), InteractionId = check.Hit, Project = question.Project, Kind = FactKind.Evaluation, Timestamp = _time.GetUtcNow(),
            Name = ShadowChecks.FactName, Value = agrees ? 1 : 0, Text = agreement.Reason, Author = HitCheck.Tag,
        };
        await _store.AppendAsync(new StoreBatch { Facts = [fact] }, stoppingToken);
    }

    /// <summary>Sends the request once more and records what comes; null when that is no whole answer.</summary>
    private async Task<AnswerReading?> AskAsync(HitCheck check, CancellationToken cancellationToken)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = check.Method;
        foreach (var (name, values) in check.Headers) http.Request.Headers[name] = values;
        if (check.Own is { } own) http.Features.Set(own);
        var call = RelayedCall.Begin(http, check.Provider, check.PathAndQuery, _capture, _time);
        try
        {
            var body = RequestBody.Of(call.Recording, check.Request);
            using var response = await _upstream.SendAsync(http, call, body, cancellationToken);
            var type = response.Content.Headers.ContentType?.ToString();
            var encoding = response.Content.Headers.ContentEncoding is { Count: > 0 } encodings ? string.Join(", ", encodings) : null;
            call.SetResponse((int)response.StatusCode, type, encoding);
            call.Recording.IsStream = ResponseHead.IsStream(type);
            using var received = new MemoryStream();
            await using var source = await response.Content.ReadAsStreamAsync(cancellationToken);
            var piece = new byte[16 * 1024];
            int count;
            while (received.Length < _capture.MaxBodyBytes && (count = await source.ReadAsync(piece, cancellationToken)) > 0)
            {
                received.Write(piece, 0, count);
                call.Recording.AddResponse(piece.AsSpan(0, count));
            }

            call.Complete(_queue, CallOutcome.Completed, null);
            if (!response.IsSuccessStatusCode) return null;
            return ReadWhole(check, (int)response.StatusCode, new Body { Bytes = received.ToArray(), ContentType = type, ContentEncoding = encoding });
        }
        catch (Exception e)
        {
            call.Complete(_queue, e is OperationCanceledException ? CallOutcome.TimedOut : CallOutcome.Broken, "the check of a cached answer failed");
            throw;
        }
    }

    private static AnswerReading? ReadWhole(HitCheck check, int status, Body body) =>
        Read(check, status, body) is { IsComplete: true, ErrorCode: null, ErrorMessage: null } read ? read : null;

    private static AnswerReading? Read(HitCheck check, int status, Body body) =>
        DecodedBody.Find(body) is { } decoded ? DialectCatalog.OfRecord(check.Question.Key.Dialect).ReadResponse(new WireResponse(status, decoded, body.ContentType)) : null;
}
