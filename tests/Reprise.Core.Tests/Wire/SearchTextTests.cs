using Reprise.Wire;

namespace Reprise.Core.Tests.Wire;

public sealed class SearchTextTests
{
    [Fact]
    public void What_the_call_added_and_what_came_back_stand_in_one_order()
    {
        var answer = new AnswerReading { Content = "b", Reasoning = "c", Refusal = "d", ToolCalls = [new ToolCall("1", "e", "f")], ErrorMessage = "g" };
        SearchText.Of(new CallReading { NewText = "a" }, answer, "h").ShouldBe("a\nb\nc\nd\ne\nf\ng\nh");
        SearchText.Of(new CallReading { NewText = "a" }, answer, "g").ShouldEndWith("f\ng");
        SearchText.Of(new CallReading(), new AnswerReading { Content = "b" }, null).ShouldBe("b");
    }

    [Fact]
    public void It_is_cut_at_its_most_and_tears_no_character()
    {
        var text = new string('x', SearchText.LengthMax - 2);
        var cut = SearchText.Of(new CallReading { NewText = text }, new AnswerReading { Content = "😀 and more" }, "error");
        cut.Length.ShouldBeLessThanOrEqualTo(SearchText.LengthMax);
        char.IsHighSurrogate(cut[^1]).ShouldBeFalse();
        SearchText.Of(new CallReading { NewText = new string('x', 3 * SearchText.LengthMax) }, new AnswerReading(), null).Length.ShouldBe(SearchText.LengthMax);
    }
}
