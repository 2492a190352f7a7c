using Reprise.Cache;
using Reprise.Cache.Answers;
using Reprise.Cache.Entries;
using Reprise.Cache.Policies;
using Reprise.Interactions;
using Reprise.Server.Cache.Checks;

namespace Reprise.Server.Cache;

/// <summary>Answers calls that take part: from an entry, or with the answer of the same request that is on its way; else lets them go and sees that their answers are kept.</summary>
internal sealed class CacheServing(
    CacheOpening opening,
    CacheLookup lookup,
    AnswerSource source,
    CachedReply reply,
    Flights flights,
    PendingKeys pending,
    HitChecks checks,
    CacheOptions options,
    CacheCounters counters,
    TimeProvider time,
    ILogger<CacheServing> log)
{
    /// <summary>Lookups after one found an entry that the record does not back any more.</summary>
    private const int LookupsMost = 4;

    /// <summary>Flights that one request waits for, each after the one before failed. A provider that is down costs it that many answers, not one for each who waits.</summary>
    private const int FlightsMost = 2;

    /// <summary>How long one waits that wants a stream: it sees nothing until the other's is at its end.</summary>
    private static readonly TimeSpan s_streamPatience = TimeSpan.FromSeconds(5);

    /// <summary>True when the client has its answer.</summary>
    public async ValueTask<bool> AnswerAsync(CacheCall cached)
    {
        // 1. A fresh answer is wanted: those that ask the same meanwhile may wait for it.
        var serves = cached.Question.Policy.Mode == CacheMode.Serve;
        if (cached.Wish is { Refresh: true, OnlyCached: true }) return await RefuseAsync(cached, null, CacheReasons.Refresh);
        if (cached.Wish.Refresh) return Miss(cached, null, CacheReasons.Refresh, serves && !cached.Call.IsKeptFromRecord ? flights.Lead(cached) : null);

        // 2. An entry.
        var (decision, found, reason) = await FindAsync(cached);
        if (found is { } answer && serves)
        {
            await ServeAsync(cached, decision!, answer);
            return true;
        }

        // 3. The very same request, on its way or just back.
        if (cached.Wish.OnlyCached)
        {
            if (serves && flights.FindLanded(cached.Key.Exact) is { } landed && await TryFollowAsync(cached, landed)) return true;
            return await RefuseAsync(cached, decision, CacheReasons.OnlyCached);
        }

        if (!serves)
        {
            if (found is { IsByPeople: false } would && decision!.Status == CacheStatus.Semantic) checks.Compare(cached, decision, would.Answer!);
            return Miss(cached, decision, found is null ? reason : CacheReasons.Shadow, null);
        }

        if (cached.Call.IsKeptFromRecord) return Miss(cached, decision, reason, null);
        for (var turn = 0; turn < FlightsMost; turn++)
        {
            var flight = flights.Join(cached, out var leads);
            if (leads) return Miss(cached, decision, reason, flight);
            if (flight is null) break;
            if (await TryFollowAsync(cached, flight)) return true;
            // Of those whose leader failed one leads the others, or a thousand would go out at once.
            if (!flight.HasFailed) break;
        }

        return Miss(cached, decision, reason, null);
    }

    /// <summary>Looks up until an entry's answer is really there, or no entry does.</summary>
    private async ValueTask<(CacheDecision? Decision, SourcedAnswer? Answer, string? Reason)> FindAsync(CacheCall cached)
    {
        if (!opening.IsOpen) return (null, null, CacheReasons.Busy);
        CacheDecision? decision = null;
        string? reason = null;
        var began = time.GetTimestamp();
        try
        {
            for (var i = 0; i < LookupsMost && (i == 0 || time.GetElapsedTime(began) < options.ReadTimeout); i++)
            {
                decision = await lookup.DecideAsync(cached.Question, cached.Http.RequestAborted);
                if (decision.Entry is not { } entry) return (decision, null, reason ?? decision.Reason);
                var sourced = await source.FindAsync(entry, cached.Answer, cached.Http.RequestAborted);
                reason = sourced.Reason ?? Ranking.WhyNot(cached.Question.Policy, sourced.Entry, time.GetUtcNow(), cached.Question.MaxAge);
                if (reason is null) return (decision, sourced, null);
                // The entry stays, and would be found again.
                if (reason == CacheReasons.OtherForm) break;
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !cached.Http.RequestAborted.IsCancellationRequested)
        {
            // The boundary: whatever is wrong with the cache, the client gets its answer from the provider.
            counters.AddFailed();
            CacheLog.LookupFailed(log, cached.Id.ToString(), e.Message);
            return (null, null, CacheReasons.Failed);
        }

        return (decision is null ? null : decision with { Entry = null }, null, reason);
    }

    private async Task<bool> RefuseAsync(CacheCall cached, CacheDecision? decision, string reason)
    {
        counters.AddLookup(CacheHeaders.Miss, cached.Question.Policy.Name);
        await reply.RefuseAsync(cached.Http, cached.Call, cached.Outcome(CacheHeaders.Miss, decision, reason));
        return true;
    }

    private async Task ServeAsync(CacheCall cached, CacheDecision decision, SourcedAnswer sourced)
    {
        var status = decision.Status == CacheStatus.Semantic ? CacheHeaders.Semantic : CacheHeaders.Hit;
        counters.AddLookup(status, cached.Question.Policy.Name);
        if (decision.Status == CacheStatus.Semantic && !sourced.IsByPeople) checks.Offer(cached, decision, sourced.Answer!);
        await reply.SendAsync(cached, sourced.Answer!, cached.Outcome(status, decision, null), sourced.Entry.Timestamp);
    }

    private async Task<bool> TryFollowAsync(CacheCall cached, Flight flight)
    {
        var entry = new CacheEntry
        {
            Project = cached.Question.Project, Policy = cached.Question.Policy.Name, Source = flight.Leader, Timestamp = flight.BeganAt,
            Partition = cached.Key.Partition, Exact = cached.Key.Exact, Expires = flight.Expires,
        };
        // What would be too old by then is not waited for.
        var now = time.GetUtcNow();
        if (Ranking.WhyNot(cached.Question.Policy, entry, now, cached.Question.MaxAge) is not null) return false;
        var patience = cached.Question.MaxAge - Ranking.Age(flight.BeganAt, now);
        if (cached.Answer.Stream && !(patience < s_streamPatience)) patience = s_streamPatience;
        if (await flights.FollowAsync(flight, patience, cached.Http.RequestAborted) is not { } record) return false;
        if (Ranking.WhyNot(cached.Question.Policy, entry, time.GetUtcNow(), cached.Question.MaxAge) is not null) return false;
        if (AnswerForms.Form(record, cached.Answer) is not { } answer) return false;
        counters.AddFollowed();
        counters.AddLookup(CacheHeaders.Hit, cached.Question.Policy.Name);
        var decision = new CacheDecision { Status = CacheStatus.Hit, Entry = entry, Similarity = 1 };
        await reply.SendAsync(cached, answer, cached.Outcome(CacheHeaders.Hit, decision, null), flight.BeganAt);
        return true;
    }

    /// <summary>Lets the call go to its provider, and remembers what it asked until its answer is on record.</summary>
    private bool Miss(CacheCall cached, CacheDecision? decision, string? reason, Flight? flight)
    {
        // While the cache is not there nothing was looked up.
        var status = reason == CacheReasons.Busy ? CacheHeaders.Bypass : CacheHeaders.Miss;
        counters.AddLookup(status, cached.Question.Policy.Name);
        cached.Tell(cached.Outcome(status, decision, reason));
        if (status == CacheHeaders.Miss && !cached.Call.IsKeptFromRecord)
        {
            CacheHeaders.TellKey(cached);
            if (!pending.TryAdd(cached.Id, cached.Key, cached.Question.Generation, cached.Wish.Ttl)) counters.AddDropped();
        }

        // A fallback's answer is for the one who asked, as the client of a provider that is down; others asked another provider.
        if (flight is not null) cached.Call.OnEnd(call => flights.Land(cached.Key.Exact, flight, cached.Call.Provider == cached.Call.Asked ? call : null));
        return false;
    }
}
