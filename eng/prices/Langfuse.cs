using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reprise.BuildPrices;

internal static class Langfuse
{
    public static IEnumerable<Listing> Read(JsonElement models) =>
        from model in models.EnumerateArray()
        let prices = PricesOf(model)
        where prices is not null
        from name in Names(model.GetProperty("matchPattern").GetString()!)
        let provider = ProviderOf(name)
        where provider is not null
        select new Listing(name, provider, name, "langfuse", prices);

    private static string? ProviderOf(string name) => name switch
    {
        _ when Regex.IsMatch(name, "^(ft:)?(gpt-|o[134]|text-|babbage|davinci|chatgpt)") && !name.Contains("bison") && !name.Contains("unicorn") => "openai",
        _ when name.StartsWith("claude", StringComparison.Ordinal) => "anthropic",
        _ when Regex.IsMatch(name, "^gemini") => "google",
        _ => null,
    };

    private static Prices? PricesOf(JsonElement model)
    {
        var tier = model.GetProperty("pricingTiers").EnumerateArray().First(tier => tier.GetProperty("isDefault").GetBoolean()).GetProperty("prices");
        var prices = new Prices();
        decimal? Of(params ReadOnlySpan<string> fields)
        {
            foreach (var field in fields) if (tier.TryGetProperty(field, out var price)) return price.GetDecimal() * 1_000_000m;
            return null;
        }

        prices.Set("input", Of("input", "total"));
        prices.Set("output", Of("output"));
        prices.Set("cache_read", Of("input_cached_tokens", "input_cache_read", "cache_read_input_tokens"));
        prices.Set("cache_write", Of("cache_creation_input_tokens", "input_cache_creation", "input_cache_creation_5m"));
        prices.Set("cache_write_hour", Of("input_cache_creation_1h"));
        return prices["input"] is null ? null : prices;
    }

    /// <summary>Writes out a pattern made of literals, groups of alternatives and optional parts; others name no fixed set and are left out.</summary>
    private static IEnumerable<string> Names(string pattern)
    {
        var text = Regex.Replace(pattern, @"^\(\?i\)\^|\$+$", "").Replace("\\.", ".").Replace("\\/", "/").Replace("(@[a-zA-Z0-9]+)?", "");
        text = Regex.Replace(text, @"^\((openai|anthropic|google(\(ai\)\?)?)/\)\?", "");
        if (text.IndexOfAny(['[', '\\', '+', '*', '?']) >= 0) return [];
        IEnumerable<string> names = [""];
        foreach (Match part in Regex.Matches(text, @"\(([^()]*)\)|[^()]+"))
            names = names.SelectMany(name => (part.Groups[1].Success ? part.Groups[1].Value.Split('|') : [part.Value]).Select(end => name + end)).ToList();
        return names.Select(name => name.ToLowerInvariant());
    }
}
