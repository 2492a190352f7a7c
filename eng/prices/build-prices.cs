// Writes src/Reprise.Core/Pricing/prices.json from three public price tables. Facts are taken over; layout, names and matching are ours.
//
//     dotnet run eng/prices/build-prices.cs -- --data ../shared/data/prices --out src/Reprise.Core/Pricing/prices.json
//
// genai-prices is the first authority: where it knows a model, its prices, dates and tiers count. LiteLLM adds the models it does not know (with the history
// that two editions show) and the prices it leaves out; Langfuse adds what both lack. docs/prices.md tells how the result is used.

#:property PublishAot=false
#:property RepriseAnalyzers=false
#:property TreatWarningsAsErrors=false

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

const string LiteLlmOldDay = "2025-09-15";
const string LiteLlmDay = "2026-08-06";
const string TableDay = "2026-08-22";

var data = Argument("--data") ?? "../shared/data/prices";
var output = Argument("--out") ?? "src/Reprise.Core/Pricing/prices.json";
var providers = new List<Provider>();

// 1. The first authority.
foreach (var source in Open("genai-prices_data.json").EnumerateArray()) providers.Add(Providers.FromGenAi(source));

Vendors.Know(providers);

// 2. LiteLLM: the younger edition, then what only the older one had.
var now = LiteLlm.Read(Open($"litellm_model_prices_{LiteLlmDay}.json"));
var before = LiteLlm.Read(Open($"litellm_model_prices_{LiteLlmOldDay}.json"));
foreach (var listing in now) Provider(listing.Provider).Learn(listing, before.FirstOrDefault(old => old.Key == listing.Key), LiteLlmDay);
foreach (var listing in before.ExceptBy(now.Select(listing => listing.Key), listing => listing.Key)) Provider(listing.Provider).Learn(listing, null, LiteLlmOldDay);
foreach (var provider in providers) provider.SpreadSearchPrice(now.Where(listing => listing.Provider == provider.Id));

// 3. Langfuse.
foreach (var listing in Langfuse.Read(Open("langfuse_default-model-prices.json"))) Provider(listing.Provider).Learn(listing, null, TableDay);

File.WriteAllText(output, Writer.Write(TableDay, Providers.InOrder(providers)));
Console.WriteLine($"{output}: {new FileInfo(output).Length:N0} bytes, {providers.Count(p => p.Any)} providers, "
    + $"{providers.Sum(p => p.Models.Count)} models of the first authority, {providers.Sum(p => p.Others.Count)} others");

JsonElement Open(string name) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(data, name))).RootElement;

string? Argument(string name) => Array.IndexOf(args, name) is var i and >= 0 && i + 1 < args.Length ? args[i + 1] : null;

Provider Provider(string id)
{
    var provider = providers.Find(known => known.Id == id);
    if (provider is null) providers.Add(provider = new Provider(id));
    return provider;
}

/// <summary>Prices in our own words, per million tokens or thousand requests.</summary>
sealed class Prices
{
    public SortedDictionary<string, decimal> Base { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<long, SortedDictionary<string, decimal>> Tiers { get; } = [];
    public string? From { get; set; }
    public string? Hours { get; set; }

    public decimal? this[string name] => Base.TryGetValue(name, out var price) ? price : null;

    public void Set(string name, decimal? price, long? above = null)
    {
        if (price is not { } value) return;
        // Editions carry noise of binary fractions in the 17th digit.
        value = decimal.Round(value, 10) / 1.0000000000000000000000000000m;
        if (above is { } tokens) (Tiers.TryGetValue(tokens, out var tier) ? tier : Tiers[tokens] = new(StringComparer.Ordinal))[name] = value;
        else Base[name] = value;
    }

    public bool SameTokens(Prices other) => this["input"] == other["input"] && this["output"] == other["output"];
}

sealed record Model(List<string> Names, string? Source, List<Prices> History);

/// <summary>One model as a second source lists it.</summary>
sealed record Listing(string Key, string Provider, string Name, string Source, Prices Prices);

sealed class Provider(string id)
{
    public string Id { get; } = id;
    public List<string> KnownAs { get; } = [];
    public List<string> FallsBackTo { get; } = [];
    public List<Model> Models { get; } = [];
    public SortedDictionary<string, Model> Others { get; } = new(StringComparer.Ordinal);
    public bool Any => Models.Count + Others.Count > 0;

    /// <summary>Completes a known model, or adds an unknown one.</summary>
    public void Learn(Listing listing, Listing? before, string day)
    {
        if (Models.Find(model => model.Names.Exists(pattern => Pattern.Matches(pattern, listing.Name))) is { } known)
        {
            foreach (var prices in known.History) Complete(prices, listing.Prices);
            return;
        }

        if (!Vendors.IsPlausible(listing) || Others.ContainsKey(listing.Name) || listing.Prices["input"] is null) return;
        List<Prices> history = [listing.Prices];
        if (before is not null && IsChange(before.Prices, listing.Prices))
        {
            history.Insert(0, before.Prices);
            listing.Prices.From = day;
        }

        Others[listing.Name] = new Model([listing.Name], listing.Source, history);
    }

    /// <summary>The price of a search is the provider's, not the model's, where all its listed models agree on one.</summary>
    public void SpreadSearchPrice(IEnumerable<Listing> listings)
    {
        var searches = listings.Select(listing => listing.Prices["web_search"]).OfType<decimal>().Distinct().ToList();
        if (searches.Count != 1) return;
        foreach (var prices in Models.SelectMany(model => model.History).Where(prices => prices["request"] is null && prices["web_search"] is null && prices["input"] > 0))
            prices.Set("web_search", searches[0]);
    }

    /// <summary>Only what the first authority has no word for; its own fields stay as they are.</summary>
    private static void Complete(Prices known, Prices listed)
    {
        SplitImages(known, listed);
        if (!known.SameTokens(listed)) return;
        foreach (var name in (string[])["cache_write_hour", "image_input", "image_output", "web_search"])
        {
            if (known[name] is null && !(name == "web_search" && known["request"] is not null)) known.Set(name, listed[name]);
            foreach (var (above, tier) in known.Tiers)
            {
                if (listed.Tiers.TryGetValue(above, out var other) && other.TryGetValue(name, out var price)) tier.TryAdd(name, price);
            }
        }
    }

    /// <summary>Where the first authority gives an image's price for all answers and the second tells text and images apart, the second is right.</summary>
    private static void SplitImages(Prices known, Prices listed)
    {
        if (known["image_output"] is not null || listed["image_output"] is not { } image || known["input"] != listed["input"]) return;
        if (known["output"] != image || listed["output"] >= image) return;
        known.Set("image_output", image);
        known.Set("output", listed["output"]);
    }

    /// <summary>A price that went up or down; not one that was off by powers of ten, which was a slip, nor one that merely became known.</summary>
    private static bool IsChange(Prices old, Prices young)
    {
        var changed = false;
        foreach (var name in (string[])["input", "output", "cache_read", "cache_write"])
        {
            if (old[name] is not { } was || young[name] is not { } became) continue;
            if (was == 0 || became == 0 || was / became is > 15 or < 0.066m) return false;
            changed |= was != became;
        }

        return changed && old["output"] is null == young["output"] is null;
    }
}

/// <summary>What the first authority says at the vendors themselves, to judge what others list for the same models.</summary>
static class Vendors
{
    private static readonly List<Provider> s_vendors = [];

    public static void Know(IEnumerable<Provider> providers) => s_vendors.AddRange(providers.Where(provider => provider.Id is "openai" or "anthropic" or "google" or "x-ai"));

    /// <summary>Resellers of closed models keep near the vendor's price; a listing at less than half or more than twice of it was misread.</summary>
    public static bool IsPlausible(Listing listing)
    {
        var name = Regex.Replace(listing.Name, "^.*(/|[a-z]{2,}\\.(?=[a-z]))", "");
        if (name.Contains("gpt-oss") || name.StartsWith("gemma")) return true; // Open weights: anyone sells them, at any price.
        foreach (var vendor in s_vendors)
        {
            if (vendor.Models.Find(model => model.Names.Exists(pattern => Pattern.Matches(pattern, name))) is not { } model) continue;
            if (model.History[^1]["input"] is not { } price || price == 0) continue;
            return listing.Prices["input"] / price is >= 0.5m and <= 2m;
        }

        return true;
    }
}

static class Providers
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

/// <summary>Our patterns: an asterisk at either end, a number sign for a digit.</summary>
static class Pattern
{
    public static IEnumerable<string> FromClause(JsonElement clause)
    {
        var (kind, value) = clause.EnumerateObject().Select(p => (p.Name, p.Value)).Single();
        return kind switch
        {
            "or" => value.EnumerateArray().SelectMany(FromClause),
            "equals" => [Text(value)],
            "starts_with" => [Text(value) + "*"],
            "ends_with" => ["*" + Text(value)],
            "contains" => ["*" + Text(value) + "*"],
            "regex" => [FromRegex(value.GetString()!)],
            _ => throw new NotSupportedException($"genai-prices has a rule we do not know: {clause}"),
        };
    }

    /// <summary>The same reading as NamePattern in Core, for the few names met here.</summary>
    public static bool Matches(string pattern, string name)
    {
        var core = Regex.Escape(pattern.Trim('*')).Replace("\\#", "[0-9]");
        // A pattern that ends in a version does not match the next version; see NamePattern.IsAnotherVersion.
        var end = pattern.EndsWith('*') ? Regex.IsMatch(pattern, @"(?<![0-9])[1-9][0-9]{0,2}\*$") ? @"(?![0-9]|[.-][0-9]{1,2}(?![0-9]|-[0-9]{4}))" : "" : "$";
        return Regex.IsMatch(name, (pattern.StartsWith('*') ? "" : "^") + core + end);
    }

    private static string Text(JsonElement value) => value.GetString()!.ToLowerInvariant();

    private static string FromRegex(string regex)
    {
        var text = Regex.Replace(regex, @"\\d\{(\d+)\}", match => new string('#', int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
        text = text.Replace("\\d", "#").Replace("\\.", ".");
        var pattern = (text.StartsWith('^') ? "" : "*") + text.TrimStart('^').TrimEnd('$') + (text.EndsWith('$') ? "" : "*");
        return pattern.IndexOfAny(['\\', '[', '(', '{', '|', '+', '?']) < 0 ? pattern.ToLowerInvariant() : throw new NotSupportedException($"a rule we do not know: {regex}");
    }
}

static class LiteLlm
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

static class Langfuse
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
        _ when Regex.IsMatch(name, "gemini|bison|gecko|unicorn") => "google",
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

static class Writer
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One model per line, so that a new edition is a readable difference.</summary>
    public static string Write(string day, IEnumerable<Provider> providers)
    {
        var all = providers.ToList();
        var text = new StringBuilder();
        text.Append("{\n\"about\":\"US dollars per million tokens, and per thousand searches and requests. Written by eng/prices/build-prices.cs; do not edit.\",\n");
        text.Append("\"sources\":\"genai-prices, LiteLLM and Langfuse, all under the MIT licence; see docs/prices.md.\",\n");
        var providerText = string.Join(",\n", all.Select(provider => $"\"{provider.Id}\":{{{string.Join(",\n", Parts(provider))}}}"));
        // The hash is of the prices alone, so that a better comment is not a new edition.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(providerText)).AsSpan(0, 4));
        text.Append(CultureInfo.InvariantCulture, $"\"version\":\"{day}.{hash}\",\n");
        text.Append(CultureInfo.InvariantCulture, $"\"models\":{all.Sum(provider => provider.Models.Count + provider.Others.Count)},\n");
        return text.Append("\"providers\":{\n").Append(providerText).Append("}}\n").ToString();
    }

    private static IEnumerable<string> Parts(Provider provider)
    {
        if (Strings("known_as", Providers.KnownAs(provider.Id)) is { } known) yield return known;
        if (Strings("sells", Providers.Sells(provider.Id)) is { } sells) yield return sells;
        if (Strings("falls_back_to", provider.FallsBackTo) is { } others) yield return others;
        if (provider.Models.Count > 0) yield return $"\"models\":[\n{string.Join(",\n", provider.Models.Select(Line))}]";
        if (provider.Others.Count > 0) yield return $"\"others\":[\n{string.Join(",\n", provider.Others.Values.Select(Line))}]";
    }

    private static string? Strings(string name, IReadOnlyCollection<string> values) =>
        values.Count == 0 ? null : $"\"{name}\":[{string.Join(',', values.Select(value => JsonSerializer.Serialize(value)))}]";

    private static string Line(Model model)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, s_options))
        {
            json.WriteStartObject();
            json.WriteStartArray("names");
            foreach (var name in model.Names) json.WriteStringValue(name);
            json.WriteEndArray();
            if (model.Source is { } source) json.WriteString("source", source);
            if (model.History.Count == 1 && model.History[0] is { From: null, Hours: null }) WritePrices(json, model.History[0]);
            else WriteHistory(json, model.History);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void WriteHistory(Utf8JsonWriter json, List<Prices> history)
    {
        json.WriteStartArray("history");
        foreach (var prices in history)
        {
            json.WriteStartObject();
            if (prices.From is { } from) json.WriteString("valid_from", from);
            if (prices.Hours is { } hours) json.WriteString("hours", hours);
            WritePrices(json, prices);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePrices(Utf8JsonWriter json, Prices prices)
    {
        foreach (var (name, price) in prices.Base) json.WriteNumber(name, price);
        if (prices.Tiers.Count == 0) return;
        json.WriteStartArray("tiers");
        foreach (var (tokens, tier) in prices.Tiers)
        {
            json.WriteStartObject();
            json.WriteNumber("above_tokens", tokens);
            foreach (var (name, price) in tier) json.WriteNumber(name, price);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
