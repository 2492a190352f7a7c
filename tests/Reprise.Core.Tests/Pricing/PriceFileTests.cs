using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Reprise.Pricing;

namespace Reprise.Core.Tests.Pricing;

public sealed class PriceFileTests
{
    private static readonly JsonSerializerOptions s_apiOptions =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private const string Good = """
        {
          // comments and trailing commas are fine
          "prices": [
            { "provider": "openai", "model": "gpt-x", "names": ["gpt-x-*"], "valid_from": "2026-01-31", "hours": null,
              "prices": { "input": 2.5, "output": 10, "cache_read": null, "cache_write_hour": 5, "audio_cache_read": 0.4, "web_search": 10,
                          "tiers": [ { "above_tokens": 200000, "prices": { "input": 5, "tiers": [] } } ] }, "source": "own" },
          ],
        }
        """;

    [Fact]
    public void A_good_file_is_read_whole()
    {
        var file = PriceFile.Read(Encoding.UTF8.GetBytes(Good));

        file.Errors.ShouldBeEmpty();
        var row = file.Rows.ShouldHaveSingleItem();
        row.ValidFrom.ShouldBe(new DateOnly(2026, 1, 31));
        row.Names.ShouldBe(["gpt-x-*"]);
        row.Prices.CacheRead.ShouldBeNull();
        row.Prices.CacheWriteHour.ShouldBe(5m);
        row.Prices.Tiers.ShouldHaveSingleItem().Prices.Input.ShouldBe(5m);
        row.Prices.Tiers[0].Prices.Output.ShouldBe(10m, "a tier leaves out what does not change");
    }

    [Fact]
    public void A_listing_of_prices_can_be_put_back_as_a_file()
    {
        var rows = PriceTable.BuiltIn.Rows.ToList();

        var file = PriceFile.Read(JsonSerializer.SerializeToUtf8Bytes(new { items = rows }, s_apiOptions));

        file.Errors.ShouldBeEmpty();
        file.Rows.Count.ShouldBe(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var (row, prices) = (file.Rows[i], rows[i].Prices);
            (row.Provider, row.Model, row.ValidFrom, row.Hours).ShouldBe((rows[i].Provider, rows[i].Model, rows[i].ValidFrom, rows[i].Hours));
            row.Names.ShouldBe(rows[i].Names);
            (row.Prices with { Tiers = [] }).ShouldBe(prices with { Tiers = [] }, $"{row.Provider} {row.Model}");
            row.Prices.Tiers.Select(tier => tier.Prices.Input).ShouldBe(prices.Tiers.Select(tier => tier.Prices.Input));
        }
    }

    [Theory]
    [InlineData("", 1, "")]
    [InlineData("nonsense", 1, "")]
    [InlineData("[]", 1, "")]
    [InlineData("{}", 1, "")]
    [InlineData("""{"prices":{}}""", 1, "prices")]
    [InlineData("""{"prices":[5]}""", 1, "prices[0]")]
    [InlineData("{\"prices\":[\n\n{}]}", 3, "prices[0]")]
    [InlineData("""{"price":[]}""", 1, "price")]
    [InlineData("""{"prices":[{"provider":"a","model":"b"}]}""", 1, "prices[0]")]
    [InlineData("""{"prices":[{"provider":"a","model":"b","prices":{}}]}""", 1, "prices[0].prices")]
    [InlineData("""{"prices":[{"provider":"a","model":"b","prices":{"input":"2.5"}}]}""", 1, "prices[0].prices.input")]
    [InlineData("""{"prices":[{"provider":"a","model":"b","prices":{"input":-1}}]}""", 1, "prices[0].prices.input")]
    [InlineData("""{"prices":[{"provider":"a","model":"b","prices":{"input":1e99}}]}""", 1, "prices[0].prices.input")]
    [InlineData("""{"prices":[{"provider":"a","model":"b*c","prices":{"input":1}}]}""", 1, "prices[0].model")]
    [InlineData("""{"prices":[{"provider":"a","model":" ","prices":{"input":1}}]}""", 1, "prices[0].model")]
    [InlineData("""{"prices":[{"provider":7,"model":"b","prices":{"input":1}}]}""", 1, "prices[0].provider")]
    [InlineData("""{"prices":[{"provider":"a","model":"b","names":["x",["y"]],"prices":{"input":1}}]}""", 1, "prices[0].names")]
    [InlineData("""{"prices":[{"provider":"a","model":"b","valid_from":"31.1.2026","prices":{"input":1}}]}""", 1, "prices[0].valid_from")]
    [InlineData("""{"prices":[{"provider":"a","model":"b","hours":"25:00-26:00","prices":{"input":1}}]}""", 1, "prices[0].hours")]
    [InlineData("""{"prices":[{"provider":"a","model":"b","prices":{"input":1,"tiers":[{"prices":{"input":2}}]}}]}""", 1, "prices[0].prices.tiers[0]")]
    [InlineData("""{"prices":[{"provider":"a","model":"b","prices":{"input":1,"tiers":[{"above_tokens":0,"prices":{}}]}}]}""", 1, "prices[0].prices.tiers[0].above_tokens")]
    [InlineData("{\"prices\":[\n{\"provider\":\"a\",", 2, "prices[0]")]
    public void A_mistake_is_told_by_line_and_field(string json, int line, string field)
    {
        var error = PriceFile.Read(Encoding.UTF8.GetBytes(json)).Errors[0];

        error.Line.ShouldBe(line);
        error.Field.ShouldBe(field);
        error.Message.ShouldNotBeEmpty();
    }

    [Fact]
    public void All_mistakes_are_told_at_once_and_good_rows_are_kept()
    {
        var file = PriceFile.Read("""
            {"prices":[{"provider":"a","model":"b","prices":{"input":-1,"outptu":2}},{"provider":"a","model":"c","prices":{"input":1}},{"model":"d","prices":{"input":1}}]}
            """u8);

        file.Errors.Count.ShouldBe(3);
        file.Rows.ShouldHaveSingleItem().Model.ShouldBe("c");
    }

    [Fact]
    public void Hostile_files_are_refused_within_bounds()
    {
        PriceFile.Read(new byte[PriceFile.LargestFile + 1]).Errors.ShouldHaveSingleItem();
        PriceFile.Read(Encoding.UTF8.GetBytes(new string('[', 100_000))).Errors.ShouldNotBeEmpty();
        PriceFile.Read(Encoding.UTF8.GetBytes("{\"prices\":[" + string.Join(',', Enumerable.Repeat("{}", 200_000)) + "]}")).Errors.Count.ShouldBe(100);
        PriceFile.Read([.. "{\"prices\":[{\"provider\":\""u8, 0xFF, 0xFE, .. "\"}]}"u8]).Errors.ShouldNotBeEmpty();
        var long_name = new string('x', 100_000);
        PriceFile.Read(Encoding.UTF8.GetBytes($"{{\"{long_name}\":1,\"prices\":[]}}")).Errors[0].ToString().Length.ShouldBeLessThan(300);
    }

    [Fact]
    public void Mutated_files_never_throw()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var good = Encoding.UTF8.GetBytes(Good);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = good.ToArray();
            for (var change = random.Next(1, 6); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) bytes = bytes[..random.Next(bytes.Length)];
            Should.NotThrow(() => PriceFile.Read(bytes), $"seed {seed}, round {i}");
        }
    }
}
