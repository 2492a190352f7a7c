using System.Security.Cryptography;
using System.Text.Json;

namespace Reprise.Pricing;

/// <summary>
/// Reads <c>prices.json</c>, which <c>eng/prices/build-prices.cs</c> writes. The file is ours and checked when built, so this reader trusts it and is quick:
/// one pass, no reflection.
/// </summary>
internal static class PriceTableReader
{
    public static PriceTable ReadBuiltIn()
    {
        using var stream = typeof(PriceTableReader).Assembly.GetManifestResourceStream("Reprise.Pricing.prices.json")
            ?? throw new InvalidOperationException("The price table is not embedded in this build.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Read(bytes);
    }

    public static PriceTable Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        var date = "";
        var providers = new List<ProviderPrices>();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("date"u8)) date = ReadString(ref reader);
            else if (reader.ValueTextEquals("providers"u8)) ReadProviders(ref reader, providers);
            else SkipValue(ref reader);
        }

        return new PriceTable($"{date}.{ShortHash(utf8)}", providers);
    }

    /// <summary>Eight hex digits tell two tables apart; they protect nothing.</summary>
    public static string ShortHash(ReadOnlySpan<byte> utf8) => Convert.ToHexStringLower(SHA256.HashData(utf8).AsSpan(0, 4));

    private static void ReadProviders(ref Utf8JsonReader reader, List<ProviderPrices> providers)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) providers.Add(ReadProvider(ref reader, reader.GetString()!));
    }

    private static ProviderPrices ReadProvider(ref Utf8JsonReader reader, string id)
    {
        List<NamePattern> knownAs = [], sells = [];
        List<string> fallsBackTo = [];
        List<PricedModel> models = [];
        var others = new Dictionary<string, PricedModel>(StringComparer.Ordinal);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("known_as"u8)) ReadPatterns(ref reader, knownAs);
            else if (reader.ValueTextEquals("sells"u8)) ReadPatterns(ref reader, sells);
            else if (reader.ValueTextEquals("falls_back_to"u8)) ReadStrings(ref reader, fallsBackTo);
            else if (reader.ValueTextEquals("models"u8)) ReadModels(ref reader, id, models);
            else if (reader.ValueTextEquals("others"u8)) ReadOthers(ref reader, id, others);
            else SkipValue(ref reader);
        }

        return new ProviderPrices(id) { KnownAs = knownAs, Sells = sells, FallsBackTo = fallsBackTo, Models = models, Others = others };
    }

    private static void ReadOthers(ref Utf8JsonReader reader, string provider, Dictionary<string, PricedModel> others)
    {
        var models = new List<PricedModel>();
        ReadModels(ref reader, provider, models);
        foreach (var model in models)
        {
            foreach (var name in model.Names) others.TryAdd(name.Text, model);
        }
    }

    private static void ReadModels(ref Utf8JsonReader reader, string provider, List<PricedModel> models)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject) models.Add(ReadModel(ref reader, provider));
    }

    private static PricedModel ReadModel(ref Utf8JsonReader reader, string provider)
    {
        List<NamePattern> names = [];
        List<PricePeriod> periods = [];
        var source = "genai-prices";
        var inline = new PriceFields();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("names"u8)) ReadPatterns(ref reader, names);
            else if (reader.ValueTextEquals("source"u8)) source = ReadString(ref reader);
            else if (reader.ValueTextEquals("history"u8)) ReadHistory(ref reader, periods);
            else inline.Read(ref reader);
        }

        if (periods.Count == 0) periods.Add(inline.ToPeriod());
        return new PricedModel(provider, names, source, periods);
    }

    private static void ReadHistory(ref Utf8JsonReader reader, List<PricePeriod> periods)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var fields = new PriceFields();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) fields.Read(ref reader);
            periods.Add(fields.ToPeriod());
        }
    }

    private static void ReadPatterns(ref Utf8JsonReader reader, List<NamePattern> patterns)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.String) patterns.Add(NamePattern.Parse(reader.GetString()!));
    }

    private static void ReadStrings(ref Utf8JsonReader reader, List<string> strings)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.String) strings.Add(reader.GetString()!);
    }

    private static string ReadString(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString()!;
    }

    private static void SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
