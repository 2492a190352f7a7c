using System.Security.Cryptography;
using Reprise.Interactions;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Proof.Chain;

/// <summary>
/// What of a record is proven, as bytes: made from what a store gives back on reading, so the same for every engine (whole milliseconds, whole picodollars). A format
/// of its own, apart from export and documents: they may change, old proofs must not. A member may be added only where it is left out when it is not there.
/// </summary>
internal static class CanonicalForm
{
    /// <summary>Everything but what retention may take before the rest: bodies, response headers and previews.</summary>
    public static void Columns(CanonicalWriter writer, Interaction i)
    {
        writer.Clear();
        writer.Begin();
        Id(writer, "interaction_id"u8, i.Id);
        writer.Text("project"u8, i.Project);
        writer.Number("timestamp_ms"u8, Milliseconds(i.Timestamp));
        writer.Text("kind"u8, Words.Of(i.Kind));
        writer.Text("status"u8, Words.Of(i.Status));
        writer.Text("name"u8, i.Name);
        writer.Text("provider"u8, i.Provider);
        writer.Text("dialect"u8, i.Dialect);
        writer.Text("operation"u8, i.Operation);
        writer.Text("model"u8, i.Model);
        writer.Text("response_model"u8, i.ResponseModel);
        writer.Number("http_status"u8, i.HttpStatus);
        writer.Text("error_code"u8, i.ErrorCode);
        writer.Text("error_message"u8, i.ErrorMessage);
        writer.Text("user_id"u8, i.UserId);
        writer.Text("session_id"u8, i.SessionId);
        writer.Text("trace_id"u8, i.TraceId);
        writer.Text("span_id"u8, i.SpanId);
        writer.Text("parent_id"u8, i.ParentId);
        writer.Text("prompt_type"u8, i.PromptType);
        writer.Text("prompt_template"u8, i.PromptTemplate);
        writer.Texts("tags"u8, i.Tags);
        writer.Text("metadata"u8, i.Metadata);
        writer.Text("file_metadata"u8, i.FileMetadata);
        writer.Text("ip_address"u8, i.IpAddress);
        writer.Text("country"u8, i.Country);
        writer.Flag("streamed"u8, i.Streamed);
        writer.Text("finish_reason"u8, i.FinishReason);
        Usage(writer, i.Usage);
        writer.Number("latency_ms"u8, i.LatencyMs);
        writer.Number("ttft_ms"u8, i.TtftMs);
        writer.Number("embedding_time_ms"u8, i.EmbeddingTimeMs);
        writer.Number("retrieval_time_ms"u8, i.RetrievalTimeMs);
        writer.Number("llm_time_ms"u8, i.LlmTimeMs);
        writer.Number("cost_pico_usd"u8, Money.ToPico(i.CostUsd));
        writer.Number("saved_cost_pico_usd"u8, Money.ToPico(i.SavedCostUsd));
        writer.Text("price_version"u8, i.PriceVersion);
        Cache(writer, i.Cache);
        if (i.Replay is { } replay)
        {
            writer.Begin("replay"u8);
            if (replay.Of is { } original) Id(writer, "of"u8, original);
            writer.Text("run"u8, replay.Run);
            writer.End();
        }

        writer.Text("query"u8, i.Query);
        writer.Pairs("request_headers"u8, i.RequestHeaders);
        writer.Text("input_hash"u8, i.InputHash);
        writer.Text("prompt_hash"u8, i.PromptHash);
        writer.Number("quality_score"u8, i.QualityScore);
        writer.Text("record_error"u8, i.RecordError);
        writer.Number("request_bytes"u8, i.RequestBytes);
        writer.Number("response_bytes"u8, i.ResponseBytes);
        CanonicalNotes.Privacy(writer, i.Privacy);
        CanonicalNotes.Security(writer, i.Security);
        writer.End();
    }

    /// <summary>Bodies by their SHA-256 and length, response headers and previews. False when there is none of it; then nothing is written.</summary>
    public static bool Bodies(CanonicalWriter writer, RecordedInteraction record)
    {
        writer.Clear();
        var i = record.Interaction;
        if (record is { Request: null, Response: null, ResponseHeaders.Count: 0 } && i is { PromptPreview: null, ContentPreview: null }) return false;
        writer.Begin();
        Body(writer, "request"u8, record.Request);
        Body(writer, "response"u8, record.Response);
        writer.Pairs("response_headers"u8, record.ResponseHeaders);
        writer.Text("prompt_preview"u8, i.PromptPreview);
        writer.Text("content_preview"u8, i.ContentPreview);
        writer.End();
        return true;
    }

    public static void Fact(CanonicalWriter writer, Fact fact)
    {
        writer.Clear();
        writer.Begin();
        Id(writer, "fact_id"u8, fact.FactId);
        Id(writer, "interaction_id"u8, fact.InteractionId);
        writer.Text("project"u8, fact.Project);
        writer.Text("kind"u8, fact.Kind.ToString().ToLowerInvariant());
        writer.Number("timestamp_ms"u8, Milliseconds(fact.Timestamp));
        writer.Text("name"u8, fact.Name);
        writer.Number("value"u8, fact.Value);
        writer.Text("text"u8, fact.Text);
        writer.Text("author"u8, fact.Author);
        writer.End();
    }

    public static void Audit(CanonicalWriter writer, AuditEntry entry)
    {
        writer.Clear();
        writer.Begin();
        Id(writer, "audit_id"u8, entry.Id);
        writer.Number("timestamp_ms"u8, Milliseconds(entry.Timestamp));
        writer.Text("project"u8, entry.Project);
        writer.Text("actor"u8, entry.Actor);
        writer.Text("action"u8, entry.Action);
        writer.Text("subject"u8, entry.Subject);
        writer.Text("details"u8, entry.Details);
        writer.End();
    }

    private static void Usage(CanonicalWriter writer, TokenUsage? usage)
    {
        if (usage is null) return;
        writer.Begin("usage"u8);
        writer.Number("prompt_tokens"u8, usage.PromptTokens);
        writer.Number("completion_tokens"u8, usage.CompletionTokens);
        writer.Number("total_tokens"u8, usage.TotalTokens);
        writer.Number("cached_tokens"u8, usage.CachedTokens);
        writer.Number("cache_write_tokens"u8, usage.CacheWriteTokens);
        writer.Number("cache_write_hour_tokens"u8, usage.CacheWriteHourTokens);
        writer.Number("reasoning_tokens"u8, usage.ReasoningTokens);
        writer.Number("prompt_audio_tokens"u8, usage.PromptAudioTokens);
        writer.Number("cached_audio_tokens"u8, usage.CachedAudioTokens);
        writer.Number("completion_audio_tokens"u8, usage.CompletionAudioTokens);
        writer.Number("prompt_image_tokens"u8, usage.PromptImageTokens);
        writer.Number("completion_image_tokens"u8, usage.CompletionImageTokens);
        writer.Number("tool_prompt_tokens"u8, usage.ToolPromptTokens);
        writer.Number("web_searches"u8, usage.WebSearches);
        writer.Flag("estimated"u8, usage.Estimated);
        writer.End();
    }

    private static void Cache(CanonicalWriter writer, CacheOutcome? cache)
    {
        if (cache is null) return;
        writer.Begin("cache"u8);
        writer.Text("status"u8, cache.Status);
        writer.Number("similarity"u8, cache.Similarity);
        if (cache.SourceInteractionId is { } source) Id(writer, "source_interaction_id"u8, source);
        writer.Text("policy"u8, cache.Policy);
        writer.Text("reason"u8, cache.Reason);
        writer.End();
    }

    private static void Body(CanonicalWriter writer, ReadOnlySpan<byte> name, Body? body)
    {
        if (body is null) return;
        writer.Begin(name);
        writer.Text("content_type"u8, body.ContentType);
        writer.Text("content_encoding"u8, body.ContentEncoding);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> hex = stackalloc byte[SHA256.HashSizeInBytes * 2];
        SHA256.HashData(body.Bytes.Span, hash);
        Convert.TryToHexStringLower(hash, hex, out _);
        writer.Plain("sha256"u8, hex);
        writer.Number("length"u8, body.Bytes.Length);
        if (body.Chunks.Count > 0)
        {
            writer.BeginList("chunks"u8);
            foreach (var chunk in body.Chunks)
            {
                writer.BeginListItem();
                writer.Item(chunk.Length);
                writer.Item(chunk.DelayMs);
                writer.EndList();
            }

            writer.EndList();
        }

        writer.End();
    }

    private static void Id(CanonicalWriter writer, ReadOnlySpan<byte> name, InteractionId id) => writer.Text(name, id.ToString());

    // As engines keep times, those out of their range included.
    private static long Milliseconds(DateTimeOffset time) => Position.Start(time) >> Position.TieBits;
}
