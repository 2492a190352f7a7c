using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reprise.Batches.Providers;
using Reprise.Calls;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Replay;
using Reprise.Wire;

namespace Reprise.Batches;

/// <summary>Takes orders for batches: reads and checks every call, writes all of them down, and only then says that it has them.</summary>
public sealed class BatchIntake(BatchServices services)
{
    /// <summary>Longer than writing a batch down takes: one that is still being taken after this was never finished.</summary>
    private static readonly TimeSpan s_taking = TimeSpan.FromMinutes(15);

    /// <summary>The batch, running, or the one that the same order became before.</summary>
    /// <exception cref="BatchException">It cannot be; nothing was sent.</exception>
    public async Task<(Batch Batch, bool IsNew)> SubmitAsync(string project, BatchRequest request, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var key = BatchDrafts.Checked(request.IdempotencyKey, "idempotency_key", 200);
        var name = BatchDrafts.Checked(request.Name, "name", 200);
        var id = BatchId.Of(project, key, services.Time);
        var hash = key is null ? null : BatchId.HashOf(request);
        if (key is not null && await BeforeAsync(project, id, hash!, cancellationToken).ConfigureAwait(false) is { } before) return (before, false);
        await RefuseTooManyAsync(project, cancellationToken).ConfigureAwait(false);

        // 1. What is to be asked, and whom.
        var (target, api, drafts, skipped) = await ReadAsync(project, id, request, cancellationToken).ConfigureAwait(false);

        // 2. As it may be sent, and as it may be kept.
        var calls = new List<TakenCall>(drafts.Count);
        var tags = BatchDrafts.CheckedTags(request.Tags, "batch");
        var now = services.Time.GetUtcNow();
        long bytes = 0;
        foreach (var draft in drafts)
        {
            var call = Take(project, id, target, api, draft, tags, now, calls.Count);
            bytes += call.Sent.Length;
            if (bytes > services.Limits.MaxBytes) throw new BatchException(BatchObstacles.TooLarge, $"The requests are more than {services.Limits.MaxBytes >> 20} MB together (Batches:MaxBytes); send them in several batches.");
            calls.Add(call);
        }

        // 3. Written down: the batch first, so that what is left of one that breaks off here is found and removed.
        var batch = new Batch
        {
            Id = id, Project = project, Name = name, State = BatchState.Taking, Provider = target.Provider, Family = FamilyOf(target)!, PriceFactor = services.Limits.PriceFactor,
            RequestHash = hash, Actor = actor, Owner = services.Owner, SkippedBy = skipped, CreatedAt = now,
        };
        if (await services.Shelf.PutAsync(batch, null, null, cancellationToken).ConfigureAwait(false) is not { } taken)
            throw new BatchException(BatchObstacles.KeyInUse, "A batch with this idempotency key is being taken at this moment; ask again.");
        try
        {
            var legs = new List<BatchLeg>();
            foreach (var group in Split(calls, api)) legs.Add(await WriteAsync(taken, legs.Count, group, cancellationToken).ConfigureAwait(false));
            // Not to be broken off: from here on it may be under way.
            var running = await services.Shelf.PutAsync(taken with { State = BatchState.Running, Legs = legs }, actor, "batch.submit", CancellationToken.None).ConfigureAwait(false);
            return (running ?? throw new BatchException(BatchObstacles.KeyInUse, "Somebody else changed the batch while it was taken; ask again."), true);
        }
        catch
        {
            await ForgetAsync(taken).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Removes batches that were never taken to the end, since the server that took them is gone.</summary>
    public async Task TidyAsync(Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.State != BatchState.Taking || !IsAbandoned(batch)) return;
        await services.Rows.RemoveAsync(batch, cancellationToken).ConfigureAwait(false);
        await services.Shelf.RemoveAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Batch?> BeforeAsync(string project, string id, string hash, CancellationToken cancellationToken)
    {
        if (await services.Shelf.FindAsync(project, id, cancellationToken).ConfigureAwait(false) is not { } known) return null;
        if (known.RequestHash != hash) throw new BatchException(BatchObstacles.KeyInUse, $"The idempotency key was used for another order, which became {known.Id}.");
        if (known.State != BatchState.Taking) return known;
        if (!IsAbandoned(known)) throw new BatchException(BatchObstacles.KeyInUse, "A batch with this idempotency key is being taken at this moment; ask again.");
        await TidyAsync(known, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>A process of this very place is gone when it is not this one; of others only the time tells.</summary>
    private bool IsAbandoned(Batch batch) =>
        batch.Owner != services.Owner && (PlaceOf(batch.Owner) == PlaceOf(services.Owner) || services.Time.GetUtcNow() - batch.CreatedAt > s_taking);

    internal static string PlaceOf(string owner) => owner[..Math.Max(0, owner.LastIndexOf('#'))];

    private async Task RefuseTooManyAsync(string project, CancellationToken cancellationToken)
    {
        var open = (await services.Shelf.ListAsync(project, cancellationToken).ConfigureAwait(false)).Count(static batch => !batch.HasEnded);
        if (open >= services.Limits.MaxOpen) throw new BatchException(BatchObstacles.TooManyBatches, $"{open} batches of this project have not ended, and that is the most (Batches:MaxOpen).");
    }

    private async Task<(CallTarget Target, BatchApi Api, List<BatchDraft> Drafts, SortedDictionary<string, long> Skipped)> ReadAsync(string project, string id, BatchRequest request, CancellationToken cancellationToken)
    {
        var drafts = new BatchDrafts(services);
        if (request.Requests is not null)
        {
            if (request.Filter is not null || request.Dataset is not null || request.From is not null || request.To is not null || request.Limit is not null)
                throw Invalid("A batch is made of requests, or of a filter or a dataset, not of both.");
            if (request.Prompt is not null || request.System is not null || request.Model is not null || request.Parameters is not null)
                throw Invalid("prompt, system, model and parameters change recorded calls; requests say these themselves.");
            if (request.Requests.Count == 0) throw new BatchException(BatchObstacles.NothingSelected, "There is no request in it.");
            var to = TargetOf(request.Provider ?? throw Invalid("provider is missing: requests must say where they go."));
            var api = BatchApi.Of(FamilyOf(to)!);
            return (to, api, drafts.OfRequests(request, api), []);
        }

        if (request.Filter is null && request.Dataset is null && request.From is null && request.To is null) throw Invalid("It says of what: requests, filter or dataset.");
        if (request.Provider is not null) _ = TargetOf(request.Provider);
        try
        {
            var (found, provider, skipped) = await drafts.OfRecordAsync(project, id, request, cancellationToken).ConfigureAwait(false);
            if (provider is null || found.Count == 0)
            {
                var why = skipped.Count == 0 ? "" : $" None of {skipped.Values.Sum():N0} can be asked again: {string.Join(", ", skipped.Select(static one => $"{one.Key} ({one.Value})"))}.";
                throw new BatchException(BatchObstacles.NothingSelected, $"The filter or the dataset selects no call that can be asked again.{why}");
            }

            var to = TargetOf(provider);
            return (to, BatchApi.Of(FamilyOf(to)!), found, skipped);
        }
        catch (ReplayException e)
        {
            throw new BatchException(e.Code == ReplayObstacles.NotFound ? BatchObstacles.NotFound : BatchObstacles.InvalidParameter, e.Message);
        }
    }

    private CallTarget TargetOf(string provider)
    {
        var target = services.Sender.Targets.FirstOrDefault(target => target.Provider.Equals(provider, StringComparison.OrdinalIgnoreCase))
            ?? throw Invalid($"There is no provider '{(provider.Length <= 80 ? provider : provider[..80])}' here. Configured are: {string.Join(", ", services.Sender.Targets.Select(static target => target.Provider))}.");
        if (FamilyOf(target) is null) throw new BatchException(BatchObstacles.NoBatches, $"'{target.Provider}' has no batch API that is spoken here; those of {string.Join(" and ", BatchApi.Families)} are.");
        if (target is { NeedsKey: true, HasKey: false }) throw new BatchException(BatchObstacles.NoBatches, $"'{target.Provider}' answers nobody without a key, and a batch keeps none. Give the server one: the setting Providers:{target.Provider}:ApiKey.");
        return target;
    }

    /// <summary>By the provider's dialect, else by its name; null for one whose batch API is not spoken.</summary>
    private static string? FamilyOf(CallTarget target)
    {
        var family = (target.Dialect ?? target.Provider).Split('.')[0].ToLowerInvariant();
        return BatchApi.Families.Contains(family) ? family : DialectCatalog.FamilyOf(family) is "openai" or "groq" or "together" ? "openai" : DialectCatalog.FamilyOf(family) == "anthropic" ? "anthropic" : null;
    }

    private TakenCall Take(string project, string batch, CallTarget target, BatchApi api, BatchDraft draft, IReadOnlyList<string> tags, DateTimeOffset now, int number)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"requests[{number}]");
        if (api.PrefixOf(draft.Path) is null || !IsPlain(draft.Path)) throw Invalid($"{place}.path is no path of a call that can wait for its answer.");
        if (BatchBody.Of(draft.Body) is not { } body) throw Invalid($"{place}.body is not a JSON object.");
        var dialect = DialectCatalog.Find(target.Dialect, target.Provider, "POST", draft.Path, body);
        var asked = dialect.ReadRequest(new WireRequest("POST", draft.Path, body, "application/json"), details: false);
        if (string.IsNullOrEmpty(asked.Model)) throw Invalid($"{place}.body names no model.");
        var call = new CapturedCall
        {
            Id = InteractionId.At(now), Project = project, Timestamp = now, Provider = target.Provider, Dialect = target.Dialect, Method = "POST", Path = draft.Path,
            RequestHeaders = draft.Headers,
            Request = new Body { Bytes = body, ContentType = "application/json" },
            Labels = draft.Labels with { Tags = tags.Count == 0 ? draft.Labels.Tags : [.. draft.Labels.Tags.Union(tags, StringComparer.Ordinal)], Metadata = MetadataOf(draft, batch) },
        };
        if (services.Check(call) is { } forbidden) throw new BatchException(BatchObstacles.PolicyForbids, $"{place} {forbidden}.");
        // What a rule took out does not go out.
        if (BatchBody.Of(call.Request!.Bytes) is not { } sent) throw new BatchException(BatchObstacles.PolicyForbids, $"{place} is no request any more once the security policy has been followed.");
        if (services.Guard is { } guard && !guard.Admit(call))
            throw new BatchException(BatchObstacles.PolicyForbids, $"{place} may not be recorded ({call.Withheld}), and the answers of a batch are found on the record alone.");
        var isShaped = call.Request is null || !call.Request.Bytes.Span.SequenceEqual(sent.Span);
        return new TakenCall(new BatchRow { Id = call.Id.ToString(), CustomId = draft.CustomId, Data = BatchRow.DataOf(call) }, sent, draft.Path, api.IsOfOneModel ? asked.Model : "", isShaped);
    }

    /// <summary>Paths go to the provider with the server's key: nothing that could be read as another.</summary>
    private static bool IsPlain(string path) => path.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.') && !path.Split('/').Any(static step => step is "." or "..");

    /// <summary>The sender's own values, and by which batch and name the call is found.</summary>
    private static string MetadataOf(BatchDraft draft, string batch)
    {
        JsonObject all;
        try
        {
            all = draft.Labels.Metadata is { } own ? JsonNode.Parse(own) as JsonObject ?? [] : [];
            _ = all.Count;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            all = [];
        }

        all["batch"] = batch;
        if (draft.CustomId is { } name) all["custom_id"] = name;
        return all.ToJsonString();
    }

    /// <summary>Batches at the provider, each within its limits and ours.</summary>
    private IEnumerable<List<TakenCall>> Split(List<TakenCall> calls, BatchApi api)
    {
        var (mostCalls, mostBytes) = (Math.Min(services.Limits.LegRequests, api.Most.Calls), Math.Min(services.Limits.LegBytes, api.Most.Bytes));
        foreach (var group in calls.GroupBy(static call => (call.Path, call.Model)))
        {
            var (leg, bytes) = (new List<TakenCall>(), 0L);
            foreach (var call in group)
            {
                var size = call.Sent.Length + api.Overhead;
                if (size > api.Most.Bytes) throw new BatchException(BatchObstacles.TooLarge, $"A request is larger than the {api.Most.Bytes / 1_000_000} MB that the provider takes in one batch.");
                if (leg.Count > 0 && (leg.Count == mostCalls || bytes + size > mostBytes))
                {
                    yield return leg;
                    (leg, bytes) = ([], 0);
                }

                leg.Add(call);
                bytes += size;
            }

            if (leg.Count > 0) yield return leg;
        }
    }

    private async Task<BatchLeg> WriteAsync(Batch batch, int number, List<TakenCall> calls, CancellationToken cancellationToken)
    {
        var isShaped = calls.Any(static call => call.IsShaped);
        if (isShaped) services.Unkept.Add(batch, number, calls.ToDictionary(static call => call.Row.Id, static call => call.Sent, StringComparer.Ordinal));
        var parts = await services.Rows.WriteAsync(batch, number, calls.Select(static call => call.Row), cancellationToken).ConfigureAwait(false);
        return new BatchLeg { Number = number, State = LegState.Waiting, Count = calls.Count, Parts = parts, Path = calls[0].Path, IsShaped = isShaped, NextAt = batch.CreatedAt };
    }

    /// <summary>Removes a batch with its calls; what is on record stays there.</summary>
    public async Task ForgetAsync(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        services.Unkept.Remove(batch);
        try
        {
            await services.Rows.RemoveAsync(batch, CancellationToken.None).ConfigureAwait(false);
            await services.Shelf.RemoveAsync(batch, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Store.StoreException)
        {
            // The next server that starts here finds it and removes it.
        }
    }

    private static BatchException Invalid(string message) => new(BatchObstacles.InvalidParameter, message);

    private sealed record TakenCall(BatchRow Row, ReadOnlyMemory<byte> Sent, string Path, string Model, bool IsShaped);
}
