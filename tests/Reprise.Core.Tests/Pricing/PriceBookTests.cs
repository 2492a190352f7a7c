using System.Text;
using Reprise.Interactions;
using Reprise.Pricing;

namespace Reprise.Core.Tests.Pricing;

public sealed class PriceBookTests : IDisposable
{
    private static readonly DateTimeOffset s_day = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TokenUsage s_million = new() { PromptTokens = 1_000_000 };
    private readonly string _folder = Directory.CreateTempSubdirectory("reprise-prices-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Without_an_own_file_the_built_in_table_counts()
    {
        var book = new PriceBook(_folder);

        Input(book, "openai", "gpt-4o").ShouldBe(2.5m);
        book.Version.ShouldBe(PriceTable.BuiltIn.Version);
        book.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Own_prices_come_first_and_the_rest_stays()
    {
        var book = Book("""{"prices":[{"provider":"openai","model":"gpt-4o","prices":{"input":2,"output":8}},{"provider":"inhouse","model":"*","prices":{"input":0,"output":0}}]}""");

        Input(book, "openai", "gpt-4o-2024-08-06").ShouldBe(2m, "a dated name is tried without its date");
        Input(book, "openai", "gpt-4o-mini").ShouldBe(0.15m);
        Input(book, "inhouse", "whatever").ShouldBe(0m);
        book.Version.ShouldStartWith(PriceTable.BuiltIn.Version + "+own.");
        book.Price("openai", "gpt-4o", s_million, s_day)!.Value.Version.ShouldStartWith("own.");
        book.Models.ShouldBe(PriceTable.BuiltIn.Models + 2);
    }

    [Fact]
    public void The_most_exact_own_name_counts()
    {
        var book = Book("""
            {"prices":[
              {"provider":"*","model":"my-*","prices":{"input":1}},
              {"provider":"*","model":"my-big-*","prices":{"input":2}},
              {"provider":"*","model":"other","names":["my-big-one"],"prices":{"input":3}},
              {"provider":"azure-eu","model":"my-big-one","prices":{"input":4}}]}
            """);

        Input(book, null, "my-model").ShouldBe(1m);
        Input(book, "x", "my-big-two").ShouldBe(2m);
        Input(book, "x", "my-big-one").ShouldBe(3m);
        Input(book, "azure-eu", "my-big-one").ShouldBe(4m);
    }

    [Fact]
    public void Own_prices_have_a_history_and_hold_only_from_their_first_day()
    {
        var book = Book("""
            {"prices":[
              {"provider":"openai","model":"gpt-4o","valid_from":"2026-09-01","prices":{"input":5}},
              {"provider":"openai","model":"gpt-4o","valid_from":"2026-06-01","prices":{"input":4}}]}
            """);

        decimal? At(int month) => book.Price("openai", "gpt-4o", s_million, new DateTimeOffset(2026, month, 1, 0, 0, 0, TimeSpan.Zero))?.CostUsd;
        At(5).ShouldBe(2.5m);
        At(6).ShouldBe(4m);
        At(9).ShouldBe(5m);
    }

    [Fact]
    public void A_file_with_a_mistake_is_not_used_and_says_where()
    {
        var book = Book("{\n\"prices\": [\n{\"provider\": \"openai\", \"model\": \"gpt-4o\",\n\"prices\": {\"inptu\": 1}}]}");

        Input(book, "openai", "gpt-4o").ShouldBe(2.5m);
        book.Problems[0].ToString().ShouldStartWith("line 4, prices[0].prices.inptu: Unknown field; known are: input, output");
    }

    [Fact]
    public void A_reload_with_a_mistake_keeps_what_was_in_use()
    {
        var book = Book("""{"prices":[{"provider":"openai","model":"gpt-4o","prices":{"input":2}}]}""");
        Input(book, "openai", "gpt-4o").ShouldBe(2m);

        Write("""{"prices":[{"provider":"openai","model":"gpt-4o","prices":{"input":-2}}]}""");
        book.Reload().ShouldHaveSingleItem().Field.ShouldBe("prices[0].prices.input");
        Input(book, "openai", "gpt-4o").ShouldBe(2m);

        Write("""{"prices":[{"provider":"openai","model":"gpt-4o","prices":{"input":3}}]}""");
        book.Reload().ShouldBeEmpty();
        Input(book, "openai", "gpt-4o").ShouldBe(3m);

        File.Delete(Path.Combine(_folder, PriceFile.FileName));
        book.Reload().ShouldBeEmpty();
        Input(book, "openai", "gpt-4o").ShouldBe(2.5m);
    }

    [Fact]
    public void An_update_is_kept_in_the_folder_unless_it_has_a_mistake()
    {
        var book = new PriceBook(_folder);
        book.Update("""{"prices":[{"provider":"openai","model":"gpt-4o","prices":{"input":7}}]}"""u8).ShouldBeEmpty();
        book.Update("""{"prices":[{"provider":"openai","prices":{"input":9}}]}"""u8).ShouldHaveSingleItem().Message.ShouldContain("\"model\" is missing");

        Input(book, "openai", "gpt-4o").ShouldBe(7m);
        Input(new PriceBook(_folder), "openai", "gpt-4o").ShouldBe(7m);
        Directory.GetFiles(_folder).ShouldHaveSingleItem();
    }

    [Fact]
    public void Rows_are_found_by_any_part_of_their_names_own_ones_first()
    {
        var book = Book("""{"prices":[{"provider":"openai","model":"GPT-4o","names":["four-oh"],"prices":{"input":2}}]}""");

        book.Find("four-oh").ShouldHaveSingleItem().Source.ShouldBe("own");
        book.Find("gpt-4o").Select(row => row.Source).Distinct().ShouldBe(["own", "genai-prices", "litellm"], ignoreOrder: true);
        book.Find("gpt-4o").First().Source.ShouldBe("own");
        book.Find(null).Count().ShouldBe(1 + PriceTable.BuiltIn.Rows.Count());
        book.Find("no such model anywhere").ShouldBeEmpty();
    }

    private static decimal? Input(PriceBook book, string? provider, string model) => book.Price(provider, model, s_million, s_day)?.CostUsd;

    private PriceBook Book(string json)
    {
        Write(json);
        return new PriceBook(_folder);
    }

    private void Write(string json) => File.WriteAllText(Path.Combine(_folder, PriceFile.FileName), json, Encoding.UTF8);
}
