using System.Text.Json;
using Reprise.Documents;
using static Reprise.Telemetry.SpanUsage;

namespace Reprise.Telemetry;

/// <summary>Tokens and costs from every place where an instrumentation keeps them, the most exact place first.</summary>
internal static class UsageReading
{
    private static readonly string[] s_prefixes = ["gen_ai.usage.", "llm.token_count.", "ai.usage.", "llm.usage."];

    public static MetricsDocument? Tokens(TelemetrySpan span, AttributeReader attributes)
    {
        var usage = new SpanUsage();
        var isApart = Langfuse(attributes, usage);
        usage.NextFamily();
        foreach (var prefix in s_prefixes)
        {
            // A name with points is of the current conventions, the same with underscores of older ones.
            foreach (var (name, value) in attributes.SeenBelow(prefix).OrderByDescending(one => one.Key.Contains('.', StringComparison.Ordinal)).ToList())
            {
                if (SlotOf(name) is not { } slot || AttributeReader.NumberOf(value) is not { } number) continue;
                usage.Add(slot, number);
                attributes.Take(prefix + name);
            }

            usage.NextFamily();
        }

        if (ClaudeCode.Word(span, attributes) is not null)
        {
            isApart |= usage[Slot.Input] is null && attributes.Has("input_tokens");
            usage.Add(Slot.Input, attributes.Count("input_tokens"));
            usage.Add(Slot.Output, attributes.Count("output_tokens"));
            usage.Add(Slot.Cached, attributes.Count("cache_read_tokens"));
            usage.Add(Slot.Write, attributes.Count("cache_creation_tokens"));
            usage.NextFamily();
        }

        Provider(attributes, usage);
        Bodies(attributes, usage);
        return usage.Any ? usage.Metrics(isApart, MayBeApart(attributes)) : null;
    }

    /// <summary>In US dollars; null when nothing says it.</summary>
    public static decimal? Cost(AttributeReader attributes)
    {
        var details = attributes.Peek("langfuse.observation.cost_details") is { } given ? TelemetryJson.Parsed(given) : null;
        var parts = details is { ValueKind: JsonValueKind.Object } json ? json.EnumerateObject().Where(part => part.Value.ValueKind == JsonValueKind.Number).ToList() : [];
        var total = details?.Field("total") is { ValueKind: JsonValueKind.Number } sum ? sum.GetDouble() : (double?)null;
        var said = total ?? (parts.Count == 0 ? null : parts.Sum(part => part.Value.GetDouble()));
        said ??= attributes.Number("gen_ai.usage.cost", "gen_ai.usage.total_cost", "gen_ai.usage.cost.total", "llm.cost.total", "llm.usage.cost", "operation.cost", "gen_ai.cost.total", "ai.usage.cost");
        if (said is null && attributes.Has("llm.cost.prompt", "llm.cost.completion")) said = (AttributeReader.NumberOf(attributes.Peek("llm.cost.prompt") ?? default) ?? 0) + (AttributeReader.NumberOf(attributes.Peek("llm.cost.completion") ?? default) ?? 0);
        if (said is null && attributes.Has("gen_ai.usage.input_cost", "gen_ai.usage.output_cost")) said = (AttributeReader.NumberOf(attributes.Peek("gen_ai.usage.input_cost") ?? default) ?? 0) + (AttributeReader.NumberOf(attributes.Peek("gen_ai.usage.output_cost") ?? default) ?? 0);
        // Sums of binary fractions have digits behind the twelfth that nobody was charged.
        return said is >= 0 and < 1e9 and var cost ? Math.Round((decimal)cost, 12) / 1.000000000000m : null;
    }

    /// <summary>Langfuse's own counts leave out of input and output what stands beside them; counts in OpenAI's words include it.</summary>
    /// <returns>Whether the input is apart from what was cached.</returns>
    private static bool Langfuse(AttributeReader attributes, SpanUsage usage)
    {
        if (attributes.Json("langfuse.observation.usage_details", "langfuse.observation.usage") is not { ValueKind: JsonValueKind.Object } details) return false;
        usage.AddAll(details);
        if (details.Field("prompt_tokens") is not null || details.Field("completion_tokens") is not null || details.Field("input_tokens_details") is not null) return false;
        // Buckets by lifetime stand in place of their sum.
        var written = details.EnumerateObject().Where(part => part.Value.ValueKind == JsonValueKind.Number && UsageWords.Of(part.Name) is var words && (words.Has("creation") || words.Has("write"))).Sum(part => part.Value.GetDouble());
        if (usage[Slot.Write] is null) usage.Add(Slot.Write, written > 0 ? written : null);
        return usage[Slot.Total] is null || usage[Slot.Total] != usage[Slot.Input] + (usage[Slot.Output] ?? 0);
    }

    /// <summary>What the AI SDK passes on of the provider's own counts. It stays among the metadata, since it says more than we count.</summary>
    private static void Provider(AttributeReader attributes, SpanUsage usage)
    {
        if ((attributes.Peek("ai.response.providerMetadata") ?? attributes.Peek("ai.result.providerMetadata")) is not { } value || TelemetryJson.Parsed(value) is not { ValueKind: JsonValueKind.Object } metadata) return;
        if (metadata.Object("anthropic") is { } anthropic)
        {
            if (anthropic.Object("usage") is { } raw)
            {
                usage.Add(Slot.Cached, Number(raw, "cache_read_input_tokens"));
                usage.Add(Slot.Write, Number(raw, "cache_creation_input_tokens"));
                usage.Add(Slot.WriteHour, raw.Object("cache_creation") is { } lifetimes ? Number(lifetimes, "ephemeral_1h_input_tokens") : null);
            }

            usage.Add(Slot.Cached, Number(anthropic, "cacheReadInputTokens"));
            usage.Add(Slot.Write, Number(anthropic, "cacheCreationInputTokens"));
        }

        if (metadata.Object("bedrock")?.Object("usage") is { } bedrock)
        {
            usage.Add(Slot.Cached, Number(bedrock, "cacheReadInputTokens"));
            if (Number(bedrock, "cacheWriteInputTokens") is var written && Number(bedrock, "cacheCreationInputTokens") is var created && (written ?? created) is not null) usage.Add(Slot.Write, Math.Max(written ?? 0, created ?? 0));
        }

        if (metadata.Object("openai") is { } openai)
        {
            usage.Add(Slot.Cached, Number(openai, "cachedPromptTokens"));
            usage.Add(Slot.Reasoning, Number(openai, "reasoningTokens"));
        }

        if ((metadata.Object("google") ?? metadata.Object("vertex"))?.Object("usageMetadata") is { } google) Gemini(google, usage);
        usage.NextFamily();
    }

    /// <summary>Counts in the bodies that some keep whole.</summary>
    private static void Bodies(AttributeReader attributes, SpanUsage usage)
    {
        if (attributes.Peek("gcp.vertex.agent.llm_response") is { } adk && TelemetryJson.Parsed(adk) is { } answer && (answer.Object("usage_metadata") ?? answer.Object("usageMetadata")) is { } counts) Gemini(counts, usage);
        usage.NextFamily();
        if (attributes.Peek("genkit:output") is { } genkit && TelemetryJson.Parsed(genkit)?.Object("usage") is { } used)
        {
            usage.Add(Slot.Input, Number(used, "inputTokens"));
            usage.Add(Slot.Output, Number(used, "outputTokens"));
            usage.Add(Slot.Total, Number(used, "totalTokens"));
            usage.Add(Slot.Reasoning, Number(used, "thoughtsTokens"));
            usage.Add(Slot.Cached, Number(used, "cachedContentTokens"));
        }

        usage.NextFamily();
        foreach (var name in (ReadOnlySpan<string>)["lk.llm_metrics", "mlflow.chat.tokenUsage", "langsmith.usage_metadata"])
        {
            if (attributes.Peek(name) is { } other && TelemetryJson.Parsed(other) is { } json) usage.AddAll(json);
            usage.NextFamily();
        }
    }

    private static void Gemini(JsonElement counts, SpanUsage usage)
    {
        usage.Add(Slot.Input, Number(counts, "prompt_token_count") ?? Number(counts, "promptTokenCount"));
        usage.Add(Slot.Output, Number(counts, "candidates_token_count") ?? Number(counts, "candidatesTokenCount"));
        usage.Add(Slot.Total, Number(counts, "total_token_count") ?? Number(counts, "totalTokenCount"));
        usage.Add(Slot.Cached, Number(counts, "cached_content_token_count") ?? Number(counts, "cachedContentTokenCount"));
        usage.Add(Slot.Reasoning, Number(counts, "thoughts_token_count") ?? Number(counts, "thoughtsTokenCount"));
    }

    /// <summary>Anthropic counts what was cached beside the input; instrumentations that pass its counts on unchanged are told by their sums.</summary>
    private static bool MayBeApart(AttributeReader attributes)
    {
        var said = attributes.PeekText("gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system", "ai.model.provider");
        var model = attributes.PeekText("gen_ai.request.model", "gen_ai.response.model", "llm.model_name", "ai.model.id", "langfuse.observation.model.name", "model");
        return (said?.Contains("anthropic", StringComparison.OrdinalIgnoreCase) ?? false) || (model?.Contains("claude", StringComparison.OrdinalIgnoreCase) ?? false);
    }

    private static double? Number(JsonElement json, string name) => json.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) ? number : null;
}
