using Reprise.Store;

namespace Reprise.Storage.Tests.Filters;

public sealed class FilterParserTests
{
    [Theory]
    [InlineData("modle:gpt-4o", 0, "unknown field 'modle'; did you mean 'model'?", "model")]
    [InlineData("refund latncy_ms>5", 7, "unknown field 'latncy_ms'; did you mean 'latency_ms'?", "latency_ms")]
    [InlineData("http://example.org", 0, "unknown field 'http'; put it in quotes to search for it as text", null)]
    [InlineData("status:sucess", 7, "unknown status 'sucess'; did you mean 'success'?", "success")]
    [InlineData("kind:spoon", 5, "unknown kind 'spoon'; it is one of unknown, llm, embedding, tool, api_request, cli_command, check, event", null)]
    [InlineData("model>5", 5, "'model' is not a number; write model:value", null)]
    [InlineData("latency_ms:fast", 11, "'latency_ms' is a number; 'fast' is none", null)]
    [InlineData("latency_ms:1..", 11, "a range is two numbers, such as 100..200", null)]
    [InlineData("latency_ms:5*", 11, "'latency_ms' is a number and takes no '*'", null)]
    [InlineData("stream:maybe", 7, "'stream' is true or false", null)]
    [InlineData("model:", 6, "the value of 'model' is missing", null)]
    [InlineData("\"never closed", 0, "this quote is never closed", null)]
    [InlineData("model:\"never closed", 6, "this quote is never closed", null)]
    [InlineData("(a OR b", 0, "this '(' is never closed", null)]
    [InlineData("a)", 1, "this ')' closes nothing", null)]
    [InlineData("a OR", 4, "something is missing at the end", null)]
    [InlineData("OR a", 0, "something is missing here", null)]
    [InlineData("a -", 3, "something is missing at the end", null)]
    [InlineData("!!!", 0, "there is no word here to search for", null)]
    [InlineData("model:(a b)", 9, "separate the values of a list with commas", null)]
    [InlineData("model:*tail", 6, "'*' at the front needs one at the end too: *tail*", null)]
    [InlineData("model:a*b", 6, "'*' stands at the end (text begins with) or at both ends (contains); quote it to mean itself", null)]
    [InlineData("since:yesterdayish", 6, "a time is a span back from now such as 24h or 7d, or a date such as 2026-01-31 or 2026-01-31T08:30:00Z", null)]
    [InlineData("since>24h", 5, "write since: with a colon", null)]
    public void A_mistake_is_named_with_its_place(string text, int position, string message, string? suggestion) =>
        FilterParser.Parse(text, Samples.Noon).Error.ShouldBe(new FilterError(position, message, suggestion));

    [Fact]
    public void A_span_counts_back_from_now() =>
        Samples.Filter("since:24h").ShouldBe(new FieldFilter(FilterFields.Timestamp, FilterOperator.GreaterOrEqual, Samples.Noon.AddHours(-24)));

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        var error = FilterParser.Parse(new string('(', 4000) + "a" + new string(')', 4000), Samples.Noon).Error;
        error.ShouldNotBeNull().Message.ShouldBe("nested deeper than 64");
        FilterParser.Parse(new string('-', 4000) + "a", Samples.Noon).Error.ShouldNotBeNull();
        FilterParser.Parse(new string('a', FilterParser.MaxLength + 1), Samples.Noon).Error.ShouldNotBeNull();
    }

    [Fact]
    public void What_is_printed_reads_as_the_same_filter()
    {
        var seed = Environment.TickCount;
        var random = new RandomRecords(seed);
        for (var i = 0; i < 3000; i++)
        {
            var text = FilterText.Of(random.Filter(0));
            var read = FilterParser.Parse(text, Samples.Noon);
            read.Error.ShouldBeNull($"seed {seed}: {text}");
            FilterText.Of(read.Filter!).ShouldBe(text, $"seed {seed}");
            FilterParser.Parse(FilterText.Of(read.Filter!), Samples.Noon).Filter.ShouldBe(read.Filter, $"seed {seed}: {text}");
        }
    }

    [Fact]
    public void No_text_makes_the_parser_throw()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        string[] pieces = ["(", ")", "\"", "*", "-", " ", "OR", "NOT ", "AND", ":", "model", "latency_ms", ">", "=", "..", ",", "\\", "1", "é", "\0", "😀", "\ud800", "since:", "metadata.", "label.x", "tag:", "<"];
        for (var i = 0; i < 100_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            var reading = FilterParser.Parse(text, Samples.Noon);
            (reading.Filter is null).ShouldBe(reading.Error is not null, $"seed {seed}: {text}");
            if (reading.Error is { } error) error.Position.ShouldBeInRange(0, text.Length, $"seed {seed}: {text}");
        }
    }

    [Fact]
    public void Every_field_of_the_catalogue_is_found_by_its_name()
    {
        foreach (var field in FilterFields.All) FilterFields.Find(field.Name).ShouldBe(field);
        FilterFields.All.Select(field => field.Name).ShouldBeUnique();
        FilterFields.Find("metadata.customer.name")!.Name.ShouldBe("metadata.customer.name");
        FilterFields.Find("metadata.").ShouldBeNull();
    }
}
