using Reprise.Cache;
using Reprise.Cache.Answers;
using Reprise.Cache.Experiments;
using Reprise.Cache.Keys;
using Reprise.Cache.Policies;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Server.Gateway;
using Reprise.Wire;

namespace Reprise.Server.Cache;

/// <summary>
/// Where a relayed call meets the cache: after its request was read and before it goes to its provider. Says whether the call takes part, reads what it asks, and
/// hands it to <see cref="CacheServing"/>. A call that takes no part passes with a look at a few fields.
/// </summary>
internal sealed class CacheStep(CachePolicies policies, CacheServing serving, CachedReply reply, CacheOptions options, CacheCounters counters)
{
    private static readonly CacheWish s_nothing = new();

    /// <summary>True when the client has its answer. Else the call goes on to its provider.</summary>
    public ValueTask<bool> TryAnswerAsync(HttpContext http, RelayedCall call, RequestBody body)
    {
        var wish = call.CacheWish;
        // What no reader can read has no key, whoever asks; so the commonest other calls (lists, files, models) end here.
        if (wish is null && !HttpMethods.IsPost(call.Captured.Method)) return new(false);
        var use = policies.Decide(call.Captured.Project, wish?.Asked, wish?.Policy);
        if (use.TakesPart) return AnswerAsync(http, call, body, wish, use);
        var reason = use.Reason ?? (wish?.Asked == false ? CacheReasons.Off : null);
        if (reason is null) return new(false);
        // A policy's name that nobody has set is the caller's word alone.
        return PassAsync(http, call, wish?.Asked == false ? wish : WithCacheControl(http, wish), null, reason);
    }

    private ValueTask<bool> AnswerAsync(HttpContext http, RelayedCall call, RequestBody body, CacheWish? wish, CacheUse use)
    {
        wish = WithCacheControl(http, wish);
        CacheCall? cached = null;
        var policy = use.Policy!.Name;
        if ((WhyNot(call, body, wish) ?? Read(http, call, wish, use, ref policy, out cached)) is not { } reason) return serving.AnswerAsync(cached!);
        return PassAsync(http, call, wish, policy, reason);
    }

    private static CacheWish WithCacheControl(HttpContext http, CacheWish? wish)
    {
        if (http.Request.Headers.CacheControl is not { Count: > 0 } control) return wish ?? s_nothing;
        wish ??= new CacheWish();
        wish.ReadCacheControl(control);
        return wish;
    }

    /// <summary>Why the call stays outside, as far as can be told without reading it.</summary>
    private string? WhyNot(RelayedCall call, RequestBody body, CacheWish wish)
    {
        if (wish.IsUnusable) return CacheReasons.NotReadable;
        if (wish.NoStore) return CacheReasons.NoStore;
        if (!body.CanSendAgain || !HttpMethods.IsPost(call.Captured.Method) || call.Recording.Request.IsEmpty) return CacheReasons.NotCacheable;
        return call.Recording.Request.Length > options.MaxRequestBytes ? CacheReasons.TooLong : null;
    }

    /// <summary>Reads the call's key; returns why it has none. Says under which policy, where an experiment deals it to another.</summary>
    private string? Read(HttpContext http, RelayedCall call, CacheWish wish, CacheUse use, ref string policy, out CacheCall? cached)
    {
        cached = null;
        if (DecodedBody.Find(call.RequestBody, out var fault) is not { } decoded || fault is not null) return CacheReasons.NotReadable;
        // Unpacked it may be what it was not before.
        if (decoded.Length > options.MaxRequestBytes) return CacheReasons.TooLong;
        var captured = call.Captured;
        var dialect = DialectCatalog.Find(captured.Dialect, captured.Provider, captured.Method, captured.Path, decoded);
        var wire = new WireRequest(captured.Method, captured.Path, decoded, http.Request.ContentType);
        if (wish.Policy is null && policies.ExperimentOf(captured.Project) is { } experiment && ArmOf(experiment, captured.Labels, dialect, wire) is { } arm)
        {
            policy = experiment.PolicyOf(arm);
            captured.Labels = captured.Labels with { Tags = [.. captured.Labels.Tags, experiment.TagOf(arm)] };
            use = policies.Decide(captured.Project, asked: true, policy);
            if (!use.TakesPart) return use.Reason ?? CacheReasons.Off;
        }

        if (CacheOwner.Find(use.Policy!, wish, http.Request, captured.Labels, dialect, wire) is not { } owner) return CacheReasons.NoOwner;
        var scope = new CacheScope(captured.Project, use.Policy!.Name, use.Generation, owner, wish.Inputs);
        var key = CacheKeyReader.Read(new CacheRequest(captured.Provider, dialect, wire, captured.Query, Telling(http.Request)), scope, use.Policy);
        if (key.Refusal is { } refusal) return refusal;
        var question = new CacheQuestion { Project = captured.Project, Key = key, Policy = use.Policy, Generation = use.Generation, MaxAge = wish.MaxAge };
        cached = new CacheCall(http, call, question, AnswerWish.Of(dialect, wire, captured.Query, http.Request.Headers.AcceptEncoding), wish);
        return null;
    }

    /// <summary>The arm that an experiment deals the call to; null when it has nothing to be dealt by.</summary>
    private static ExperimentArm? ArmOf(CacheExperiment experiment, CallLabels labels, IDialect dialect, in WireRequest wire)
    {
        var user = experiment.Unit == ExperimentUnit.User ? labels.UserId ?? dialect.ReadRequest(wire, details: false).UserId : null;
        var hash = experiment.Unit == ExperimentUnit.Question ? Hashes.OfBytes(wire.Body.Span) : null;
        return ExperimentReader.KeyOf(experiment.Unit, user, labels.SessionId, hash) is { } key ? experiment.ArmOf(key) : null;
    }

    /// <summary>Lets a call go to its provider, unless it wants a cached answer or none.</summary>
    private async ValueTask<bool> PassAsync(HttpContext http, RelayedCall call, CacheWish wish, string? policy, string reason)
    {
        counters.AddLookup(CacheHeaders.Bypass, policy ?? "");
        var outcome = new CacheOutcome { Status = CacheHeaders.Bypass, Policy = policy, Reason = reason };
        if (wish.OnlyCached) await reply.RefuseAsync(http, call, outcome);
        else CacheHeaders.Tell(http, call, outcome);
        return wish.OnlyCached;
    }

    /// <summary>The headers that change answers.</summary>
    internal static List<KeyValuePair<string, string>> Telling(HttpRequest request)
    {
        var found = new List<KeyValuePair<string, string>>(1);
        foreach (var name in CacheKeyReader.TellingHeaders)
        {
            if (request.Headers.TryGetValue(name, out var values)) found.Add(new(name, values.ToString()));
        }

        return found;
    }
}
