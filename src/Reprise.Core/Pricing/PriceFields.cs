using System.Globalization;
using System.Text.Json;

namespace Reprise.Pricing;

/// <summary>The prices of one JSON object while it is read, field by field.</summary>
internal struct PriceFields
{
    private Dictionary<string, decimal>? _prices;
    private List<(long Above, Dictionary<string, decimal> Prices)>? _tiers;
    private DateOnly? _from;
    private PriceHours? _hours;

    /// <summary>Reads the property the reader stands on.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("valid_from"u8))
        {
            reader.Read();
            _from = DateOnly.ParseExact(reader.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        }
        else if (reader.ValueTextEquals("hours"u8))
        {
            reader.Read();
            if (PriceHours.TryParse(reader.GetString(), out var hours)) _hours = hours;
        }
        else if (reader.ValueTextEquals("tiers"u8))
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject) ReadTier(ref reader);
        }
        else
        {
            ReadPrice(ref reader, _prices ??= new Dictionary<string, decimal>(StringComparer.Ordinal));
        }
    }

    private void ReadTier(ref Utf8JsonReader reader)
    {
        var above = 0L;
        var prices = new Dictionary<string, decimal>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("above_tokens"u8))
            {
                reader.Read();
                above = reader.GetInt64();
            }
            else
            {
                ReadPrice(ref reader, prices);
            }
        }

        (_tiers ??= []).Add((above, prices));
    }

    private static void ReadPrice(ref Utf8JsonReader reader, Dictionary<string, decimal> prices)
    {
        var name = reader.GetString()!;
        reader.Read();
        prices[name] = reader.GetDecimal();
    }

    public readonly PricePeriod ToPeriod() => new(ToPrices(_prices, _tiers), _from, _hours);

    /// <summary>Tiers are completed from below, so that a reader of one needs no other.</summary>
    public static ModelPrices ToPrices(Dictionary<string, decimal>? prices, List<(long Above, Dictionary<string, decimal> Prices)>? tiers)
    {
        var below = Over(new ModelPrices(), prices);
        if (tiers is null) return below;
        var above = new List<PriceTier>(tiers.Count);
        foreach (var tier in tiers.OrderBy(tier => tier.Above)) above.Add(new PriceTier(tier.Above, Over(above.Count == 0 ? below : above[^1].Prices, tier.Prices)));
        return below with { Tiers = above };
    }

    private static ModelPrices Over(ModelPrices below, Dictionary<string, decimal>? prices)
    {
        if (prices is null) return below;
        decimal? Of(string name, decimal? otherwise) => prices.TryGetValue(name, out var price) ? price : otherwise;
        return new ModelPrices
        {
            Input = Of("input", below.Input),
            Output = Of("output", below.Output),
            CacheRead = Of("cache_read", below.CacheRead),
            CacheWrite = Of("cache_write", below.CacheWrite),
            CacheWriteHour = Of("cache_write_hour", below.CacheWriteHour),
            Reasoning = Of("reasoning", below.Reasoning),
            AudioInput = Of("audio_input", below.AudioInput),
            AudioOutput = Of("audio_output", below.AudioOutput),
            AudioCacheRead = Of("audio_cache_read", below.AudioCacheRead),
            ImageInput = Of("image_input", below.ImageInput),
            ImageOutput = Of("image_output", below.ImageOutput),
            WebSearch = Of("web_search", below.WebSearch),
            Request = Of("request", below.Request),
        };
    }
}
