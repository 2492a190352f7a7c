using Reprise.Privacy.Erasure;

namespace Reprise.Core.Tests.Privacy.Erasure;

public sealed class PersonTextTests
{
    [Theory]
    [InlineData("user:ann", "user:[erased]")]
    [InlineData("planned by ann, and ann again", "planned by [erased], and [erased] again")]
    [InlineData("anna and Joann", "anna and Joann")]
    [InlineData("ann", "[erased]")]
    [InlineData("ann-marie", "[erased]-marie")]
    [InlineData("", "")]
    public void An_id_goes_where_it_is_a_word_of_its_own(string text, string expected) => PersonText.Without(text, ["ann"]).ShouldBe(expected);

    [Fact]
    public void A_text_without_it_is_the_same_instance()
    {
        var text = new string("nothing of theirs".AsSpan());

        PersonText.Without(text, ["ann"]).ShouldBeSameAs(text);
        PersonText.WithoutInJson("{\"a\" : 1}", ["ann"]).ShouldBe("{\"a\" : 1}");
    }

    [Fact]
    public void In_json_values_change_and_names_stay() =>
        PersonText.WithoutInJson("""{"ann":1,"filter":"user:ann","deep":[{"x":"ünï ann"}]}""", ["ann"]).ShouldBe("""{"ann":1,"filter":"user:[erased]","deep":[{"x":"ünï [erased]"}]}""");

    [Fact]
    public void An_address_is_an_id_too() => PersonText.Without("to a.b@example.org!", ["a.b@example.org"]).ShouldBe("to [erased]!");

    [Fact]
    public void What_is_no_json_is_taken_as_text() => PersonText.WithoutInJson("{ann", ["ann"]).ShouldBe("{[erased]");
}
