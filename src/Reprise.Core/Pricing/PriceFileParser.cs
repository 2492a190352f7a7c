using System.Globalization;
using System.Text.Json;

namespace Reprise.Pricing;

/// <summary>Walks a user's price file, keeping what is good and noting what is not. One use each.</summary>
internal ref struct PriceFileParser
{
    private const decimal HighestPrice = 1_000_000m;
    private const int MostNames = 100;

    private static readonly string[] s_prices =
    [
        "input", "output", "cache_read", "cache_write", "cache_write_hour", "reasoning", "audio_input", "audio_output", "audio_cache_read", "image_input",
        "image_output", "web_search", "request",
    ];

    private readonly ReadOnlySpan<byte> _utf8;
    private readonly List<string> _path;
    private Utf8JsonReader _reader;
    private long _counted;

    public PriceFileParser(ReadOnlySpan<byte> utf8)
    {
        _utf8 = utf8;
        _path = [];
        _reader = new Utf8JsonReader(utf8, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 16 });
        Rows = [];
        Errors = [];
        Line = 1;
    }

    public List<PriceRow> Rows { get; }
    public List<PriceFileError> Errors { get; }

    /// <summary>Of the token read last, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The field being read.</summary>
    public readonly string Path => string.Concat(_path).TrimStart('.');

    public void ReadFile()
    {
        if (!Next() || !Expect(JsonTokenType.StartObject, "an object with \"prices\"")) return;
        var seen = false;
        while (Next() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Enter();
            // "items" is what GET /api/prices calls them: its answer can be edited and put back.
            if (name is "prices" or "items") seen = ReadRows();
            else if (name is "version" or "about" or "models" or "truncated") Skip();
            else Unknown(name, "prices");
            Leave();
        }

        if (!seen && Errors.Count == 0) Fail("\"prices\" is missing: a list of prices was expected.");
        while (Next()) _reader.Skip();
    }

    private bool ReadRows()
    {
        Next();
        if (!Expect(JsonTokenType.StartArray, "a list of prices")) return true;
        for (var index = 0; Next() && _reader.TokenType != JsonTokenType.EndArray; index++)
        {
            _path.Add(string.Create(CultureInfo.InvariantCulture, $"[{index}]"));
            if (index == PriceFile.MostRows) Fail($"There are more than {PriceFile.MostRows} prices.");
            if (index >= PriceFile.MostRows || Errors.Count >= PriceFile.MostErrors) _reader.Skip();
            else if (Expect(JsonTokenType.StartObject, "an object")) ReadRow();
            Leave();
        }

        return true;
    }

    private void ReadRow()
    {
        var (line, errors) = (Line, Errors.Count);
        string? provider = null, model = null, hours = null;
        List<string> names = [];
        DateOnly? from = null;
        ModelPrices? prices = null;
        while (Next() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Enter();
            switch (name)
            {
                case "provider": provider = ReadText(64); break;
                case "model": model = ReadName(); break;
                case "names": ReadNames(names); break;
                case "valid_from": from = ReadDay(); break;
                case "hours": hours = ReadHours(); break;
                case "prices": prices = ReadPrices(); break;
                case "source": Skip(); break;
                default: Unknown(name, "provider, model, names, valid_from, hours, prices"); break;
            }

            Leave();
        }

        if (Errors.Count > errors) return;
        if (provider is null) Fail("\"provider\" is missing.", line);
        else if (model is null) Fail("\"model\" is missing.", line);
        else if (prices is null) Fail("\"prices\" is missing.", line);
        else Rows.Add(new PriceRow { Provider = provider, Model = model, Names = names, Prices = prices, ValidFrom = from, Hours = hours, Source = PriceFile.Source });
    }

    private ModelPrices? ReadPrices()
    {
        Next();
        if (!Expect(JsonTokenType.StartObject, "an object with prices")) return null;
        var errors = Errors.Count;
        var prices = new Dictionary<string, decimal>(StringComparer.Ordinal);
        var tiers = new List<(long Above, Dictionary<string, decimal> Prices)>();
        while (Next() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Enter();
            if (name == "tiers") ReadTiers(tiers);
            else ReadPrice(name, prices);
            Leave();
        }

        if (prices.Count == 0 && Errors.Count == errors) Fail("There is no price in it. Leave the model out when its price is unknown; write 0 when it is free.");
        return PriceFields.ToPrices(prices, tiers);
    }

    private void ReadTiers(List<(long Above, Dictionary<string, decimal> Prices)> tiers)
    {
        Next();
        if (!Expect(JsonTokenType.StartArray, "a list of tiers")) return;
        for (var index = 0; Next() && _reader.TokenType != JsonTokenType.EndArray; index++)
        {
            _path.Add(string.Create(CultureInfo.InvariantCulture, $"[{index}]"));
            if (index >= 10) Fail("A model has at most 10 tiers.");
            if (index >= 10) _reader.Skip();
            else if (Expect(JsonTokenType.StartObject, "an object")) ReadTier(tiers);
            Leave();
        }
    }

    private void ReadTier(List<(long Above, Dictionary<string, decimal> Prices)> tiers)
    {
        long? above = null;
        var prices = new Dictionary<string, decimal>(StringComparer.Ordinal);
        while (Next() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Enter();
            if (name == "above_tokens") above = ReadTokens();
            else if (name == "prices") ReadTierPrices(prices);
            else Unknown(name, "above_tokens, prices");
            Leave();
        }

        if (above is { } tokens) tiers.Add((tokens, prices));
        else Fail("\"above_tokens\" is missing.");
    }

    private void ReadTierPrices(Dictionary<string, decimal> prices)
    {
        Next();
        if (!Expect(JsonTokenType.StartObject, "an object with prices")) return;
        while (Next() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Enter();
            // A listed tier repeats the empty list of its own tiers.
            if (name == "tiers") Skip();
            else ReadPrice(name, prices);
            Leave();
        }
    }

    private void ReadPrice(string name, Dictionary<string, decimal> prices)
    {
        if (Array.IndexOf(s_prices, name) < 0)
        {
            Unknown(name, string.Join(", ", s_prices) + ", tiers");
            return;
        }

        Next();
        if (_reader.TokenType == JsonTokenType.Null) return;
        if (_reader.TokenType == JsonTokenType.Number && _reader.TryGetDecimal(out var price) && price is >= 0 and <= HighestPrice) prices[name] = price;
        else Fail("A number of US dollars from 0 to 1,000,000 was expected.", skip: true);
    }

    private long? ReadTokens()
    {
        Next();
        if (_reader.TokenType == JsonTokenType.Number && _reader.TryGetInt64(out var tokens) && tokens is > 0 and < 1_000_000_000_000) return tokens;
        Fail("A whole number of tokens above 0 was expected.", skip: true);
        return null;
    }

    private void ReadNames(List<string> names)
    {
        Next();
        if (_reader.TokenType == JsonTokenType.Null || !Expect(JsonTokenType.StartArray, "a list of names")) return;
        while (Next() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (names.Count == MostNames) Fail($"A model has at most {MostNames} names.");
            if (TextHere(ModelNames.LongestName) is { } name && IsPattern(name)) names.Add(name);
        }
    }

    private string? ReadName()
    {
        Next();
        return TextHere(ModelNames.LongestName) is { } name && IsPattern(name) ? name : null;
    }

    private bool IsPattern(string name)
    {
        if (name.Length <= 2 || name.AsSpan(1, name.Length - 2).IndexOf('*') < 0) return true;
        Fail("An asterisk may stand only at the start and at the end of a name.");
        return false;
    }

    private string? ReadText(int longest)
    {
        Next();
        return TextHere(longest);
    }

    private string? TextHere(int longest)
    {
        if (_reader.TokenType == JsonTokenType.String && _reader.GetString() is { } text && text.Length <= longest && !string.IsNullOrWhiteSpace(text)) return text;
        Fail($"A text of 1 to {longest} characters was expected.", skip: true);
        return null;
    }

    private DateOnly? ReadDay()
    {
        Next();
        if (_reader.TokenType == JsonTokenType.Null) return null;
        if (_reader.TokenType == JsonTokenType.String
            && DateOnly.TryParseExact(_reader.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        Fail("A day such as \"2026-01-31\" was expected.", skip: true);
        return null;
    }

    private string? ReadHours()
    {
        Next();
        if (_reader.TokenType == JsonTokenType.Null) return null;
        if (_reader.TokenType == JsonTokenType.String && PriceHours.TryParse(_reader.GetString(), out var hours)) return hours.ToString();
        Fail("Hours in UTC such as \"00:30-16:30\" were expected.", skip: true);
        return null;
    }

    private bool Next()
    {
        if (!_reader.Read()) return false;
        var start = _reader.TokenStartIndex;
        Line += _utf8[(int)_counted..(int)start].Count((byte)'\n');
        _counted = start;
        return true;
    }

    private bool Expect(JsonTokenType type, string what)
    {
        if (_reader.TokenType == type) return true;
        Fail($"{char.ToUpperInvariant(what[0])}{what[1..]} was expected.", skip: true);
        return false;
    }

    private readonly string Enter()
    {
        var name = _reader.GetString()!;
        // The path goes into messages: a name of a megabyte does not.
        _path.Add("." + (name.Length <= 64 ? name : name[..64] + "…"));
        return name;
    }

    private readonly void Leave() => _path.RemoveAt(_path.Count - 1);

    private void Skip()
    {
        Next();
        _reader.Skip();
    }

    private void Unknown(string name, string known)
    {
        Fail(name.Length <= 64 ? $"Unknown field; known are: {known}." : "Unknown field.");
        Skip();
    }

    private void Fail(string message, int? line = null, bool skip = false)
    {
        if (Errors.Count < PriceFile.MostErrors) Errors.Add(new PriceFileError(line ?? Line, Path, message));
        if (skip) _reader.Skip();
    }
}
