using System.Collections.Concurrent;
using Reprise.Batches.Providers;

namespace Reprise.Batches;

/// <summary>
/// Brings batches on, a step at a time: uploads, makes, looks after and joins. Each step is written down before the next, so that another process can go on from there.
/// </summary>
public sealed class BatchWorker(BatchServices services)
{
    /// <summary>As often as this a provider may say that there is no such thing before it is believed.</summary>
    private const int MostDenials = 5;

    private static readonly TimeSpan s_abandoned = TimeSpan.FromMinutes(15);

    private readonly BatchCalls _calls = new(services);

    /// <summary>What this very process is about to make for the first time, so that it cannot be there yet.</summary>
    private readonly ConcurrentDictionary<(string Project, string Batch, int Leg), bool> _untried = new();

    /// <summary>Does what is due of a batch.</summary>
    /// <param name="batch">As it is kept.</param>
    /// <param name="leads">Whether this server does the work that one must do; else only what none but it can.</param>
    /// <param name="cancellationToken">Ends it; what was begun is found again.</param>
    public async Task<Batch?> AdvanceAsync(Batch batch, bool leads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.HasEnded || batch.State == BatchState.Taking) return batch;
        Batch? known = batch;
        for (var number = 0; known is not null && number < batch.Legs.Count; number++)
        {
            // As long as a step leads on at once.
            while (known is not null && IsDue(known, known.Legs[number], leads))
            {
                var before = known.Legs[number];
                var after = await StepAsync(known, before, cancellationToken).ConfigureAwait(false);
                known = await KeepAsync(known, after, cancellationToken).ConfigureAwait(false);
                if (after.State == before.State && after.FileId == before.FileId) break;
            }
        }

        return known;
    }

    private bool IsDue(Batch batch, BatchLeg leg, bool leads)
    {
        if (leg.State == LegState.Ended) return false;
        var needsMemory = leg is { IsShaped: true, FileId: null, State: LegState.Waiting or LegState.Submitting };
        if (needsMemory ? !IsOurs(batch, leg, leads) : !leads) return false;
        return leg.NextAt <= services.Time.GetUtcNow() || (batch.CancelRequested && !leg.CancelSent && leg.Failures == 0);
    }

    /// <summary>What only the memory of the server that took it holds, or what that one took with it when it ended.</summary>
    private bool IsOurs(Batch batch, BatchLeg leg, bool leads) => services.Unkept.Find(batch, leg.Number) is not null || (leads && IsAbandoned(batch));

    private bool IsAbandoned(Batch batch) =>
        batch.Owner != services.Owner && (BatchIntake.PlaceOf(batch.Owner) == BatchIntake.PlaceOf(services.Owner) || services.Time.GetUtcNow() - batch.CreatedAt > s_abandoned);

    private Task<BatchLeg> StepAsync(Batch batch, BatchLeg leg, CancellationToken cancellationToken) => leg.State switch
    {
        LegState.Waiting when batch.CancelRequested => EndAsync(batch, leg, RowState.Cancelled, "the batch was cancelled before it was sent", cancellationToken),
        LegState.Waiting => SendAsync(batch, leg, cancellationToken),
        LegState.Submitting => SubmitAsync(batch, leg, cancellationToken),
        _ => LookAsync(batch, leg, cancellationToken),
    };

    /// <summary>Uploads the requests where that is the way, and writes down that the batch is about to be made.</summary>
    private async Task<BatchLeg> SendAsync(Batch batch, BatchLeg leg, CancellationToken cancellationToken)
    {
        var api = BatchApi.Of(batch.Family);
        if (api.HasFiles && leg.FileId is null)
        {
            if (await RequestsAsync(batch, leg, cancellationToken).ConfigureAwait(false) is not { } requests) return await LostAsync(batch, leg, cancellationToken).ConfigureAwait(false);
            var reply = await _calls.SendAsync(batch, api.Upload(batch, leg, requests)!, null, cancellationToken).ConfigureAwait(false);
            if (!reply.IsSuccess) return await FailedAsync(batch, leg, reply, cancellationToken).ConfigureAwait(false);
            if (api.StatusOf(reply.Json()).Id is not { } file) return await AgainAsync(batch, leg, "The provider took the requests and did not say under which name.", cancellationToken).ConfigureAwait(false);
            // The requests are there now, and no longer needed here.
            services.Unkept.Remove(batch, leg.Number);
            return leg with { FileId = file, Failures = 0, Reason = null };
        }

        var now = services.Time.GetUtcNow();
        _untried[(batch.Project, batch.Id, leg.Number)] = true;
        return leg with { State = LegState.Submitting, SubmittingAt = now, NextAt = now };
    }

    /// <summary>Makes the batch at the provider, unless that was done already and nobody heard of it.</summary>
    private async Task<BatchLeg> SubmitAsync(Batch batch, BatchLeg leg, CancellationToken cancellationToken)
    {
        var api = BatchApi.Of(batch.Family);

        // 1. It may be there: an answer was lost, or the process before this one ended at the wrong moment.
        if (!_untried.TryRemove((batch.Project, batch.Id, leg.Number), out _))
        {
            var latest = await _calls.SendAsync(batch, api.Latest(leg), null, cancellationToken).ConfigureAwait(false);
            if (latest.MayPass) return await FailedAsync(batch, leg, latest, cancellationToken).ConfigureAwait(false);
            var others = await KnownAsync(cancellationToken).ConfigureAwait(false);
            var candidates = latest.IsSuccess ? api.Candidates(batch, leg, latest.Json()).Where(id => !others.Contains(id)).ToList() : null;
            if (candidates is [var only]) return Submitted(batch, leg, only);
            if (candidates is not { Count: 0 })
                return await EndAsync(batch, leg, RowState.Failed, "whether the provider has the batch cannot be told, and it is not sent twice; look for it there", cancellationToken).ConfigureAwait(false);
        }

        // 2. It is not.
        IReadOnlyList<(string, ReadOnlyMemory<byte>)>? requests = api.HasFiles ? [] : await RequestsAsync(batch, leg, cancellationToken).ConfigureAwait(false);
        if (requests is null) return await LostAsync(batch, leg, cancellationToken).ConfigureAwait(false);
        var reply = await _calls.SendAsync(batch, api.Create(batch, leg, requests), null, cancellationToken).ConfigureAwait(false);
        if (!reply.IsSuccess) return await FailedAsync(batch, leg, reply, cancellationToken).ConfigureAwait(false);
        return api.StatusOf(reply.Json()).Id is { } id ? Submitted(batch, leg, id) : await AgainAsync(batch, leg, "The provider made the batch and did not say under which name.", cancellationToken).ConfigureAwait(false);
    }

    private BatchLeg Submitted(Batch batch, BatchLeg leg, string id)
    {
        services.Unkept.Remove(batch, leg.Number);
        var now = services.Time.GetUtcNow();
        return leg with { State = LegState.Running, RemoteId = id, SubmittedAt = now, NextAt = now + services.Limits.Pause(0), Failures = 0, Reason = null };
    }

    /// <summary>Asks how far it is, and takes the results when it has ended.</summary>
    private async Task<BatchLeg> LookAsync(Batch batch, BatchLeg leg, CancellationToken cancellationToken)
    {
        var api = BatchApi.Of(batch.Family);
        if (batch.CancelRequested && !leg.CancelSent)
        {
            var cancelled = await _calls.SendAsync(batch, api.Cancel(leg), null, cancellationToken).ConfigureAwait(false);
            if (cancelled.MayPass && cancelled.Status != 409) return await AgainAsync(batch, leg, cancelled.Why(), cancellationToken).ConfigureAwait(false);
            // Refused: it has ended, as will be seen.
            leg = leg with { CancelSent = true, Looks = 0 };
        }

        var reply = await _calls.SendAsync(batch, api.Look(leg), null, cancellationToken).ConfigureAwait(false);
        if (!reply.IsSuccess)
        {
            return reply.Status == 404 && leg.Failures + 1 >= MostDenials
                ? await EndAsync(batch, leg, RowState.Unanswered, "the provider knows this batch no more", cancellationToken).ConfigureAwait(false)
                : await AgainAsync(batch, leg, reply.Why(), cancellationToken).ConfigureAwait(false);
        }

        var status = api.StatusOf(reply.Json());
        if (status.HasEnded) return await JoinAsync(batch, leg with { RemoteState = status.Word }, api, status, cancellationToken).ConfigureAwait(false);
        if (IsGivenUp(batch, leg)) return await EndAsync(batch, leg, RowState.Unanswered, $"the provider did not end the batch within {services.Limits.GiveUpAfter.TotalHours:0.#} hours", cancellationToken).ConfigureAwait(false);
        return leg with { RemoteState = status.Word ?? leg.RemoteState, Looks = leg.Looks + 1, Failures = 0, Reason = null, NextAt = services.Time.GetUtcNow() + services.Limits.Pause(leg.Looks + 1) };
    }

    private async Task<BatchLeg> JoinAsync(Batch batch, BatchLeg leg, BatchApi api, BatchStatus status, CancellationToken cancellationToken)
    {
        var join = await BatchJoin.OpenAsync(services, batch, leg, status.EndedAt, cancellationToken).ConfigureAwait(false);
        foreach (var results in api.Results(leg, status))
        {
            var reply = await _calls.SendAsync(batch, results, join.Arrive, cancellationToken).ConfigureAwait(false);
            join.EndFile();
            if (reply.IsSuccess) continue;
            // What came is on record under its own ids; the next reading records the same again.
            if ((reply.MayPass || leg.Failures + 1 < MostDenials) && !IsGivenUp(batch, leg))
                return await AgainAsync(batch, leg, $"The results could not be read: HTTP {reply.Status}.", cancellationToken).ConfigureAwait(false);
            // And if there is none, what came stays what it is.
            var denied = $"the provider did not give the results: HTTP {reply.Status}";
            return await SettleAsync(batch, leg with { Reason = denied }, join, RowState.Unanswered, denied, cancellationToken).ConfigureAwait(false);
        }

        var why = status.Refusal ?? status.WithoutResult switch
        {
            RowState.Expired => "the provider's batch expired before it came to this call",
            RowState.Cancelled => "the batch was cancelled before the provider came to this call",
            _ => "the provider's batch ended without a result of this call",
        };
        return await SettleAsync(batch, leg with { Reason = status.Refusal }, join, status.WithoutResult, why, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records all calls that wait as having come to this.</summary>
    private async Task<BatchLeg> EndAsync(Batch batch, BatchLeg leg, RowState state, string why, CancellationToken cancellationToken)
    {
        var join = await BatchJoin.OpenAsync(services, batch, leg, null, cancellationToken).ConfigureAwait(false);
        return await SettleAsync(batch, leg with { Reason = state == RowState.Cancelled ? null : why }, join, state, why, cancellationToken).ConfigureAwait(false);
    }

    private async Task<BatchLeg> SettleAsync(Batch batch, BatchLeg leg, BatchJoin join, RowState rest, string why, CancellationToken cancellationToken)
    {
        var (outcomes, counts) = join.End(rest, why);
        // Not to be broken off: every call is in the journal by now.
        await services.Rows.SettleAsync(batch, leg, outcomes, CancellationToken.None).ConfigureAwait(false);
        services.Unkept.Remove(batch, leg.Number);
        cancellationToken.ThrowIfCancellationRequested();
        return leg with { State = LegState.Ended, Counts = counts };
    }

    private Task<BatchLeg> LostAsync(Batch batch, BatchLeg leg, CancellationToken cancellationToken) => EndAsync(
        batch, leg, RowState.Failed, "the server that took the batch ended before it was sent, and the privacy policy keeps nothing that could be sent", cancellationToken);

    private Task<BatchLeg> FailedAsync(Batch batch, BatchLeg leg, BatchReply reply, CancellationToken cancellationToken) =>
        reply.MayPass ? AgainAsync(batch, leg, reply.Why(), cancellationToken) : EndAsync(batch, leg, RowState.Failed, reply.Why(), cancellationToken);

    private async Task<BatchLeg> AgainAsync(Batch batch, BatchLeg leg, string why, CancellationToken cancellationToken)
    {
        if (IsGivenUp(batch, leg)) return await EndAsync(batch, leg, leg.RemoteId is null ? RowState.Failed : RowState.Unanswered, $"given up: {why}", cancellationToken).ConfigureAwait(false);
        return leg with { Failures = leg.Failures + 1, Reason = why, NextAt = services.Time.GetUtcNow() + services.Limits.Pause(leg.Failures) };
    }

    private bool IsGivenUp(Batch batch, BatchLeg leg) => services.Time.GetUtcNow() - (leg.SubmittedAt ?? batch.CreatedAt) > services.Limits.GiveUpAfter;

    /// <summary>What is to be sent; null when only the memory of a process had it that is gone.</summary>
    private async Task<IReadOnlyList<(string Id, ReadOnlyMemory<byte> Body)>?> RequestsAsync(Batch batch, BatchLeg leg, CancellationToken cancellationToken)
    {
        var unkept = leg.IsShaped ? services.Unkept.Find(batch, leg.Number) : null;
        if (leg.IsShaped && unkept is null) return null;
        var requests = new List<(string, ReadOnlyMemory<byte>)>(leg.Count);
        await foreach (var part in services.Rows.ReadAsync(batch, leg, cancellationToken).ConfigureAwait(false))
        {
            foreach (var row in part)
            {
                if (row.State != RowState.Waiting || row.Call() is not { } call) continue;
                if (unkept is null) requests.Add((row.Id, call.Request!.Bytes));
                else if (unkept.TryGetValue(row.Id, out var body)) requests.Add((row.Id, body));
            }
        }

        return requests;
    }

    private async Task<HashSet<string>> KnownAsync(CancellationToken cancellationToken) =>
        [.. (await services.Shelf.ListAsync(null, cancellationToken).ConfigureAwait(false)).SelectMany(static batch => batch.Legs).Select(static leg => leg.RemoteId).OfType<string>()];

    private Task<Batch?> KeepAsync(Batch batch, BatchLeg leg, CancellationToken cancellationToken) => services.Shelf.ChangeAsync(batch, known => Changed(known, leg), null, null, cancellationToken);

    private Batch Changed(Batch batch, BatchLeg leg)
    {
        var legs = batch.Legs.Select(one => one.Number == leg.Number ? leg : one).ToList();
        if (legs.Any(static one => one.State != LegState.Ended)) return batch with { Legs = legs };
        return batch with { Legs = legs, State = batch.CancelRequested ? BatchState.Cancelled : BatchState.Done, EndedAt = services.Time.GetUtcNow() };
    }
}
