using Reprise.Cache;
using Reprise.Cache.Keys;
using Reprise.Cache.Policies;

namespace Reprise.Core.Tests.Cache.Keys;

/// <summary>Keys of logged tool calls, checks and commands.</summary>
public sealed class ToolKeyTests
{
    private static CacheKey Key(string input, string name = "tool", string kind = "tool", CachePolicy? policy = null) => CacheKeyReader.ReadTool(kind, name, input, Asked.Scope, policy ?? Asked.Policy);

    [Fact]
    public void A_command_may_be_reworded()
    {
        var key = Key("run translate", "command_checker", "check");
        key.Text.ShouldBe("run translate");
        key.Refusal.ShouldBeNull();
        var other = Key("execute translate", "command_checker", "check");
        other.Partition.ShouldBe(key.Partition);
        other.Exact.ShouldNotBe(key.Exact);
        Key("run translate", "command_runner", "check").Partition.ShouldNotBe(key.Partition);
        Key("run translate", "command_checker", "tool").Partition.ShouldNotBe(key.Partition);
    }

    [Fact]
    public void A_translation_may_be_reworded_but_not_its_language()
    {
        var key = Key("""{"text": "good morning to you", "target_language": "fr"}""", "translator");
        key.Text.ShouldBe("good morning to you");
        Key("""{"target_language":"fr","text":"a good morning to you"}""", "translator").Partition.ShouldBe(key.Partition);
        Key("""{"text":"good morning to you","target_language":"de"}""", "translator").Partition.ShouldNotBe(key.Partition);
        Key("""{"target_language":"fr","text":"good morning to you"}""", "translator").Exact.ShouldBe(key.Exact);
    }

    [Fact]
    public void A_long_name_of_a_language_is_not_what_is_asked()
    {
        var key = Key("""{"text":"hello","target_language":"Brazilian Portuguese"}""", "translator");
        key.SemanticRefusal.ShouldBe(CacheReasons.TooLittle);
        Key("""{"text":"hello","target_language":"European Portuguese"}""", "translator").Partition.ShouldNotBe(key.Partition);
    }

    [Fact]
    public void A_file_to_compile_is_matched_letter_for_letter()
    {
        var key = Key("""{"source_file":"src/main.c"}""", "compiler");
        key.SemanticRefusal.ShouldBe(CacheReasons.TooLittle);
        key.Text.ShouldBeNull();
        Key("""{"source_file":"src/main.h"}""", "compiler").Exact.ShouldNotBe(key.Exact);
        Key("""{"source_file": "src\/main.c"}""", "compiler").Exact.ShouldBe(key.Exact);
    }

    [Theory]
    [InlineData("""{"a":1,"b":[true,null]}""", CacheReasons.NoText)]
    [InlineData("{}", CacheReasons.NoText)]
    [InlineData("", CacheReasons.NoText)]
    [InlineData("ls", CacheReasons.TooLittle)]
    [InlineData("[\"a b\",\"c\"]", CacheReasons.Code)]
    [InlineData("{\"a\":\"x y\",\"a\":\"x z\"}", CacheReasons.Code)]
    [InlineData("{\"a\":\"x y z", null)]
    public void Every_input_has_an_exact_key(string input, string? reason)
    {
        var key = Key(input);
        key.Refusal.ShouldBeNull();
        key.SemanticRefusal.ShouldBe(reason);
        key.Exact.ShouldNotBe(default);
        Key(input + " ").Exact.ShouldBe(input.EndsWith('}') && !input.Contains("\"a\":\"x z\"", StringComparison.Ordinal) ? key.Exact : Key(input + " ").Exact);
    }

    [Fact]
    public void Inputs_that_differ_in_a_letter_have_keys_that_differ()
    {
        string[] inputs = ["a b", "a  b", "A b", "a b\n", "\"a b\"", """{"x":"a b"}""", """{"y":"a b"}""", """["a b"]""", "a \uD800", "a \uDC00", "a \uFFFD", """{"x":"a """ + "\uD800\"}", """{"x":"a """ + "\uFFFD\"}", "{}", "{ ", "[]", ""];
        inputs.Select(input => Key(input).Exact).ShouldBeUnique();
    }

    [Fact]
    public void Of_texts_of_one_length_the_choice_does_not_depend_on_their_order() =>
        Key("""{"a":"one two","b":"two one"}""").ShouldBe(Key("""{"b":"two one","a":"one two"}"""));

    [Fact]
    public void A_policy_of_exact_matches_finds_no_text() => Key("run translate", policy: Asked.Policy with { Matching = CacheMatching.Exact }).SemanticRefusal.ShouldBe(CacheReasons.ExactOnly);
}
