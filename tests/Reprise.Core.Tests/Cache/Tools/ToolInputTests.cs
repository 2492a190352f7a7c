using System.Text;
using System.Text.Json;
using Reprise.Cache.Tools;

namespace Reprise.Core.Tests.Cache.Tools;

public sealed class ToolInputTests
{
    [Theory]
    [InlineData("\"run translate\"", "run translate")]
    [InlineData("""{"prompt":"run translate"}""", "run translate")]
    [InlineData("""{"parameters":{"text":"hello"}}""", """{"text":"hello"}""")]
    [InlineData("""{"parameters":{"prompt":"hello"}}""", "hello")]
    [InlineData("""{"prompt":"a","system_prompt":"b"}""", """{"prompt":"a","system_prompt":"b"}""")]
    [InlineData("""{"parameters":"hello"}""", """{"parameters":"hello"}""")]
    [InlineData("[1,2]", "[1,2]")]
    [InlineData("17", "17")]
    public void What_is_recorded_and_what_is_asked_have_one_form(string json, string input)
    {
        ToolInput.Of(JsonElement.Parse(json)).ShouldBe(input);
        ToolInput.Of(Encoding.UTF8.GetBytes(json)).ShouldBe(input);
    }

    [Fact]
    public void A_body_that_is_no_JSON_is_a_text_and_one_that_is_no_text_is_nothing()
    {
        ToolInput.Of("git status"u8.ToArray()).ShouldBe("git status");
        ToolInput.Of(new byte[] { 0xFF, 0xFE }).ShouldBeNull();
        ToolInput.Of("\"\\ud800\""u8.ToArray()).ShouldBeNull();
    }

    [Fact]
    public void Declared_inputs_are_read_in_the_order_of_their_names()
    {
        DeclaredInputs.Read("""{"team":"a","cache_inputs":{"b":"2","a":1}}""").ShouldBe([KeyValuePair.Create("a", "1"), KeyValuePair.Create("b", "2")]);
        DeclaredInputs.Read("""{"team":"a"}""").ShouldBeNull();
        DeclaredInputs.Read("""{"cache_inputs":[]}""").ShouldBeNull();
        DeclaredInputs.Read("nonsense").ShouldBeNull();
    }
}
