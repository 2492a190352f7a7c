using System.Collections.Concurrent;
using System.Globalization;
using Reprise.Access;
using Reprise.Budgets;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Routing;
using Reprise.Server.Access;
using Reprise.Server.Gateway;
using Reprise.Store;
using Reprise.Wire;

namespace Reprise.Server.Budgets;

/// <summary>
/// Where a relayed call meets the key it came with: the record says which, and its limits hold. Stands before everything that could cost money. A call without a key
/// passes with one look.
/// </summary>
internal sealed class KeyGate(KeySpends spends, CapturePipeline pipeline, CaptureQueue queue, TimeProvider time, ILogger<KeyGate> log)
{
    /// <summary>On an answer whose key has spent a budget that only warns.</summary>
    public const string HeaderName = "Reprise-Budget";

    private readonly ConcurrentDictionary<string, KeyMeter> _meters = new(StringComparer.Ordinal);

    /// <summary>True when the client has its answer: the key does not let the call out.</summary>
    public ValueTask<bool> CheckAsync(HttpContext http, RelayedCall call, RequestBody body)
    {
        // What the gateway says of a call nobody says in its place, with a key or without.
        var labels = call.Captured.Labels;
        if (labels.Metadata is { } told && OwnMetadata.Without(told) is var kept && !ReferenceEquals(kept, told)) call.Captured.Labels = labels with { Metadata = kept };
        return http.Caller().Key is { } key ? CheckAsync(http, call, body, key) : new(false);
    }

    private ValueTask<bool> CheckAsync(HttpContext http, RelayedCall call, RequestBody body, ApiKey key)
    {
        call.Label((KeyLabels.Key, key.Name), (KeyLabels.KeyId, key.Id));
        return key.Limits is { } limits ? CheckAsync(http, call, body, key, limits) : new(false);
    }

    private async ValueTask<bool> CheckAsync(HttpContext http, RelayedCall call, RequestBody body, ApiKey key, KeyLimits limits)
    {
        // 1. Whom it may ask.
        if (OutOfScope(call, body, limits) is { } scope) return await RefuseAsync(http, call, "scope", StatusCodes.Status403Forbidden, "permission_denied", $"key '{key.Name}' {scope}", null);

        // 2. How often.
        var meter = _meters.GetOrAdd(key.Id, static _ => new KeyMeter());
        var second = (long)time.GetElapsedTime(0).TotalSeconds;
        if (limits.RequestsPerMinute is { } calls && !meter.Calls.TryTake(second, calls, out var wait))
            return await RefuseAsync(http, call, "rate", StatusCodes.Status429TooManyRequests, "rate_limited", $"key '{key.Name}' may make {calls} calls a minute", wait);
        if (limits.TokensPerMinute is { } tokens && !meter.Tokens.IsBelow(second, tokens, out wait))
            return await RefuseAsync(http, call, "rate", StatusCodes.Status429TooManyRequests, "rate_limited", $"key '{key.Name}' may use {tokens} tokens a minute", wait);

        // 3. For how much.
        if (limits.Budgets.Count > 0 && await IsSpentAsync(http, call, key, limits)) return true;
        if (limits.Budgets.Count > 0 || limits.TokensPerMinute is not null) call.OnEnd(captured => Charge(captured, key, limits, meter));
        return false;
    }

    /// <summary>Why the call is outside of what the key is for; null when it is not.</summary>
    private static string? OutOfScope(RelayedCall call, RequestBody body, KeyLimits limits)
    {
        if (!limits.AllowsProvider(call.Asked.Name)) return $"is not for provider '{call.Asked.Name}'";
        if (!limits.AllowsEndpoint(call.Captured.Method, call.Captured.Path)) return "is not for this endpoint";
        // What is not on record has no cost there, and a budget is counted there.
        if (call.IsKeptFromRecord && (limits.Budgets.Count > 0 || limits.TokensPerMinute is not null)) return "has a budget or counts tokens, and a call whose body is left out of the record could not be counted";
        if (limits.Models.Count == 0) return null;
        var isRead = HttpMethods.IsGet(call.Captured.Method) || HttpMethods.IsHead(call.Captured.Method) || HttpMethods.IsDelete(call.Captured.Method);
        if (!body.CanSendAgain) return "is for certain models, and the request is too long to be read";
        if (DecodedBody.Find(call.RequestBody, out var fault) is not { } bytes || fault is not null) return "is for certain models, and the request cannot be read";
        var places = ModelPlaces.Find(call.Captured.Path, bytes.Span);
        if (places.IsAmbiguous || NamesAnotherUnescaped(call.Captured.Path, bytes.Span, places.Model)) return "is for certain models, and the request names more than one";
        if (places.Model is not { } model) return isRead && bytes.IsEmpty ? null : "is for certain models, and the request names none that can be read";
        return limits.AllowsModel(model) ? null : $"is not for model '{(model.Length <= 80 ? model : model[..80] + "…")}'";
    }

    /// <summary>Whether a server that reads the path without its escapes finds another model there.</summary>
    private static bool NamesAnotherUnescaped(string path, ReadOnlySpan<byte> body, string? model)
    {
        if (!path.Contains('%', StringComparison.Ordinal)) return false;
        var read = ModelPlaces.Find(Uri.UnescapeDataString(path), body);
        return read.IsAmbiguous || read.Model != model;
    }

    private async ValueTask<bool> IsSpentAsync(HttpContext http, RelayedCall call, ApiKey key, KeyLimits limits)
    {
        try
        {
            var (stop, warn) = await spends.CheckAsync(key, http.RequestAborted);
            if (stop is { } spent)
            {
                BudgetLog.Spent(log, key.Name, key.Id, BudgetWords.Of(spent.Budget));
                var ends = spent.Window.To is { } end ? end - time.GetUtcNow() : (TimeSpan?)null;
                // SDKs of providers would ask again and again.
                http.Response.Headers["x-should-retry"] = "false";
                return await RefuseAsync(http, call, "budget", StatusCodes.Status402PaymentRequired, "budget_exceeded", $"the budget of key '{key.Name}' is spent: {BudgetWords.Of(spent.Budget)}", ends);
            }

            if (warn is { } over) http.Response.Headers[HeaderName] = $"over; {BudgetWords.Of(over.Budget)}";
            return false;
        }
        catch (StoreException e)
        {
            BudgetLog.NotRead(log, key.Name, e.Message);
            if (!limits.Budgets.Any(static budget => budget.Then == BudgetAction.Stop)) return false;
            return await RefuseAsync(http, call, "budget", StatusCodes.Status503ServiceUnavailable, "unavailable", $"what key '{key.Name}' has spent cannot be read now", TimeSpan.FromSeconds(2));
        }
    }

    private void Charge(CapturedCall? captured, ApiKey key, KeyLimits limits, KeyMeter meter)
    {
        if (captured is null || captured.Outcome is CallOutcome.Refused) return;
        var cost = pipeline.CostOf(captured);
        if (limits.TokensPerMinute is not null) meter.Tokens.Add((long)time.GetElapsedTime(0).TotalSeconds, cost.Tokens);
        if (limits.Budgets.Count > 0) spends.Add(key, captured.Id, captured.Timestamp, cost.CostUsd ?? 0);
    }

    private async Task<bool> RefuseAsync(HttpContext http, RelayedCall call, string why, int status, string code, string message, TimeSpan? wait)
    {
        call.Label((KeyLabels.Refusal, why));
        if (wait is { } after) http.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await call.RefuseRecordedAsync(queue, status, code, message);
        return true;
    }

    private sealed class KeyMeter
    {
        public MinuteWindow Calls { get; } = new();
        public MinuteWindow Tokens { get; } = new();
    }
}
