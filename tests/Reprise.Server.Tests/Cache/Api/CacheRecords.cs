using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Server.Tests.Cache.Api;

/// <summary>Calls as the gateway records them, with what the cache did.</summary>
internal static class CacheRecords
{
    public static RecordedInteraction Of(
        DateTimeOffset at, string status, string? policy = "default", string? reason = null, double? similarity = null, InteractionId? source = null, long latency = 1000, decimal? saved = null,
        string model = "gpt-4o", string[]? tags = null) => new()
    {
        Interaction = new Interaction
        {
            Id = InteractionId.At(at), Project = "default", Timestamp = at, Kind = InteractionKind.Llm, Status = InteractionStatus.Success, Dialect = "openai.chat", Provider = "openai",
            Operation = "POST /v1/chat/completions", Model = model, LatencyMs = latency, SavedCostUsd = saved, Tags = tags ?? [],
            Cache = new CacheOutcome { Status = status, Policy = policy, Reason = reason, Similarity = similarity, SourceInteractionId = source },
        },
        Request = new Body { Bytes = "{}"u8.ToArray(), ContentType = "application/json" },
        Response = new Body { Bytes = "{}"u8.ToArray(), ContentType = "application/json" },
    };

    public static Fact Checked(RecordedInteraction hit, bool isCorrect) => new()
    {
        FactId = InteractionId.At(hit.Interaction.Timestamp), InteractionId = hit.Interaction.Id, Project = "default", Kind = FactKind.Evaluation, Timestamp = hit.Interaction.Timestamp,
        Name = "cache_correct", Value = isCorrect ? 1 : 0,
    };

    public static Task AppendAsync(IInteractionStore store, params IReadOnlyList<RecordedInteraction> records) =>
        store.AppendAsync(new StoreBatch { Interactions = records }, TestContext.Current.CancellationToken);
}
