using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Reprise.Batches.Providers;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Replay;
using Reprise.Replay.Runs;

namespace Reprise.Batches;

/// <summary>Makes the calls of a batch out of what was asked for.</summary>
internal sealed class BatchDrafts(BatchServices services)
{
    private const int MostText = 1000;
    private const int MostMetadata = 16 * 1024;

    /// <exception cref="BatchException">A request has a mistake.</exception>
    public List<BatchDraft> OfRequests(BatchRequest request, BatchApi api)
    {
        var drafts = new List<BatchDraft>();
        foreach (var call in request.Requests!)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"requests[{drafts.Count}]");
            if (drafts.Count == services.Limits.MaxRequests) throw new BatchException(BatchObstacles.TooLarge, $"A batch holds at most {services.Limits.MaxRequests:N0} requests (Batches:MaxRequests).");
            if (call.Body.ValueKind != JsonValueKind.Object) throw Invalid($"{place}.body is not a JSON object.");
            var path = call.Path ?? api.PathOf(call.Body) ?? throw Invalid($"{place}.path is missing, and the body does not tell where it would go; such as /v1/embeddings.");
            drafts.Add(new BatchDraft
            {
                CustomId = Checked(call.CustomId, $"{place}.custom_id", 200),
                Path = path,
                Body = JsonMarshal.GetRawUtf8Value(call.Body).ToArray(),
                Labels = LabelsOf(call, place),
            });
        }

        return drafts;
    }

    /// <summary>Of a filter or a dataset.</summary>
    /// <returns>The calls, the provider they go to, and how many cannot be asked again, by why.</returns>
    public async Task<(List<BatchDraft> Drafts, string? Provider, SortedDictionary<string, long> Skipped)> OfRecordAsync(string project, string id, BatchRequest request, CancellationToken cancellationToken)
    {
        var now = services.Time.GetUtcNow();
        var changes = new ReplayChanges { Prompt = request.Prompt, System = request.System, Model = request.Model, Provider = request.Provider, Parameters = request.Parameters ?? [] };
        var wanted = new RunRequest { Filter = request.Filter, From = request.From, To = request.To, Dataset = request.Dataset, Limit = request.Limit };
        await services.Queue.SettleAsync(TimeSpan.FromSeconds(5), services.Time, cancellationToken).ConfigureAwait(false);
        var run = new ReplayRun
        {
            Id = id, Project = project, State = RunState.Running, Changes = changes, CreatedAt = now,
            Source = await RunDesk.SourceOfAsync(services.Datasets, project, wanted, now, cancellationToken).ConfigureAwait(false),
        };
        var (drafts, skipped, provider) = (new List<BatchDraft>(), new SortedDictionary<string, long>(StringComparer.Ordinal), (string?)null);
        long seen = 0;
        await foreach (var item in new RunCases(services.Store, services.Datasets).ReadAsync(run, cancellationToken).ConfigureAwait(false))
        {
            if (seen++ == run.Source.Limit) break;
            if (drafts.Count == services.Limits.MaxRequests) throw new BatchException(BatchObstacles.TooLarge, $"More than {services.Limits.MaxRequests:N0} calls are selected, the most of one batch (Batches:MaxRequests); narrow the filter or give a limit.");
            try
            {
                var original = item.Original is { } at
                    ? await services.Store.FindAsync(project, at, cancellationToken).ConfigureAwait(false)
                    : RunCalls.OriginalOf(item, project, now);
                if (original is null) throw new ReplayException(ReplayObstacles.NotFound, "The call is no longer on record.");
                var ready = services.Replayer.Prepare(original, changes);
                // One batch goes to one provider; where none was named, the first call says which.
                provider ??= ready.Provider;
                if (!provider.Equals(ready.Provider, StringComparison.OrdinalIgnoreCase)) throw new ReplayException("other_provider", "It went to another provider than the first.");
                if (ready.Query.Length > 0) throw new ReplayException(ReplayObstacles.NotReplayable, "It had a query, and a call in a batch has none.");
                var labels = ReplayLabels.Of(original.Interaction, changes, id);
                drafts.Add(new BatchDraft
                {
                    CustomId = item.Case?.CaseId,
                    Path = ready.Path,
                    Body = ready.Body,
                    Headers = ready.Headers,
                    Labels = labels with { Replay = new ReplayOrigin(item.Original, id), Metadata = item.MetadataWith(labels.Metadata) },
                });
            }
            catch (ReplayException e) when (e.Code is not (ReplayObstacles.UnknownProvider or ReplayObstacles.InvalidParameter))
            {
                skipped[e.Code] = skipped.GetValueOrDefault(e.Code) + 1;
            }
        }

        return (drafts, provider, skipped);
    }

    private static CallLabels LabelsOf(BatchCallRequest call, string place)
    {
        if (call.Metadata is { } metadata && (metadata.ValueKind != JsonValueKind.Object || metadata.GetRawText().Length > MostMetadata)) throw Invalid($"{place}.metadata is not a JSON object of at most {MostMetadata:N0} characters.");
        return new CallLabels
        {
            UserId = Checked(call.UserId, $"{place}.user_id"),
            SessionId = Checked(call.SessionId, $"{place}.session_id"),
            TraceId = Checked(call.TraceId, $"{place}.trace_id"),
            PromptType = Checked(call.PromptType, $"{place}.prompt_type"),
            PromptTemplate = Checked(call.PromptTemplate, $"{place}.prompt_template"),
            Tags = CheckedTags(call.Tags, place),
            Metadata = call.Metadata?.GetRawText(),
            Consent = call.Consent,
        };
    }

    internal static IReadOnlyList<string> CheckedTags(IReadOnlyList<string>? tags, string place)
    {
        if (tags is not { Count: > 0 }) return [];
        if (tags.Count > 50) throw Invalid($"{place}.tags are more than 50.");
        foreach (var tag in tags) _ = Checked(tag, $"{place}.tags", 200) ?? throw Invalid($"{place}.tags has an empty one.");
        return tags;
    }

    internal static string? Checked(string? text, string place, int most = MostText)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (text.Length > most) throw Invalid($"{place} is longer than {most:N0} characters.");
        return text.Any(char.IsControl) ? throw Invalid($"{place} has characters that cannot be seen.") : text;
    }

    private static BatchException Invalid(string message) => new(BatchObstacles.InvalidParameter, message);
}
