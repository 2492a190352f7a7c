using System.Text.Json;
using Reprise.Evaluation.Json;

namespace Reprise.Core.Tests.Evaluation;

/// <summary>Where a path leads.</summary>
public sealed class JsonPathTests
{
    private const string Store = """{"a":[0,1,2,3,4],"b":{"x":1,"y'z":2},"items":[{"n":"p","price":5,"sold":true},{"n":"q","price":15},{"n":"r","price":25,"tags":["k"]}]}""";

    [Theory]
    [InlineData("$.a[0]", "0")]
    [InlineData("$.a[-1]", "4")]
    [InlineData("$.a[9]", "")]
    [InlineData("$['b']['y\\'z']", "2")]
    [InlineData("$.b.*", "1,2")]
    [InlineData("$.b[*]", "1,2")]
    [InlineData("$.a[1:3]", "1,2")]
    [InlineData("$.a[::2]", "0,2,4")]
    [InlineData("$.a[::-1]", "4,3,2,1,0")]
    [InlineData("$.a[-2:]", "3,4")]
    [InlineData("$.a[3:0:-2]", "3,1")]
    [InlineData("$.a[0,2]", "0,2")]
    [InlineData("$..price", "5,15,25")]
    [InlineData("$..[0]", "0,{\"n\":\"p\",\"price\":5,\"sold\":true},\"k\"")]
    [InlineData("$.items[?@.price > 10].n", "\"q\",\"r\"")]
    [InlineData("$.items[?@.price >= 15 && !@.tags].n", "\"q\"")]
    [InlineData("$.items[?@.n == 'p' || (@.tags[0] == \"k\")].price", "5,25")]
    [InlineData("$.items[?@.sold].n", "\"p\"")]
    [InlineData("$.items[?@.price == $.a[4]]", "")]
    [InlineData("$.items[?@.n != 'p'].price", "15,25")]
    [InlineData("$", "{")]
    public void It_leads_to_these_values(string path, string expected)
    {
        using var document = JsonDocument.Parse(Store);
        var found = string.Join(',', JsonPath.Parse(path).Select(document.RootElement)!.Select(static value => value.GetRawText()));
        if (path == "$") found.ShouldBe(Store);
        else found.ShouldBe(expected);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("$.")]
    [InlineData("$[")]
    [InlineData("$['a")]
    [InlineData("$[a]")]
    [InlineData("$[?]")]
    [InlineData("$[?@.a ==]")]
    [InlineData("$[?(@.a]")]
    [InlineData("$.a b")]
    [InlineData("$[99999999999]")]
    public void A_mistake_is_told_with_its_place(string path) => Should.Throw<FormatException>(() => JsonPath.Parse(path)).Message.ShouldContain("at character");

    [Theory]
    [InlineData("$[?@.a == $..x]", 0)]
    [InlineData("$[?@.a == $..a]", 1)]
    [InlineData("$[?@.a != $..x && @.a < $[20].a]", 20)]
    [InlineData("$[?$..a && $..a && @..a]", 20_000)]
    public void A_path_from_the_top_within_a_condition_is_followed_once(string path, int expected)
    {
        using var document = JsonDocument.Parse("[" + string.Join(',', Enumerable.Range(0, 20_000).Select(static i => $$"""{"a":{{i}}}""")) + "]");
        JsonPath.Parse(path).Select(document.RootElement).ShouldNotBeNull().Count.ShouldBe(expected);
    }

    [Theory]
    [InlineData("$[0,0,0,0,0,0,0,0,0,0][?@..a == @..b]")]
    [InlineData("$[0,0,0,0,0,0,0,0,0,0].*.*[-1]")]
    [InlineData("$..*..*..*")]
    [InlineData("$[?$..* == @ || $[0] == @ || @ == $[0] || $[0] == @ || @..* == 'x'][?@..* == 'y']..*..*")]
    public async Task What_would_take_too_long_has_no_value_and_is_never_told_in_part(string path)
    {
        var rows = "[" + string.Join(',', Enumerable.Range(0, 20_000).Select(static i => $$"""{"a":{{i}},"c":[{{i}},[{{i}}]]}""")) + "]";
        var answer = "[" + rows + "," + rows + "]";
        using var document = JsonDocument.Parse(answer);
        JsonPath.Parse(path).Select(document.RootElement).ShouldBeNull();
        var score = await Answered.ScoreAsync($$"""{"type":"json_path","path":{{JsonSerializer.Serialize(path)}}}""", answer);
        (score.Value, score.Reason).ShouldBe((null, JsonPath.TooMuch));
        (await Answered.ScoreAsync($$"""{"type":"numeric","value":1,"path":{{JsonSerializer.Serialize(path)}}}""", answer)).Reason.ShouldBe(JsonPath.TooMuch);
    }
}
