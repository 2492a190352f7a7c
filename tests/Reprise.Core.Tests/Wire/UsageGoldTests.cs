using System.Text;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Tests;
using Reprise.Wire;

namespace Reprise.Core.Tests.Wire;

/// <summary>Compares our reading of real usage objects with counts somebody else extracted from the same objects.</summary>
public sealed class UsageGoldTests
{
    /// <summary>The gold set runs every extractor over every object that fits it; these are the ones written for the object's own provider.</summary>
    private static readonly Dictionary<string, string> Families = new(StringComparer.Ordinal)
    {
        ["openai/chat"] = "openai", ["openrouter/chat"] = "openrouter", ["openai/responses"] = "openai", ["google/default"] = "gemini", ["aws/default"] = "bedrock",
        ["anthropic/default"] = "anthropic", ["cohere/tokens"] = "cohere", ["cohere/embeddings"] = "cohere",
    };

    [Fact]
    public void Counts_are_exact_on_99_percent_of_the_gold_usages()
    {
        int rows = 0, exact = 0;
        var wrong = new List<string>();
        foreach (var line in File.ReadLines(Path.Combine(SharedData.Require("usage-gold"), "usages.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            var body = row.RootElement.GetProperty("body");
            var native = Native(body);
            foreach (var extracted in row.RootElement.GetProperty("extracted").EnumerateArray())
            {
                foreach (var extractor in extracted.GetProperty("extractors").EnumerateArray())
                {
                    var name = $"{extractor.GetProperty("provider_id").GetString()}/{extractor.GetProperty("api_flavor").GetString()}";
                    if (!native.Contains(name) || !Families.TryGetValue(name, out var family)) continue;
                    rows++;
                    var differences = Differences(extracted.GetProperty("usage"), UsageReader.Read(family, Encoding.UTF8.GetBytes(UsageOf(body))), name);
                    if (differences.Length == 0) exact++;
                    else wrong.Add($"{row.RootElement.GetProperty("id").GetString()} {name}: {differences}");
                }
            }
        }

        foreach (var line in wrong) TestContext.Current.SendDiagnosticMessage(line);
        rows.ShouldBeGreaterThan(900);
        ((double)exact / rows).ShouldBeGreaterThanOrEqualTo(0.99, $"{exact} of {rows}; first: {string.Join("\n", wrong.Take(20))}");
    }

    private static string[] Native(JsonElement body)
    {
        if (body.TryGetProperty("usageMetadata", out _)) return ["google/default"];
        if (body.TryGetProperty("meta", out _)) return ["cohere/embeddings"];
        var usage = body.GetProperty("usage");
        if (usage.TryGetProperty("tokens", out _)) return ["cohere/tokens"];
        if (usage.TryGetProperty("inputTokens", out _)) return ["aws/default"];
        if (usage.TryGetProperty("prompt_tokens", out _)) return ["openai/chat", "openrouter/chat"];
        return usage.TryGetProperty("input_tokens_details", out _) ? ["openai/responses"] : ["anthropic/default"];
    }

    private static string UsageOf(JsonElement body)
    {
        foreach (var name in (string[])["usage", "usageMetadata", "meta"])
        {
            if (body.TryGetProperty(name, out var usage)) return usage.GetRawText();
        }

        return "{}";
    }

    private static string Differences(JsonElement want, TokenUsage? got, string extractor)
    {
        var text = new StringBuilder();
        Compare("input_tokens", got?.BilledPromptTokens);
        Compare("output_tokens", got?.BilledCompletionTokens);
        Compare("cache_read_tokens", got?.CachedTokens);
        Compare("cache_write_tokens", got?.CacheWriteTokens);
        Compare("output_reasoning_tokens", got?.ReasoningTokens);
        Compare("input_audio_tokens", got?.PromptAudioTokens);
        Compare("cache_audio_read_tokens", got?.CachedAudioTokens);
        if (extractor.StartsWith("google", StringComparison.Ordinal))
        {
            Compare("output_image_tokens", got?.CompletionImageTokens);
            Compare("input_image_tokens", got?.PromptImageTokens);
            Compare("input_tool_tokens", got?.ToolPromptTokens);
        }

        if (extractor == "anthropic/default") Compare("web_searches", got?.WebSearches);
        return text.ToString();

        void Compare(string name, long? value)
        {
            var wanted = want.TryGetProperty(name, out var number) ? number.GetInt64() : 0;
            if (wanted != (value ?? 0)) text.Append(name).Append(' ').Append(wanted).Append(" but ").Append(value).Append("; ");
        }
    }
}
