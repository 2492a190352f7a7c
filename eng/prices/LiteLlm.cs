using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reprise.BuildPrices;

internal static class LiteLlm
{
    private static readonly Dictionary<string, string> s_providers = new(StringComparer.Ordinal)
    {
        ["azure_ai"] = "azure", ["azure_text"] = "azure", ["bedrock"] = "aws", ["bedrock_converse"] = "aws", ["bedrock_mantle"] = "aws", ["amazon_nova"] = "aws",
        ["gemini"] = "google", ["palm"] = "google", ["vertex_ai"] = "google", ["xai"] = "x-ai", ["moonshot"] = "moonshotai", ["voyage"] = "voyageai",
        ["together_ai"] = "together", ["fireworks_ai"] = "fireworks", ["cohere_chat"] = "cohere", ["text-completion-openai"] = "openai",
        ["codestral"] = "mistral", ["text-completion-codestral"] = "mistral", ["fireworks_ai-embedding-models"] = "fireworks",
    };

    private static readonly (string Ours, string Theirs)[] s_fields =
    [
        ("input", "input_cost_per_token"), ("output", "output_cost_per_token"), ("cache_read", "cache_read_input_token_cost"),
        ("cache_write", "cache_creation_input_token_cost"), ("cache_write_hour", "cache_creation_input_token_cost_above_1hr"),
        ("reasoning", "output_cost_per_reasoning_token"), ("audio_input", "input_cost_per_audio_token"), ("audio_output", "output_cost_per_audio_token"),
        ("audio_cache_read", "cache_read_input_audio_token_cost"), ("image_input", "input_cost_per_image_token"), ("image_output", "output_cost_per_image_token"),
    ];

    public static List<Listing> Read(JsonElement table) =>
    [
        .. from entry in table.EnumerateObject()
           where entry.Name != "sample_spec" && !Regex.IsMatch(entry.Name, "^bedrock/.*/") && ModelOf(entry) is not null
           let listing = ModelOf(entry)!
           // Two front doors of Google list some names twice; the plain API comes first.
           orderby entry.Name.StartsWith("vertex_ai", StringComparison.Ordinal)
           select listing,
    ];

    private static Listing? ModelOf(JsonProperty entry)
    {
        if (!entry.Value.TryGetProperty("litellm_provider", out var at)) return null;
        var theirs = at.GetString()!;
        var prices = PricesOf(entry.Value);
        if (prices is null) return null;
        var provider = theirs.StartsWith("vertex_ai", StringComparison.Ordinal) ? "google" : s_providers.GetValueOrDefault(theirs, theirs);
        if (prices["input"] == 0 && (prices["output"] ?? 0) == 0 && !IsFree(provider, entry)) return null;
        var name = entry.Name.ToLowerInvariant();
        var slash = name.IndexOf('/');
        if (slash > 0 && (name[..slash] == theirs || s_providers.ContainsKey(name[..slash]) || s_providers.GetValueOrDefault(theirs) == name[..slash]
            || name[..slash] is "bedrock" or "vertex_ai" or "openai" && theirs != "openrouter" && provider is "aws" or "google")) name = name[(slash + 1)..];
        return new Listing(entry.Name, provider, name, "litellm", prices);
    }

    private static Prices? PricesOf(JsonElement model)
    {
        var prices = new Prices();
        foreach (var (ours, theirs) in s_fields)
        {
            prices.Set(ours, PerMillion(model, theirs));
            foreach (var field in model.EnumerateObject())
            {
                if (!field.Name.StartsWith(theirs + "_above_", StringComparison.Ordinal)) continue;
                var size = Regex.Match(field.Name[theirs.Length..], "^_above_([0-9]+)k_tokens$");
                if (size.Success) prices.Set(ours, PerMillion(model, field.Name), long.Parse(size.Groups[1].Value, CultureInfo.InvariantCulture) * 1000);
            }
        }

        if (model.TryGetProperty("tiered_pricing", out var tiers)) ReadRanges(prices, tiers);
        if (model.TryGetProperty("search_context_cost_per_query", out var search) && search.TryGetProperty("search_context_size_medium", out var medium))
            prices.Set("web_search", medium.GetDecimal() * 1000);
        if (prices["input"] is null) return null;

        // A chat model whose answers cost nothing is a gap in the table, not a gift.
        var mode = model.TryGetProperty("mode", out var value) ? value.GetString() : null;
        var answers = mode is "chat" or "completion" or "responses";
        if (prices["output"] == 0 && prices["input"] > 0)
        {
            if (answers) return null;
            prices.Base.Remove("output");
        }

        // No token costs a tenth of a cent: such prices were entered per thousand.
        if (prices["input"] > 1_000 || prices["output"] > 1_000) return null;
        if (prices["reasoning"] == prices["output"]) prices.Base.Remove("reasoning");
        return prices;
    }

    private static void ReadRanges(Prices prices, JsonElement tiers)
    {
        foreach (var tier in tiers.EnumerateArray())
        {
            if (!tier.TryGetProperty("range", out var range)) continue;
            var above = (long)range[0].GetDecimal();
            foreach (var (ours, theirs) in s_fields) prices.Set(ours, PerMillion(tier, theirs), above == 0 ? null : above);
        }
    }

    private static bool IsFree(string provider, JsonProperty entry) =>
        entry.Name.EndsWith(":free", StringComparison.Ordinal) || (provider == "openai" && entry.Name.Contains("moderation"));

    private static decimal? PerMillion(JsonElement model, string field) =>
        model.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDecimal() * 1_000_000m : null;
}
