using System.Text.Json;

namespace Reprise.BuildPrices;

internal static class Providers
{
    /// <summary>
    /// Names that people configure, tried in this order: who runs the model comes before whose model it is, so that "azure-openai" is azure. Then the
    /// patterns of models which only their vendor (or someone at the vendor's price) sells.
    /// </summary>
    private static readonly (string Id, string[] KnownAs, string[] Sells)[] s_known =
    [
        ("openrouter", ["*openrouter*", "*open-router*"], []),
        ("azure", ["*azure*"], []),
        ("aws", ["*bedrock*", "*amazon*", "aws*"], []),
        ("google", ["*google*", "*vertex*", "*gemini*"], ["gemini-*"]),
        ("github_models", ["*github*"], []),
        ("databricks", ["*databricks*"], []),
        ("deepinfra", ["*deepinfra*", "*deep-infra*"], []),
        ("together", ["*together*"], []),
        ("fireworks", ["*fireworks*"], []),
        ("groq", ["*groq*"], []),
        ("cerebras", ["*cerebras*"], []),
        ("perplexity", ["*perplexity*", "pplx*"], ["sonar", "sonar-*"]),
        ("anthropic", ["*anthropic*", "*claude*"], ["claude-*"]),
        ("openai", ["*openai*", "*chatgpt*"],
            ["gpt-3.5*", "gpt-4*", "gpt-5*", "chatgpt-*", "o1", "o1-*", "o3", "o3-*", "o4-*", "text-embedding-3-*", "text-embedding-ada-*", "ft:gpt-*"]),
        ("mistral", ["*mistral*", "codestral*"], []),
        ("cohere", ["*cohere*"], ["command-a*", "command-r*", "embed-v4*"]),
        ("deepseek", ["*deepseek*"], ["deepseek-chat", "deepseek-reasoner"]),
        ("x-ai", ["xai*", "x.ai*", "*-xai", "*grok*"], ["grok-3*", "grok-4*"]),
        ("moonshotai", ["*moonshot*", "*kimi*"], []),
        ("zai", ["z-ai*", "z.ai*"], []),
        ("zhipuai", ["*zhipu*", "*bigmodel*"], []),
        ("minimax", ["*minimax*"], []),
        ("voyageai", ["*voyage*"], ["voyage-*"]),
        ("dashscope", ["*dashscope*", "*alibaba*", "qwen*"], []),
        ("sambanova", ["*sambanova*"], []),
        ("nebius", ["*nebius*"], []),
        ("novita", ["*novita*"], []),
        ("ovhcloud", ["*ovh*"], []),
        ("watsonx", ["*watsonx*"], []),
        ("hyperbolic", ["*hyperbolic*"], []),
        ("nscale", ["*nscale*"], []),
    ];

    public static Provider FromGenAi(JsonElement source)
    {
        var provider = new Provider(source.GetProperty("id").GetString()!);
        if (source.TryGetProperty("fallback_model_providers", out var others) && others.ValueKind == JsonValueKind.Array)
            provider.FallsBackTo.AddRange(others.EnumerateArray().Select(other => other.GetString()!));
        foreach (var model in source.GetProperty("models").EnumerateArray())
        {
            var names = Pattern.FromClause(model.GetProperty("match")).Distinct().ToList();
            var id = model.GetProperty("id").GetString()!.ToLowerInvariant();
            var history = History(model.GetProperty("prices")).ToList();
            if (history.TrueForAll(prices => prices.Base.Count == 0))
            {
                if (!IsFree(provider.Id, id)) continue;
                foreach (var prices in history) SetFree(prices);
            }

            provider.Models.Add(new Model(names, null, history));
        }

        return provider;
    }

    public static IEnumerable<Provider> InOrder(List<Provider> providers)
    {
        var order = s_known.Select(known => known.Id).ToList();
        return providers.Where(provider => provider.Any)
            .OrderBy(provider => order.IndexOf(provider.Id) is var i and >= 0 ? i : int.MaxValue).ThenBy(provider => provider.Id, StringComparer.Ordinal);
    }

    public static string[] KnownAs(string id) => Array.Find(s_known, known => known.Id == id).KnownAs ?? [];

    public static string[] Sells(string id) => Array.Find(s_known, known => known.Id == id).Sells ?? [];

    /// <summary>An empty price means free for some models and unknown for others; these are free.</summary>
    private static bool IsFree(string provider, string id) =>
        id.EndsWith(":free", StringComparison.Ordinal) || id.Contains("moderation") || (provider == "google" && id.StartsWith("gemma"));

    private static void SetFree(Prices prices)
    {
        prices.Set("input", 0);
        prices.Set("output", 0);
    }

    private static IEnumerable<Prices> History(JsonElement prices)
    {
        if (prices.ValueKind == JsonValueKind.Object) return [FromGenAiPrices(prices)];
        return prices.EnumerateArray().Select(item =>
        {
            var period = FromGenAiPrices(item.GetProperty("prices"));
            if (!item.TryGetProperty("constraint", out var when)) return period;
            period.From = when.TryGetProperty("start_date", out var day) ? day.GetString() : null;
            if (when.TryGetProperty("start_time", out var start)) period.Hours = $"{start.GetString()![..5]}-{when.GetProperty("end_time").GetString()![..5]}";
            return period;
        });
    }

    private static Prices FromGenAiPrices(JsonElement source)
    {
        var prices = new Prices();
        foreach (var field in source.EnumerateObject())
        {
            var name = field.Name switch
            {
                "input_mtok" => "input",
                "output_mtok" => "output",
                "cache_read_mtok" => "cache_read",
                "cache_write_mtok" or "cache_write_5m_mtok" => "cache_write",
                "cache_write_1h_mtok" => "cache_write_hour",
                "input_audio_mtok" => "audio_input",
                "output_audio_mtok" => "audio_output",
                "cache_audio_read_mtok" => "audio_cache_read",
                "input_image_mtok" => "image_input",
                "output_image_mtok" => "image_output",
                "requests_kcount" => "request",
                _ => throw new NotSupportedException($"genai-prices has a price we do not know: {field.Name}"),
            };
            if (field.Value.ValueKind == JsonValueKind.Number)
            {
                prices.Set(name, field.Value.GetDecimal());
                continue;
            }

            prices.Set(name, field.Value.GetProperty("base").GetDecimal());
            foreach (var tier in field.Value.GetProperty("tiers").EnumerateArray())
                prices.Set(name, tier.GetProperty("price").GetDecimal(), tier.GetProperty("start").GetInt64());
        }

        return prices;
    }
}
