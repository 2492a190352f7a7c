using System.Text.Json;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Telemetry;

/// <summary>
/// Tells a recorded interaction as a span of the current gen_ai conventions, for any collector. What the conventions have no name for stands under <c>reprise.</c>, so that
/// <see cref="SpanReader"/> makes the same record of it. Safe for use from many threads.
/// </summary>
public static class SpanWriter
{
    internal const string Prefix = "reprise.";
    private static readonly DocumentWriter s_documents = new(DialectCatalog.FindByName);

    /// <param name="record">With its bodies.</param>
    /// <param name="withContent">Whether messages, arguments and answers go along.</param>
    public static TelemetrySpan Write(RecordedInteraction record, bool withContent)
    {
        ArgumentNullException.ThrowIfNull(record);
        var i = record.Interaction;
        var document = s_documents.Write(record, bodies: false);
        var operation = WrittenNames.Operation(document);
        var attributes = new AttributeWriter();

        // 1. What was called.
        attributes.Add("gen_ai.operation.name", operation);
        attributes.Add("gen_ai.provider.name", WrittenNames.Provider(i.Provider));
        attributes.Add("gen_ai.request.model", i.Model);
        attributes.Add("gen_ai.response.model", i.ResponseModel);
        if (document.Kind == "tool") attributes.Add("gen_ai.tool.name", i.Name);
        attributes.Add("gen_ai.conversation.id", i.SessionId);
        attributes.Add("session.id", i.SessionId);
        attributes.Add("user.id", i.UserId);
        if (i.PromptTemplate is { } template) WriteTemplate(attributes, template);
        if (i.HttpStatus is { } status) attributes.Add("http.response.status_code", (long)status);

        // 2. How it went.
        WriteUsage(attributes, i);
        if (i.Status != InteractionStatus.Success) attributes.Add("error.type", i.ErrorCode ?? document.Status);
        if (i.TtftMs is { } ttft) attributes.AddNumber("gen_ai.response.time_to_first_chunk", ttft / 1000.0);
        if (i.Streamed is { } streamed) attributes.Add("gen_ai.request.stream", streamed);
        if (i.FinishReason is { } finish) attributes.Add("gen_ai.response.finish_reasons", new TelemetryValue((IReadOnlyList<TelemetryValue>)[new TelemetryValue(finish)]));

        // 3. What was set, said and answered.
        WrittenContent.Parameters(attributes, document);
        if (withContent) WrittenContent.Write(attributes, document);

        // 4. What only a record of ours says.
        attributes.Add(Prefix + "interaction_id", i.Id.ToString());
        attributes.Add(Prefix + "project", i.Project);
        attributes.Add(Prefix + "kind", document.Kind);
        attributes.Add(Prefix + "name", i.Name);
        if (i.Operation != operation) attributes.Add(Prefix + "operation", i.Operation);
        attributes.Add(Prefix + "cache.status", i.Cache?.Status);
        if (i.Tags.Count > 0) attributes.Add(Prefix + "tags", new TelemetryValue((IReadOnlyList<TelemetryValue>)[.. i.Tags.Select(tag => new TelemetryValue(tag))]));
        if (withContent && document.Metadata is { ValueKind: JsonValueKind.Object } metadata) attributes.Add(Prefix + "metadata", metadata.Raw());
        return new TelemetrySpan
        {
            TraceId = TraceIdOf(i),
            SpanId = WrittenNames.IsHex(i.SpanId, 16) ? i.SpanId! : SpanIds.Made($"span {i.Id}"),
            ParentSpanId = WrittenNames.IsHex(i.ParentId, 16) ? i.ParentId : null,
            Name = WrittenNames.Span(document, operation),
            Kind = document.Kind is "llm" or "embedding" or "api_request" ? 3 : 1,
            Start = i.Timestamp,
            End = i.Timestamp + TimeSpan.FromMilliseconds(Math.Clamp(i.LatencyMs ?? 0, 0, int.MaxValue)),
            StatusCode = i.Status == InteractionStatus.Success ? 0 : 2,
            // Messages of errors repeat what was asked or answered.
            StatusMessage = withContent && i.Status != InteractionStatus.Success ? i.ErrorMessage : null,
            Attributes = attributes.Done(),
            Events = [.. record.Facts.Where(fact => fact is { Kind: FactKind.Evaluation, Name: not null }).Select(fact => Score(fact, withContent))],
            Scope = "reprise",
        };
    }

    /// <summary>Interactions of a session without a trace are one trace; the rest stand alone.</summary>
    internal static string TraceIdOf(Interaction i)
    {
        if (WrittenNames.IsHex(i.TraceId, 32)) return i.TraceId!;
        var together = i.TraceId ?? i.SessionId ?? i.Id.ToString();
        return SpanIds.Made($"trace {i.Project} {together}") + SpanIds.Made($"{together} trace {i.Project}");
    }

    private static void WriteUsage(AttributeWriter attributes, Interaction i)
    {
        if (i.CostUsd is { } cost) attributes.AddNumber("gen_ai.usage.cost", (double)cost);
        if (i.Usage is not { } usage) return;
        attributes.Add("gen_ai.usage.input_tokens", usage.PromptTokens);
        attributes.Add("gen_ai.usage.output_tokens", usage.CompletionTokens);
        if (usage.TotalTokens != (usage.PromptTokens ?? 0) + (usage.CompletionTokens ?? 0)) attributes.Add("gen_ai.usage.total_tokens", usage.TotalTokens);
        attributes.Add("gen_ai.usage.cache_read.input_tokens", usage.CachedTokens);
        attributes.Add("gen_ai.usage.cache_creation.input_tokens", usage.CacheWriteTokens);
        attributes.Add("gen_ai.usage.cache_creation.ephemeral_1h_input_tokens", usage.CacheWriteHourTokens);
        attributes.Add("gen_ai.usage.reasoning.output_tokens", usage.ReasoningTokens);
        attributes.Add("gen_ai.usage.input_audio_tokens", usage.PromptAudioTokens);
        attributes.Add("gen_ai.usage.output_audio_tokens", usage.CompletionAudioTokens);
    }

    private static void WriteTemplate(AttributeWriter attributes, string template)
    {
        var at = template.LastIndexOf('@');
        attributes.Add("gen_ai.prompt.name", at > 0 ? template[..at] : template);
        if (at > 0) attributes.Add("gen_ai.prompt.version", template[(at + 1)..]);
    }

    private static TelemetryEvent Score(Fact fact, bool withContent)
    {
        var attributes = new AttributeWriter();
        attributes.Add("gen_ai.evaluation.name", fact.Name);
        if (fact.Value is { } value) attributes.AddNumber("gen_ai.evaluation.score.value", value);
        if (withContent) attributes.Add("gen_ai.evaluation.explanation", fact.Text);
        return new TelemetryEvent(SpanScores.EventName, fact.Timestamp, attributes.Done());
    }
}
