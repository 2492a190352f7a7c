using System.Text.Json;
using Reprise.Comparison;

namespace Reprise.Core.Tests.Comparison;

public sealed class JsonDifferencesTests
{
    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("-0", "0")]
    [InlineData("0.10", "1e-1")]
    [InlineData("120", "1.2E+2")]
    [InlineData("100000000000000000000000000000001", "1.00000000000000000000000000000001e32")]
    [InlineData("0e5", "0")]
    [InlineData("0e99999999999999999999", "-0.0")]
    [InlineData("10e2305843009213693950", "1e2305843009213693951")]
    [InlineData("0.1e-9223372036854775808", "0.1e-9223372036854775808")]
    [InlineData("\"\\u0041\"", "\"A\"")]
    [InlineData("{\"a\":1,\"a\":2}", "{\"a\":2}")]
    public void Values_are_equal_whatever_their_spelling(string one, string other) => Between(one, other).ShouldBeEmpty();

    [Theory]
    [InlineData("1", "-1")]
    [InlineData("100000000000000000000000000000001", "100000000000000000000000000000002")]
    [InlineData("0.1", "0.10000000000000000000000000001")]
    [InlineData("1", "\"1\"")]
    [InlineData("null", "false")]
    [InlineData("[]", "{}")]
    [InlineData("1e99999999999999999999", "2e99999999999999999999")]
    [InlineData("1e-9223372036854775808", "1")]
    [InlineData("0.1e-9223372036854775808", "1e9223372036854775807")]
    [InlineData("1e-2305843009213693952", "10e2305843009213693951")]
    public void Values_that_differ_do(string one, string other) => Between(one, other).ShouldBe([new JsonDifference("", one, other)]);

    [Theory]
    [InlineData("1.0", "1")]
    [InlineData("-0.0e3", "0")]
    [InlineData("1.2E+2", "120")]
    [InlineData("-12.50", "-12.5")]
    [InlineData("1e-3", "0.001")]
    [InlineData("1e21", "1e21")]
    [InlineData("10e20", "1e21")]
    [InlineData("1e-9223372036854775808", "1e-9223372036854775808")]
    public void Equal_numbers_have_one_way_of_writing(string number, string canonical) => JsonNumber.Canonical(number).ShouldBe(canonical);

    [Fact]
    public void Places_are_pointers_with_their_signs_escaped() =>
        Between("""{"a/b":{"c~d":[1,{"":2}]}}""", """{"a/b":{"c~d":[1,{"":3}]}}""").ShouldBe([new JsonDifference("/a~1b/c~0d/1/", "2", "3")]);

    [Fact]
    public void A_list_that_is_longer_has_more() =>
        Between("[1]", "[1,[2],3]").ShouldBe([new JsonDifference("/1", null, "[2]"), new JsonDifference("/2", null, "3")]);

    [Fact]
    public void No_more_than_a_hundred_are_told()
    {
        var one = JsonSerializer.Serialize(Enumerable.Range(0, 1000));
        var other = JsonSerializer.Serialize(Enumerable.Range(1, 1000));
        Between(one, other).Count.ShouldBe(100);
    }

    [Fact]
    public void Long_values_are_shortened()
    {
        var difference = Between("{}", $$"""{"a":"{{new string('x', 500)}}"}""").ShouldHaveSingleItem();
        difference.Replay!.Length.ShouldBe(200);
        difference.Replay.ShouldEndWith("…");
    }

    [Fact]
    public void Half_a_letter_is_compared_as_it_is_written()
    {
        Between("""{"\ud800":"\udc00"}""", """{"\ud800":"\udc00"}""").ShouldBeEmpty();
        Between("""{"\ud800":"\udc00"}""", """{"\ud800":"\udc01"}""").Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("42")]
    [InlineData("\"text\"")]
    [InlineData("true")]
    [InlineData("{\"a\":1,}")]
    [InlineData("see {\"a\":1}")]
    [InlineData("")]
    public void A_bare_word_or_half_a_value_is_no_JSON_answer(string text) => JsonAnswer.Find(text).ShouldBeNull();

    private static IReadOnlyList<JsonDifference> Between(string one, string other)
    {
        using var first = JsonDocument.Parse(one);
        using var second = JsonDocument.Parse(other);
        return JsonDifferences.Between(first.RootElement, second.RootElement);
    }
}
