using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Reprise.Interactions;

namespace Reprise.Documents;

/// <summary>
/// Writes a record so that it can be stored again without loss: the columns as they are on record, nothing read from bodies and nothing folded from facts, with
/// the exact bodies and every fact. The members have the names of <see cref="InteractionDocument"/>; <c>"exact": true</c> tells the reader that what is not
/// there is not known, and not to be found out. No dialect is asked, so this is cheap.
/// </summary>
public static class ExactRecordWriter
{
    /// <summary>JSON text that is nested deeper is written as a string, so that it fits into a record of <see cref="RecordJson.MaxDepth"/>.</summary>
    private const int MaxDepth = RecordJson.MaxDepth - 8;

    /// <summary>What else must be written as a string: line breaks, which NDJSON has no room for.</summary>
    private static readonly SearchValues<char> s_breaks = SearchValues.Create("\r\n");

    private static readonly SearchValues<byte> s_escaped = SearchValues.Create([.. Enumerable.Range(0, 32).Select(b => (byte)b), (byte)'"', (byte)'\\']);

    /// <summary>One JSON object. The writer should have the relaxed encoder, as elsewhere.</summary>
    public static void Write(Utf8JsonWriter writer, RecordedInteraction record)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(record);
        var i = record.Interaction;
        writer.WriteStartObject();
        writer.WriteBoolean("exact"u8, true);
        writer.WriteString("interaction_id"u8, i.Id.ToString());
        writer.WriteString("project"u8, i.Project);
        Time(writer, "timestamp"u8, i.Timestamp);
        writer.WriteString("kind"u8, Words.Of(i.Kind));
        writer.WriteString("status"u8, Words.Of(i.Status));
        Text(writer, "name"u8, i.Name);
        Text(writer, "provider"u8, i.Provider);
        writer.WriteString("dialect"u8, i.Dialect);
        Text(writer, "operation"u8, i.Operation);
        Text(writer, "model"u8, i.Model);
        Text(writer, "response_model"u8, i.ResponseModel);
        Number(writer, "http_status"u8, i.HttpStatus);
        Text(writer, "error_code"u8, i.ErrorCode);
        Text(writer, "error_message"u8, i.ErrorMessage);
        Text(writer, "user_id"u8, i.UserId);
        Text(writer, "session_id"u8, i.SessionId);
        Text(writer, "trace_id"u8, i.TraceId);
        Text(writer, "span_id"u8, i.SpanId);
        Text(writer, "parent_id"u8, i.ParentId);
        Text(writer, "prompt_type"u8, i.PromptType);
        Text(writer, "prompt_template"u8, i.PromptTemplate);
        Tags(writer, i.Tags);
        Json(writer, "metadata"u8, i.Metadata);
        Json(writer, "file_metadata"u8, i.FileMetadata);
        Text(writer, "ip_address"u8, i.IpAddress);
        Text(writer, "country"u8, i.Country);
        writer.WriteBoolean("stream"u8, i.Streamed);
        Text(writer, "finish_reason"u8, i.FinishReason);
        Text(writer, "prompt_preview"u8, i.PromptPreview);
        Text(writer, "content_preview"u8, i.ContentPreview);
        Metrics(writer, i);
        Cache(writer, i.Cache);
        Replay(writer, i.Replay);
        Request(writer, i);
        NoteJson.WriteMembers(writer, i.Privacy, i.Security);
        Text(writer, "input_hash"u8, i.InputHash);
        Text(writer, "prompt_hash"u8, i.PromptHash);
        if (i.QualityScore is { } quality) writer.WriteNumber("quality_score"u8, quality);
        Text(writer, "record_error"u8, i.RecordError);
        writer.WriteNumber("request_bytes"u8, i.RequestBytes);
        writer.WriteNumber("response_bytes"u8, i.ResponseBytes);
        Bodies(writer, record);
        if (record.Facts.Count > 0)
        {
            writer.WriteStartArray("facts"u8);
            foreach (var fact in record.Facts) Write(writer, fact, alone: false);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>One fact as a JSON object.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="fact">The fact.</param>
    /// <param name="alone">Whether it must say itself which interaction it is about.</param>
    public static void Write(Utf8JsonWriter writer, Fact fact, bool alone)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(fact);
        writer.WriteStartObject();
        writer.WriteString("fact_id"u8, fact.FactId.ToString());
        if (alone) writer.WriteString("interaction_id"u8, fact.InteractionId.ToString());
        writer.WriteString("kind"u8, FactDocuments.Kinds[(int)fact.Kind]);
        Time(writer, "timestamp"u8, fact.Timestamp);
        Text(writer, "name"u8, fact.Name);
        if (fact.Value is { } value) writer.WriteNumber("value"u8, value);
        Text(writer, "text"u8, fact.Text);
        Text(writer, "author"u8, fact.Author);
        writer.WriteEndObject();
    }

    private static void Metrics(Utf8JsonWriter writer, Interaction i)
    {
        writer.WriteStartObject("metrics"u8);
        if (i.Usage is { } usage)
        {
            Number(writer, "prompt_tokens"u8, usage.PromptTokens);
            Number(writer, "completion_tokens"u8, usage.CompletionTokens);
            Number(writer, "total_tokens"u8, usage.TotalTokens);
            Number(writer, "cached_tokens"u8, usage.CachedTokens);
            Number(writer, "cache_write_tokens"u8, usage.CacheWriteTokens);
            Number(writer, "reasoning_tokens"u8, usage.ReasoningTokens);
            Number(writer, "cache_write_hour_tokens"u8, usage.CacheWriteHourTokens);
            Number(writer, "prompt_audio_tokens"u8, usage.PromptAudioTokens);
            Number(writer, "cached_audio_tokens"u8, usage.CachedAudioTokens);
            Number(writer, "completion_audio_tokens"u8, usage.CompletionAudioTokens);
            Number(writer, "prompt_image_tokens"u8, usage.PromptImageTokens);
            Number(writer, "completion_image_tokens"u8, usage.CompletionImageTokens);
            Number(writer, "tool_prompt_tokens"u8, usage.ToolPromptTokens);
            Number(writer, "web_searches"u8, usage.WebSearches);
            writer.WriteBoolean("estimated"u8, usage.Estimated);
        }

        Number(writer, "latency_ms"u8, i.LatencyMs);
        Number(writer, "ttft_ms"u8, i.TtftMs);
        Number(writer, "embedding_time_ms"u8, i.EmbeddingTimeMs);
        Number(writer, "retrieval_time_ms"u8, i.RetrievalTimeMs);
        Number(writer, "llm_time_ms"u8, i.LlmTimeMs);
        if (i.CostUsd is { } cost) writer.WriteNumber("total_cost_usd"u8, cost);
        if (i.SavedCostUsd is { } saved) writer.WriteNumber("saved_cost_usd"u8, saved);
        Text(writer, "price_version"u8, i.PriceVersion);
        writer.WriteEndObject();
    }

    private static void Cache(Utf8JsonWriter writer, CacheOutcome? cache)
    {
        if (cache is null) return;
        writer.WriteStartObject("cache"u8);
        writer.WriteString("status"u8, cache.Status);
        if (cache.Similarity is { } similarity) writer.WriteNumber("similarity"u8, similarity);
        Text(writer, "source_interaction_id"u8, cache.SourceInteractionId?.ToString());
        Text(writer, "policy"u8, cache.Policy);
        Text(writer, "reason"u8, cache.Reason);
        writer.WriteEndObject();
    }

    private static void Replay(Utf8JsonWriter writer, ReplayOrigin? replay)
    {
        if (replay is null) return;
        writer.WriteStartObject("replay"u8);
        Text(writer, "of"u8, replay.Of?.ToString());
        Text(writer, "run"u8, replay.Run);
        writer.WriteEndObject();
    }

    /// <summary>What is known of the request beside its body.</summary>
    private static void Request(Utf8JsonWriter writer, Interaction i)
    {
        if (i is { Query: null, RequestHeaders.Count: 0 }) return;
        writer.WriteStartObject("request"u8);
        Text(writer, "query"u8, i.Query);
        if (Sections.Headers(i.RequestHeaders) is { } headers)
        {
            writer.WriteStartObject("headers"u8);
            foreach (var (name, value) in headers) writer.WriteString(name, value);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Bodies(Utf8JsonWriter writer, RecordedInteraction record)
    {
        if (record is { Request: null, Response: null, ResponseHeaders.Count: 0 }) return;
        writer.WriteStartObject("bodies"u8);
        Body(writer, "request"u8, record.Request);
        Body(writer, "response"u8, record.Response);
        if (record.ResponseHeaders.Count > 0)
        {
            writer.WriteStartArray("response_headers"u8);
            foreach (var header in record.ResponseHeaders)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(header.Key);
                writer.WriteStringValue(header.Value);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Body(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Body? body)
    {
        if (body is null) return;
        var bytes = body.Bytes.Span;
        writer.WriteStartObject(name);
        Text(writer, "content_type"u8, body.ContentType);
        Text(writer, "content_encoding"u8, body.ContentEncoding);
        if (Utf8.IsValid(bytes) && !GrowsAsText(bytes)) writer.WriteString("text"u8, bytes);
        else writer.WriteBase64String("base64"u8, bytes);
        if (body.Chunks.Count > 0)
        {
            writer.WriteStartArray("chunks"u8);
            foreach (var chunk in body.Chunks)
            {
                writer.WriteStartArray();
                writer.WriteNumberValue(chunk.Length);
                writer.WriteNumberValue(chunk.DelayMs);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>A body of control characters takes six times its size as text; base64 takes a third more. Only large bodies are worth the look.</summary>
    private static bool GrowsAsText(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 1 << 20) return false;
        var room = bytes.Length / 3;
        for (var rest = bytes; rest.IndexOfAny(s_escaped) is >= 0 and var at; rest = rest[(at + 1)..])
        {
            if ((room -= rest[at] < 32 ? 5 : 1) < 0) return true;
        }

        return false;
    }

    private static void Tags(Utf8JsonWriter writer, IReadOnlyList<string> tags)
    {
        if (tags.Count == 0) return;
        writer.WriteStartArray("tags"u8);
        foreach (var tag in tags) writer.WriteStringValue(tag);
        writer.WriteEndArray();
    }

    /// <summary>
    /// An object or a list as the JSON it is, letter for letter. As a string whatever would not come back so: text that is no JSON, or breaks the line or the
    /// depth of a record, or escapes a surrogate, which a reader of records puts right when it has lost its other half.
    /// </summary>
    private static void Json(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? json)
    {
        if (json is null) return;
        if (json is not ['{' or '[', ..] || json.AsSpan().IndexOfAny(s_breaks) >= 0 || json.Contains("\\ud", StringComparison.OrdinalIgnoreCase) || !IsJson(json))
        {
            writer.WriteString(name, json);
            return;
        }

        writer.WritePropertyName(name);
        writer.WriteRawValue(json, skipInputValidation: true);
    }

    private static bool IsJson(string json)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(json.Length));
        try
        {
            if (Utf8.FromUtf16(json, buffer, out _, out var length, replaceInvalidSequences: false) != OperationStatus.Done) return false;
            var reader = new Utf8JsonReader(buffer.AsSpan(0, length), new JsonReaderOptions { MaxDepth = MaxDepth });
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Time(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        Span<char> text = stackalloc char[32];
        var format = time.Ticks % TimeSpan.TicksPerMillisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";
        time.UtcDateTime.TryFormat(text, out var length, format, CultureInfo.InvariantCulture);
        writer.WriteString(name, text[..length]);
    }

    private static void Text(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null) writer.WriteString(name, value);
    }

    private static void Number(Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number) writer.WriteNumber(name, number);
    }
}
