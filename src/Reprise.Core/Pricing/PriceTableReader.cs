using System.Security.Cryptography;
using System.Text.Json;

namespace Reprise.Pricing;

/// <summary>
/// Reads <c>prices.json</c>, which <c>eng/prices</c> writes. The file is ours and checked when built, so this reader trusts it and is quick:
/// the first pass only finds where each provider's models are.
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

    private static PriceTable Read(byte[] utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        var version = "";
        var count = 0;
        var providers = new List<ProviderPrices>();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("version"u8)) version = ReadString(ref reader);
            else if (reader.ValueTextEquals("models"u8)) count = ReadNumber(ref reader);
            else if (reader.ValueTextEquals("providers"u8)) ReadProviders(ref reader, utf8, providers);
            else SkipValue(ref reader);
        }

        return new PriceTable(version, count, providers);
    }

    /// <summary>Eight hex digits tell two tables apart; they protect nothing.</summary>
    public static string ShortHash(ReadOnlySpan<byte> utf8) => Convert.ToHexStringLower(SHA256.HashData(utf8).AsSpan(0, 4));

    private static void ReadProviders(ref Utf8JsonReader reader, byte[] utf8, List<ProviderPrices> providers)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) providers.Add(ReadProvider(ref reader, utf8, reader.GetString()!));
    }

    private static ProviderPrices ReadProvider(ref Utf8JsonReader reader, byte[] utf8, string id)
    {
        List<NamePattern> knownAs = [], sells = [];
        List<string> fallsBackTo = [];
        Range models = default, others = default;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("known_as"u8)) ReadPatterns(ref reader, knownAs);
            else if (reader.ValueTextEquals("sells"u8)) ReadPatterns(ref reader, sells);
            else if (reader.ValueTextEquals("falls_back_to"u8)) ReadStrings(ref reader, fallsBackTo);
            else if (reader.ValueTextEquals("models"u8)) models = Extent(ref reader);
            else if (reader.ValueTextEquals("others"u8)) others = Extent(ref reader);
            else SkipValue(ref reader);
        }

        return new ProviderPrices(id)
        {
            KnownAs = knownAs,
            Sells = sells,
            FallsBackTo = fallsBackTo,
            Models = new(() => ReadModels(utf8.AsSpan(models), id)),
            Others = new(() => ReadOthers(utf8.AsSpan(others), id)),
        };
    }

    /// <summary>Where in the bytes the next value is.</summary>
    private static Range Extent(ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }

    private static Dictionary<string, PricedModel> ReadOthers(ReadOnlySpan<byte> utf8, string provider)
    {
        var others = new Dictionary<string, PricedModel>(StringComparer.Ordinal);
        foreach (var model in ReadModels(utf8, provider))
        {
            foreach (var name in model.Names) others.TryAdd(name.Text, model);
        }

        return others;
    }

    private static List<PricedModel> ReadModels(ReadOnlySpan<byte> utf8, string provider)
    {
        var models = new List<PricedModel>();
        if (utf8.IsEmpty) return models;
        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject) models.Add(ReadModel(ref reader, provider));
        return models;
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

    private static int ReadNumber(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetInt32();
    }

    private static void SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
