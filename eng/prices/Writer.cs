using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Reprise.BuildPrices;

internal static class Writer
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One model per line, so that a new edition is a readable difference.</summary>
    public static string Write(string day, IEnumerable<Provider> providers)
    {
        var all = providers.ToList();
        var text = new StringBuilder();
        text.Append("{\n\"about\":\"US dollars per million tokens, and per thousand searches and requests. Written by eng/prices; do not edit.\",\n");
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
