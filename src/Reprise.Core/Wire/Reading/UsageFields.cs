using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>
/// Token counts under all the names providers give them. Reading again lays later counts over earlier ones, since a stream may spread its usage over several
/// events, with the last one true.
/// </summary>
internal sealed class UsageFields
{
    private long? _prompt, _input, _completion, _total;
    private long? _billedInput, _billedOutput;
    private long? _cachedWithin, _cachedBeside, _writtenWithin, _writtenBeside, _writtenHour;
    private long? _reasoning, _promptAudio, _cachedAudio, _completionAudio, _promptImage, _completionImage, _toolPrompt, _webSearches;

    /// <summary>Whether the completion leaves thinking out although nothing but the total says so (xAI).</summary>
    public bool ThinkingIsApart { get; set; }

    /// <summary>Reads the object at the cursor; null or another type changes nothing.</summary>
    public void Read(ref JsonCursor json)
    {
        if (!json.EnterObject()) return;
        while (json.NextProperty(out var name)) ReadProperty(ref json, name);
    }

    /// <summary>For dialects that keep counts beside other properties: reads the value if its name is a known count, else skips it.</summary>
    public void ReadProperty(ref JsonCursor json, ReadOnlySpan<byte> name)
    {
        if (json.IsObject) ReadPart(ref json, name);
        else if (json.IsArray) ReadModalities(ref json, name);
        else if (json.Count() is { } count) Take(name, count);
    }

    public TokenUsage? ToUsage()
    {
        // Anthropic and Bedrock count cached tokens beside `input_tokens`; those who say `prompt_tokens` count them within it.
        var beside = (_cachedBeside ?? 0) + (_writtenBeside ?? 0);
        var prompt = _prompt ?? (_input is { } input ? input + beside : (long?)null) ?? _billedInput;
        var completion = _completion ?? _billedOutput;
        var total = _total;
        if (prompt is null && completion is null && total is null) return null;
        if (ThinkingIsApart && _reasoning > 0) total = Math.Max(total ?? 0, (prompt ?? 0) + (completion ?? 0) + _reasoning.Value);
        return new TokenUsage
        {
            PromptTokens = prompt,
            CompletionTokens = completion,
            TotalTokens = total ?? (prompt ?? 0) + (completion ?? 0),
            CachedTokens = _cachedBeside ?? _cachedWithin,
            CacheWriteTokens = _writtenBeside ?? _writtenWithin,
            CacheWriteHourTokens = _writtenHour,
            ReasoningTokens = _reasoning,
            PromptAudioTokens = _promptAudio,
            CachedAudioTokens = _cachedAudio,
            CompletionAudioTokens = _completionAudio,
            PromptImageTokens = _promptImage,
            CompletionImageTokens = _completionImage,
            ToolPromptTokens = _toolPrompt,
            WebSearches = _webSearches,
        };
    }

    // Mistral's `num_cached_tokens` is left out: it tells of its engine's own prefix cache, which no price knows.
    private void Take(ReadOnlySpan<byte> name, long count)
    {
        if (name.Is("prompt_tokens"u8) || name.Is("promptTokenCount"u8) || name.Is("prompt_eval_count"u8) || name.Is("prompt_token_count"u8)) _prompt = count;
        else if (name.Is("input_tokens"u8) || name.Is("inputTokens"u8) || name.Is("inputTokenCount"u8) || name.Is("inputTextTokenCount"u8)
            || name.Is("input_token_count"u8) || name.Is("total_input_tokens"u8)) _input = Math.Max(_input ?? 0, count);
        else if (name.Is("completion_tokens"u8) || name.Is("output_tokens"u8) || name.Is("outputTokens"u8) || name.Is("candidatesTokenCount"u8)
            || name.Is("eval_count"u8) || name.Is("outputTokenCount"u8) || name.Is("generation_token_count"u8) || name.Is("responseTokenCount"u8)
            || name.Is("generated_token_count"u8) || name.Is("total_output_tokens"u8) || name.Is("generated_tokens"u8)) _completion = count;
        else if (name.Is("total_tokens"u8) || name.Is("totalTokens"u8) || name.Is("totalTokenCount"u8)) _total = count;
        else if (name.Is("cache_read_input_tokens"u8) || name.Is("cacheReadInputTokens"u8) || name.Is("cacheReadInputTokenCount"u8)) _cachedBeside = count;
        else if (name.Is("cache_creation_input_tokens"u8) || name.Is("cacheWriteInputTokens"u8) || name.Is("cacheWriteInputTokenCount"u8)) _writtenBeside = count;
        else if (name.Is("cachedContentTokenCount"u8) || name.Is("total_cached_tokens"u8) || name.Is("cached_tokens"u8) || name.Is("prompt_cache_hit_tokens"u8)) _cachedWithin = count;
        else if (name.Is("thoughtsTokenCount"u8) || name.Is("total_thought_tokens"u8) || name.Is("reasoning_tokens"u8)) _reasoning = count;
        else if (name.Is("toolUsePromptTokenCount"u8) || name.Is("total_tool_use_tokens"u8)) _toolPrompt = count;
        else if (name.Is("num_search_queries"u8)) _webSearches = count;
    }

    private void ReadPart(ref JsonCursor json, ReadOnlySpan<byte> part)
    {
        var prompt = part.Is("prompt_tokens_details"u8) || part.Is("input_tokens_details"u8) || part.Is("prompt_token_details"u8);
        var completion = part.Is("completion_tokens_details"u8) || part.Is("output_tokens_details"u8) || part.Is("completion_token_details"u8);
        var tokens = part.Is("tokens"u8);
        var billed = part.Is("billed_units"u8);
        var creation = part.Is("cache_creation"u8);
        var tools = part.Is("server_tool_use"u8);
        while (json.NextProperty(out var name))
        {
            if (json.Count() is not { } count) continue;
            if (prompt) TakePrompt(name, count);
            else if (completion) TakeCompletion(name, count);
            else if (tokens) Take(name, count);
            else if (billed && name.Is("input_tokens"u8)) _billedInput = count;
            else if (billed && name.Is("output_tokens"u8)) _billedOutput = count;
            else if (creation && name.Is("ephemeral_1h_input_tokens"u8)) _writtenHour = count;
            else if (tools && name.Is("web_search_requests"u8)) _webSearches = count;
        }
    }

    private void TakePrompt(ReadOnlySpan<byte> name, long count)
    {
        if (name.Is("cached_tokens"u8)) _cachedWithin = count;
        else if (name.Is("cache_write_tokens"u8)) _writtenWithin = count;
        else if (name.Is("audio_tokens"u8)) _promptAudio = count;
        else if (name.Is("image_tokens"u8)) _promptImage = count;
    }

    private void TakeCompletion(ReadOnlySpan<byte> name, long count)
    {
        if (name.Is("reasoning_tokens"u8) || name.Is("thinking_tokens"u8)) _reasoning = count;
        else if (name.Is("audio_tokens"u8)) _completionAudio = count;
        else if (name.Is("image_tokens"u8)) _completionImage = count;
    }

    /// <summary>Gemini: <c>[{"modality":"AUDIO","tokenCount":32}]</c>. Bedrock: <c>[{"ttl":"1h","inputTokens":32}]</c>.</summary>
    private void ReadModalities(ref JsonCursor json, ReadOnlySpan<byte> list)
    {
        var prompt = list.Is("promptTokensDetails"u8);
        var cached = list.Is("cacheTokensDetails"u8);
        var completion = list.Is("candidatesTokensDetails"u8) || list.Is("responseTokensDetails"u8);
        var writes = list.Is("cacheDetails"u8);
        if (!prompt && !cached && !completion && !writes)
        {
            json.Skip();
            return;
        }

        if (prompt) _promptAudio = _promptImage = null;
        if (cached) _cachedAudio = null;
        if (completion) _completionAudio = _completionImage = null;
        while (json.NextItem())
        {
            if (!json.EnterObject()) continue;
            bool audio = false, image = false, hour = false;
            long count = 0;
            while (json.NextProperty(out var name))
            {
                if (name.Is("modality"u8))
                {
                    audio = json.TextIs("AUDIO"u8);

                    // A document is read as pictures of its pages and billed as such.
                    image = json.TextIs("IMAGE"u8) || json.TextIs("DOCUMENT"u8);
                    json.Skip();
                }
                else if (name.Is("ttl"u8))
                {
                    hour = json.TextIs("1h"u8);
                    json.Skip();
                }
                else count = json.Count() ?? count;
            }

            if (writes && hour) _writtenHour = (_writtenHour ?? 0) + count;
            if (prompt && audio) _promptAudio = (_promptAudio ?? 0) + count;
            if (prompt && image) _promptImage = (_promptImage ?? 0) + count;
            if (cached && audio) _cachedAudio = (_cachedAudio ?? 0) + count;
            if (completion && audio) _completionAudio = (_completionAudio ?? 0) + count;
            if (completion && image) _completionImage = (_completionImage ?? 0) + count;
        }
    }
}
