using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Assembling;

/// <summary>
/// Makes one record of what several pieces say. A later piece prevails where two speak of the same; one that says nothing takes nothing away. Order of arrival does not count: the same
/// pieces make the same record.
/// </summary>
/// <remarks>
/// By member: of times the earliest is the call's; a kind gives way when it is the mere <c>event</c>; tags and facts are joined, metadata, labels and parameters by their members; metrics are
/// taken one by one and never added up, since a second report of the same call is no second call; a list of messages is replaced as a whole, and not by an empty one.
/// </remarks>
public static class PieceMerge
{
    private const string WeakKind = "event";

    /// <summary>Of pieces in any order.</summary>
    public static InteractionDocument Of(IEnumerable<Piece> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        var ordered = pieces.OrderBy(static piece => piece.At).ThenBy(static piece => piece.Mark, StringComparer.Ordinal).ToList();
        var merged = ordered.Aggregate(new InteractionDocument(), static (all, piece) => Over(all, Following(all, piece, piece.Facts.Count == 0 ? piece.Content : piece.Content with { Facts = Joined(piece.Content.Facts, piece.Facts) })));
        return Timed(merged, ordered);
    }

    /// <summary>A message that came alone, with those before it.</summary>
    private static InteractionDocument Following(InteractionDocument all, Piece piece, InteractionDocument content)
    {
        if (piece.Mark?.StartsWith(Piece.MessageMark, StringComparison.Ordinal) is not true || content.Request?.Messages is not { Count: > 0 } messages || all.Request?.Messages is not { Count: > 0 } before) return content;
        return content with { Request = content.Request with { Messages = [.. before, .. messages] } };
    }

    /// <summary>How long it took, where one piece tells of the beginning and another of the end, and none of both.</summary>
    private static InteractionDocument Timed(InteractionDocument merged, List<Piece> pieces)
    {
        if (!pieces.Exists(static piece => piece.EndedAt is not null || piece.FirstOutputAt is not null)) return merged;
        if (pieces.Where(static piece => piece.EndedAt is null && piece.FirstOutputAt is null).Min(static piece => piece.Content.Timestamp) is not { } began) return merged;
        var metrics = merged.Metrics ?? new MetricsDocument();
        var timed = metrics with { LatencyMs = metrics.LatencyMs ?? Span(pieces.Max(static piece => piece.EndedAt)), TtftMs = metrics.TtftMs ?? Span(pieces.Min(static piece => piece.FirstOutputAt)) };
        return timed == metrics ? merged : merged with { Metrics = timed };

        long? Span(DateTimeOffset? at) => at is { } then && then >= began ? (long)(then - began).TotalMilliseconds : null;
    }

    /// <summary>What an earlier piece says, with what a later one says over it.</summary>
    public static InteractionDocument Over(InteractionDocument earlier, InteractionDocument later)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        ArgumentNullException.ThrowIfNull(later);
        return new InteractionDocument
        {
            Timestamp = earlier.Timestamp is { } one && later.Timestamp is { } other ? (one < other ? one : other) : earlier.Timestamp ?? later.Timestamp,
            Kind = later.Kind is null or WeakKind ? Said(earlier.Kind, null) ?? later.Kind : later.Kind,
            // A mere event's name tells less than what it turned out to be.
            Name = later.Kind is WeakKind && earlier.Kind is not (null or WeakKind) ? Said(later.Name, earlier.Name) : Said(earlier.Name, later.Name),
            Provider = Said(earlier.Provider, later.Provider),
            Dialect = Said(earlier.Dialect, later.Dialect),
            Operation = Said(earlier.Operation, later.Operation),
            Model = Said(earlier.Model, later.Model),
            ResponseModel = Said(earlier.ResponseModel, later.ResponseModel),
            Status = Said(earlier.Status, later.Status),
            HttpStatus = later.HttpStatus ?? earlier.HttpStatus,
            ErrorCode = Said(earlier.ErrorCode, later.ErrorCode),
            ErrorMessage = Said(earlier.ErrorMessage, later.ErrorMessage),
            UserId = Said(earlier.UserId, later.UserId),
            SessionId = Said(earlier.SessionId, later.SessionId),
            TraceId = Said(earlier.TraceId, later.TraceId),
            SpanId = Said(earlier.SpanId, later.SpanId),
            ParentId = Said(earlier.ParentId, later.ParentId),
            PromptType = Said(earlier.PromptType, later.PromptType),
            PromptTemplate = Said(earlier.PromptTemplate, later.PromptTemplate),
            Tags = Tags(earlier.Tags, later.Tags),
            Metadata = Members(earlier.Metadata, later.Metadata),
            FileMetadata = later.FileMetadata ?? earlier.FileMetadata,
            IpAddress = Said(earlier.IpAddress, later.IpAddress),
            Country = Said(earlier.Country, later.Country),
            Stream = later.Stream ?? earlier.Stream,
            Request = Request(earlier.Request, later.Request),
            Response = Response(earlier.Response, later.Response),
            Metrics = Metrics(earlier.Metrics, later.Metrics),
            Cache = later.Cache ?? earlier.Cache,
            Replay = later.Replay ?? earlier.Replay,
            InputHash = Said(earlier.InputHash, later.InputHash),
            PromptHash = Said(earlier.PromptHash, later.PromptHash),
            QualityScore = later.QualityScore ?? earlier.QualityScore,
            Evaluation = later.Evaluation ?? earlier.Evaluation,
            Feedback = later.Feedback ?? earlier.Feedback,
            Labels = Labels(earlier.Labels, later.Labels),
            Security = later.Security ?? earlier.Security,
            Privacy = later.Privacy ?? earlier.Privacy,
            Facts = Joined(earlier.Facts, later.Facts),
            RecordError = earlier.RecordError is { Length: > 0 } before && later.RecordError is { Length: > 0 } now && before != now ? $"{before}; {now}" : Said(earlier.RecordError, later.RecordError),
            Bodies = later.Bodies ?? earlier.Bodies,
        };
    }

    /// <summary>What a trace says of all that is in it: it fills in what an interaction does not say itself, and its tags come on top.</summary>
    public static InteractionDocument OfTrace(InteractionDocument interaction, InteractionDocument trace)
    {
        ArgumentNullException.ThrowIfNull(interaction);
        ArgumentNullException.ThrowIfNull(trace);
        return interaction with
        {
            UserId = Said(trace.UserId, interaction.UserId),
            SessionId = Said(trace.SessionId, interaction.SessionId),
            PromptType = Said(trace.PromptType, interaction.PromptType),
            IpAddress = Said(trace.IpAddress, interaction.IpAddress),
            Country = Said(trace.Country, interaction.Country),
            Tags = Tags(interaction.Tags, trace.Tags),
            Metadata = Members(trace.Metadata, interaction.Metadata),
            Labels = Labels(trace.Labels, interaction.Labels),
            // What is said of a trace as a whole stands with what began it.
            Facts = string.IsNullOrEmpty(interaction.ParentId) ? Joined(interaction.Facts, trace.Facts) : interaction.Facts,
        };
    }

    private static string? Said(string? earlier, string? later) => string.IsNullOrEmpty(later) ? (string.IsNullOrEmpty(earlier) ? null : earlier) : later;

    private static IReadOnlyList<string>? Tags(IReadOnlyList<string>? earlier, IReadOnlyList<string>? later) =>
        earlier is not { Count: > 0 } ? later : later is not { Count: > 0 } ? earlier : [.. earlier.Union(later, StringComparer.Ordinal)];

    private static IReadOnlyList<FactDocument>? Joined(IReadOnlyList<FactDocument>? earlier, IReadOnlyList<FactDocument>? later) =>
        earlier is not { Count: > 0 } ? later : later is not { Count: > 0 } ? earlier : [.. earlier.Concat(later).Distinct()];

    private static IReadOnlyDictionary<string, string>? Labels(IReadOnlyDictionary<string, string>? earlier, IReadOnlyDictionary<string, string>? later)
    {
        if (earlier is null || later is null) return later ?? earlier;
        var all = new Dictionary<string, string>(earlier, StringComparer.Ordinal);
        foreach (var (name, value) in later) all[name] = value;
        return all;
    }

    private static RequestDocument? Request(RequestDocument? earlier, RequestDocument? later)
    {
        if (earlier is null || later is null) return later ?? earlier;
        var hasMessages = later.Messages is { Count: > 0 };
        return new RequestDocument
        {
            // The prompt that goes with messages is one of them; beside newer messages the older one would be another question.
            Prompt = Said(hasMessages && earlier.Messages is { Count: > 0 } ? null : earlier.Prompt, later.Prompt),
            SystemPrompt = Said(earlier.SystemPrompt, later.SystemPrompt),
            Messages = hasMessages ? later.Messages : earlier.Messages,
            Context = later.Context is { Count: > 0 } ? later.Context : earlier.Context,
            Tools = later.Tools ?? earlier.Tools,
            Parameters = Members(earlier.Parameters, later.Parameters),
            Query = Said(earlier.Query, later.Query),
            Headers = later.Headers ?? earlier.Headers,
        };
    }

    private static ResponseDocument? Response(ResponseDocument? earlier, ResponseDocument? later) => earlier is null || later is null ? later ?? earlier : new ResponseDocument
    {
        Content = Said(earlier.Content, later.Content),
        Refusal = Said(earlier.Refusal, later.Refusal),
        ToolCalls = later.ToolCalls is { Count: > 0 } ? later.ToolCalls : earlier.ToolCalls,
        Reasoning = Said(earlier.Reasoning, later.Reasoning),
        CompletionTokens = later.CompletionTokens ?? earlier.CompletionTokens,
        FinishReason = Said(earlier.FinishReason, later.FinishReason),
    };

    private static MetricsDocument? Metrics(MetricsDocument? earlier, MetricsDocument? later) => earlier is null || later is null ? later ?? earlier : new MetricsDocument
    {
        PromptTokens = later.PromptTokens ?? earlier.PromptTokens,
        CompletionTokens = later.CompletionTokens ?? earlier.CompletionTokens,
        TotalTokens = later.TotalTokens ?? earlier.TotalTokens,
        CachedTokens = later.CachedTokens ?? earlier.CachedTokens,
        CacheWriteTokens = later.CacheWriteTokens ?? earlier.CacheWriteTokens,
        ReasoningTokens = later.ReasoningTokens ?? earlier.ReasoningTokens,
        CacheWriteHourTokens = later.CacheWriteHourTokens ?? earlier.CacheWriteHourTokens,
        PromptAudioTokens = later.PromptAudioTokens ?? earlier.PromptAudioTokens,
        CachedAudioTokens = later.CachedAudioTokens ?? earlier.CachedAudioTokens,
        CompletionAudioTokens = later.CompletionAudioTokens ?? earlier.CompletionAudioTokens,
        PromptImageTokens = later.PromptImageTokens ?? earlier.PromptImageTokens,
        CompletionImageTokens = later.CompletionImageTokens ?? earlier.CompletionImageTokens,
        ToolPromptTokens = later.ToolPromptTokens ?? earlier.ToolPromptTokens,
        WebSearches = later.WebSearches ?? earlier.WebSearches,
        Estimated = later.Estimated ?? earlier.Estimated,
        LatencyMs = later.LatencyMs ?? earlier.LatencyMs,
        TtftMs = later.TtftMs ?? earlier.TtftMs,
        EmbeddingTimeMs = later.EmbeddingTimeMs ?? earlier.EmbeddingTimeMs,
        RetrievalTimeMs = later.RetrievalTimeMs ?? earlier.RetrievalTimeMs,
        LlmTimeMs = later.LlmTimeMs ?? earlier.LlmTimeMs,
        TotalCostUsd = later.TotalCostUsd ?? earlier.TotalCostUsd,
        SavedCostUsd = later.SavedCostUsd ?? earlier.SavedCostUsd,
        PriceVersion = later.TotalCostUsd is null ? later.PriceVersion ?? earlier.PriceVersion : later.PriceVersion,
    };

    /// <summary>Two objects as one; anything else is replaced.</summary>
    private static JsonElement? Members(JsonElement? earlier, JsonElement? later)
    {
        if (earlier is not { ValueKind: JsonValueKind.Object } below) return later ?? earlier;
        if (later is not { ValueKind: JsonValueKind.Object } above) return later ?? earlier;
        var all = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in below.EnumerateObject()) all[member.Name] = member.Value;
        foreach (var member in above.EnumerateObject()) all[member.Name] = member.Value;
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in all)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return RecordJson.Find(buffer.ToArray());
    }
}
