using System.Globalization;
using System.Text;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Pricing;
using Reprise.Tests;
using Reprise.Wire;

namespace Reprise.Core.Tests.Pricing;

/// <summary>
/// Real usage blocks with the prices that the first authority's own program gives, at every provider whose reader understands the block. Costs are compared
/// on the day of that table, since some prices changed after it.
/// </summary>
public sealed class UsageGoldTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset s_day = new(2026, 8, 21, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Rows where the gold has a price and we, on purpose, have none.</summary>
    private static readonly Dictionary<string, string> s_unknownHere = new(StringComparer.Ordinal)
    {
        ["cerebras qwen-3-coder-480b"] = "an empty price in the first authority, which its program reads as zero; the model is not free",
        ["aws openai.gpt-5.6-luna"] = "not in the first authority's table of that commit; the second lists a fifth of the vendor's price",
    };

    [Fact]
    public void Cost_is_exact_wherever_the_gold_rows_know_a_price()
    {
        var wrong = new List<string>();
        var (priced, unknownHere) = (0, 0);
        var unknownThere = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Path.Combine(SharedData.Require("usage-gold"), "usages.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            var root = row.RootElement;
            var model = root.TryGetProperty("model", out var name) ? name.GetString() : ModelOf(root.GetProperty("body"));
            foreach (var extracted in root.GetProperty("extracted").EnumerateArray())
            {
                var usage = Read(extracted.GetProperty("usage"));
                foreach (var extractor in extracted.GetProperty("extractors").EnumerateArray())
                {
                    var provider = extractor.GetProperty("provider_id").GetString();
                    var ours = PriceTable.BuiltIn.Cost(provider, model, usage, s_day);
                    if (Expected(extractor) is not { } expected)
                    {
                        if (ours is not null) unknownThere[$"{provider} {model}"] = unknownThere.GetValueOrDefault($"{provider} {model}") + 1;
                        continue;
                    }

                    priced++;
                    if (ours is null && s_unknownHere.TryGetValue($"{provider} {model}", out var reason))
                    {
                        output.WriteLine($"{root.GetProperty("id")} {provider} {model}: no price, since it is {reason}.");
                        unknownHere++;
                        continue;
                    }

                    if (ours is null || Math.Abs(ours.Value.Total - expected) > 1e-9m)
                        wrong.Add($"{root.GetProperty("id")} {provider}/{extractor.GetProperty("api_flavor")} {model}: {ours?.Total} for {expected}");
                }
            }
        }

        output.WriteLine($"{priced - unknownHere - wrong.Count} of {priced} exact, {unknownHere} unknown on purpose; {unknownThere.Values.Sum()} more priced from other sources.");
        foreach (var (what, count) in unknownThere.OrderByDescending(pair => pair.Value)) output.WriteLine($"  beyond the gold: {count,4} {what}");
        foreach (var text in wrong) output.WriteLine(text);
        priced.ShouldBeGreaterThan(2_000);
        wrong.ShouldBeEmpty();
        unknownHere.ShouldBeLessThan(priced / 500);
    }

    /// <summary>As recorded in practice: the raw object through our own reader, at the providers that send such objects.</summary>
    [Fact]
    public void Cost_is_exact_from_the_raw_usage_objects_too()
    {
        var wrong = new List<string>();
        var (priced, partsNotReadThere) = (0, 0);
        foreach (var line in File.ReadLines(Path.Combine(SharedData.Require("usage-gold"), "usages.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            var root = row.RootElement;
            var body = root.GetProperty("body");
            var model = root.TryGetProperty("model", out var name) ? name.GetString() : ModelOf(body);
            var (family, flavors, raw) = Shape(body);
            var usage = UsageReader.Read(family, Encoding.UTF8.GetBytes(raw.GetRawText()));
            foreach (var extractor in root.GetProperty("extracted").EnumerateArray().SelectMany(extracted => extracted.GetProperty("extractors").EnumerateArray()))
            {
                var provider = extractor.GetProperty("provider_id").GetString();
                var which = $"{provider}/{extractor.GetProperty("api_flavor").GetString()}";
                if (!flavors.Contains(which) || Expected(extractor) is not { } expected || s_unknownHere.ContainsKey($"{provider} {model}")) continue;
                if (IsPartNotReadThere(provider, usage))
                {
                    partsNotReadThere++;
                    continue;
                }

                priced++;
                var ours = usage is null ? null : PriceTable.BuiltIn.Cost(provider, model, usage, s_day);
                if (ours is null || Math.Abs(ours.Value.Total - expected) > 1e-9m) wrong.Add($"{root.GetProperty("id")} {which} {model}: {ours?.Total} for {expected} {raw}");
            }
        }

        output.WriteLine($"{priced - wrong.Count} of {priced} exact; {partsNotReadThere} left out, whose gold leaves a billed part out.");
        foreach (var text in wrong) output.WriteLine(text);
        priced.ShouldBeGreaterThan(900);
        wrong.ShouldBeEmpty();
    }

    /// <summary>The gold's extractors of resellers do not read searches, nor Azure's the cache writes; the vendors' own do, and are compared.</summary>
    private static bool IsPartNotReadThere(string? provider, TokenUsage? usage) =>
        (usage?.WebSearches > 0 && provider is not "anthropic") || (usage?.CacheWriteTokens > 0 && usage.CacheWriteHourTokens is null && provider is "azure");

    /// <summary>Which reader fits an object, and which of the gold's extractors were written for it.</summary>
    private static (string Family, string[] Flavors, JsonElement Usage) Shape(JsonElement body)
    {
        if (body.TryGetProperty("usageMetadata", out var usage)) return ("gemini", ["google/default"], usage);
        if (body.TryGetProperty("meta", out usage)) return ("cohere", ["cohere/embeddings"], usage);
        usage = body.GetProperty("usage");
        if (usage.TryGetProperty("tokens", out _)) return ("cohere", ["cohere/tokens"], usage);
        if (usage.TryGetProperty("inputTokens", out _)) return ("bedrock", ["aws/default"], usage);
        if (usage.TryGetProperty("prompt_tokens", out _))
            return ("openai", ["openai/chat", "azure/chat", "openrouter/chat", "groq/default", "mistral/default", "deepseek/chat", "huggingface_novita/chat", "cerebras/chat"], usage);
        if (usage.TryGetProperty("input_tokens_details", out _)) return ("openai", ["openai/responses", "azure/responses"], usage);
        return ("anthropic", ["anthropic/default", "aws/anthropic", "azure/anthropic", "google/anthropic"], usage);
    }

    private static string? ModelOf(JsonElement body) =>
        body.TryGetProperty("model", out var model) || body.TryGetProperty("modelVersion", out model) ? model.GetString() : null;

    private static decimal? Expected(JsonElement extractor)
    {
        if (!extractor.TryGetProperty("input_price", out var input)) return null;
        if (extractor.TryGetProperty("total_price", out var total)) return Number(total);
        return Number(input) + Number(extractor.GetProperty("output_price"));
    }

    private static decimal Number(JsonElement text) => decimal.Parse(text.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static TokenUsage Read(JsonElement usage)
    {
        long? Of(string name) => usage.TryGetProperty(name, out var value) ? value.GetInt64() : null;
        return new TokenUsage
        {
            PromptTokens = Of("input_tokens") ?? 0,
            CompletionTokens = Of("output_tokens"),
            CachedTokens = Of("cache_read_tokens"),
            CacheWriteTokens = Of("cache_write_tokens"),
            CacheWriteHourTokens = Of("cache_write_1h_tokens"),
            ReasoningTokens = Of("output_reasoning_tokens"),
            PromptAudioTokens = Of("input_audio_tokens"),
            CachedAudioTokens = Of("cache_audio_read_tokens"),
            CompletionAudioTokens = Of("output_audio_tokens"),
            PromptImageTokens = Of("input_image_tokens"),
            CompletionImageTokens = Of("output_image_tokens"),
            WebSearches = Of("web_searches"),
        };
    }
}
