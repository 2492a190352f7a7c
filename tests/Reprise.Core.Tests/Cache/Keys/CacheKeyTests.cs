using Reprise.Cache;
using Reprise.Cache.Keys;
using Reprise.Cache.Policies;

namespace Reprise.Core.Tests.Cache.Keys;

/// <summary>What makes two requests the same question. Most of these stand for a wrong answer that some cache has given.</summary>
public sealed class CacheKeyTests
{
    private static readonly CacheKey Plain = Asked.Key(Asked.Chat);

    [Theory]
    [InlineData("\"model\":\"gpt-4o-mini\"")]
    [InlineData("\"messages\":[{\"role\":\"system\",\"content\":\"Be long.\"},{\"role\":\"user\",\"content\":\"What is the capital of France?\"}]")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":\"What is the capital of France?\"}]")]
    [InlineData("\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"Hi!\"},{\"role\":\"user\",\"content\":\"What is the capital of France?\"}]")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\"}}]")]
    [InlineData("\"response_format\":{\"type\":\"json_object\"}")]
    [InlineData("\"max_tokens\":5")]
    [InlineData("\"top_p\":0.5")]
    [InlineData("\"stop\":[\"\\n\"]")]
    [InlineData("\"tool_choice\":\"none\"")]
    [InlineData("\"temperature\":0.5")]
    [InlineData("\"seed\":7")]
    [InlineData("\"frequency_penalty\":1")]
    [InlineData("\"logit_bias\":{\"50256\":-100}")]
    [InlineData("\"reasoning_effort\":\"high\"")]
    [InlineData("\"parallel_tool_calls\":false")]
    [InlineData("\"a_parameter_nobody_thought_of\":null")]
    public void A_parameter_is_never_missing_from_the_key(string parameter)
    {
        var key = Asked.Key(Asked.With(parameter));
        key.Refusal.ShouldBeNull();
        key.Partition.ShouldNotBe(Plain.Partition);
        key.Exact.ShouldNotBe(Plain.Exact);
    }

    [Theory]
    [InlineData("\"user\":\"anna\"")]
    [InlineData("\"safety_identifier\":\"x\"")]
    [InlineData("\"metadata\":{\"run\":\"7\"}")]
    [InlineData("\"store\":true")]
    [InlineData("\"prompt_cache_key\":\"k\"")]
    [InlineData("\"prompt_cache_retention\":\"24h\"")]
    [InlineData("\"service_tier\":\"flex\"")]
    [InlineData("\"stream\":true,\"stream_options\":{\"include_usage\":true}")]
    public void What_has_no_say_in_the_answer_is_left_out(string parameter) => Asked.Key(Asked.With(parameter)).ShouldBe(
        Plain with { Stream = parameter.Contains("stream", StringComparison.Ordinal) });

    [Fact]
    public void What_is_left_out_at_the_top_counts_everywhere_else()
    {
        static string Schema(string name) => Asked.With("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"user\":\"" + name + "\"}}");
        Asked.Key(Schema("a")).Partition.ShouldNotBe(Asked.Key(Schema("b")).Partition);
    }

    [Fact]
    public void Tenants_policies_generations_users_and_inputs_never_meet()
    {
        CacheScope[] scopes =
        [
            Asked.Scope,
            Asked.Scope with { Project = "other" },
            Asked.Scope with { Policy = "other" },
            Asked.Scope with { Generation = 2 },
            Asked.Scope with { Within = "user:anna" },
            Asked.Scope with { Inputs = [new("file", "aa")] },
            Asked.Scope with { Inputs = [new("file", "bb")] },
            Asked.Scope with { Inputs = [new("file", "aa"), new("schema", "cc")] },
            Asked.Scope with { Inputs = [new("filea", "a")] },
            new("", "defaultdefault", 1, "", []),
            new("defaultdefault", "", 1, "", []),
        ];
        scopes.Select(scope => Asked.Key(Asked.Chat, scope: scope).Partition).ShouldBeUnique();
        scopes.Select(scope => Asked.Key(Asked.Chat, scope: scope).Exact).ShouldBeUnique();
        scopes.Select(scope => CacheKeyReader.ReadTool("tool", "t", "some input here", scope, Asked.Policy).Exact).ShouldBeUnique();
    }

    [Fact]
    public void Inputs_and_headers_count_in_any_order()
    {
        Asked.Key(Asked.Chat, scope: Asked.Scope with { Inputs = [new("b", "2"), new("a", "1")] }).ShouldBe(Asked.Key(Asked.Chat, scope: Asked.Scope with { Inputs = [new("a", "1"), new("b", "2")] }));
        Asked.Key(Asked.Chat, headers: [new("openai-beta", "x"), new("anthropic-beta", "y")]).ShouldBe(Asked.Key(Asked.Chat, headers: [new("anthropic-beta", "y"), new("openai-beta", "x")]));
    }

    [Fact]
    public void Provider_path_query_dialect_and_headers_are_part_of_the_key()
    {
        CacheKey[] keys =
        [
            Plain,
            Asked.Key(Asked.Chat, provider: "azure"),
            Asked.Key(Asked.Chat, path: "/openai/deployments/a/chat/completions"),
            Asked.Key(Asked.Chat, path: "/openai/deployments/b/chat/completions"),
            Asked.Key(Asked.Chat, query: "?api-version=1"),
            Asked.Key(Asked.Chat, query: "?api-version=2"),
            Asked.Key(Asked.Chat, dialect: "xai.chat", path: "/v1/chat/completions"),
            Asked.Key(Asked.Chat, headers: [new("anthropic-beta", "a")]),
            Asked.Key(Asked.Chat, headers: [new("anthropic-beta", "b")]),
        ];
        keys.Select(key => key.Partition).ShouldBeUnique();
    }

    [Fact]
    public void Exact_means_letter_for_letter()
    {
        string[] texts = ["What is Java?", "what is java?", "What is Java", "What is Java!", "What is Java? ", "What  is Java?", "What is Java?\u200B", "What is Jav\u00E1?", "What is Java\u0301?"];
        texts.Select(text => Asked.Key(Asked.User(text)).Exact).ShouldBeUnique();
        texts.Select(text => Asked.Key(Asked.User(text)).Partition).Distinct().Count().ShouldBe(1);
        texts.ShouldAllBe(text => Asked.Key(Asked.User(text)).Text == text);
    }

    [Fact]
    public void The_order_of_names_does_not_count_and_the_order_of_lists_does()
    {
        const string Tools = """ "tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"number"}}}}}]""";
        const string Turned = """ "tools":[{"function":{"parameters":{"properties":{"b":{"type":"number"},"a":{"type":"string"}},"type":"object"},"name":"look"},"type":"function"}]""";
        Asked.Key(Asked.With(Tools)).ShouldBe(Asked.Key(Asked.With(Turned)));
        Asked.Key(Asked.With("\"stop\":[\"a\",\"b\"]")).Partition.ShouldNotBe(Asked.Key(Asked.With("\"stop\":[\"b\",\"a\"]")).Partition);
    }

    [Theory]
    [InlineData("0.70", "0.7", "7e-1", "70E-02", "0.0007e3")]
    [InlineData("1", "1.0", "1e0", "10e-1", "0.1E+1")]
    [InlineData("0", "-0", "0.0", "0e9", "-0.000")]
    [InlineData("-12.5", "-1.25e1", "-125e-1")]
    [InlineData("100", "1e2", "100.000")]
    [InlineData("123456789012345678901234567890", "1.23456789012345678901234567890e29")]
    public void Equal_numbers_are_the_same(params string[] numbers) =>
        numbers.Select(number => Asked.Key(Asked.With("\"x\":1").Replace("\"x\":1", "\"x\":" + number, StringComparison.Ordinal)).Partition).Distinct().Count().ShouldBe(1);

    [Fact]
    public void Different_numbers_differ_however_close_or_large_they_are()
    {
        string[] numbers =
        [
            "1", "-1", "0", "10", "0.1", "1.0000000000000000000001", "1.0000000000000000000002", "12345678901234567890", "12345678901234567891", "1e400", "1e401",
            "1e-400", "1e999999999999", "1e9999999999999", "\"1\"", "true", "null", "[1]", "[]", "{}", "\"\"", "false",
        ];
        numbers.Select(number => Asked.Key(Asked.Chat[..^1] + ",\"x\":" + number + "}").Partition).ShouldBeUnique();
    }

    [Fact]
    public void Escapes_and_white_space_do_not_count()
    {
        var other = Asked.Chat.Replace("capital", "c\\u0061pital", StringComparison.Ordinal).Replace("\"model\"", " \r\n\t\"mo\\u0064el\" ", StringComparison.Ordinal).Replace("gpt-4o", "gpt\\u002d4o", StringComparison.Ordinal);
        Asked.Key(other).ShouldBe(Plain);
        Asked.Key("\uFEFF" + Asked.Chat).ShouldBe(Plain);
    }

    [Fact]
    public void What_is_no_strict_JSON_gets_no_key()
    {
        string[] bodies =
        [
            "", " ", "{", "null", "[]", "\"text\"", "no json", Asked.Chat + "x", Asked.Chat + Asked.Chat, "{\"model\":\"a\",\"model\":\"b\"}", "{\"a\":{\"x\":1,\"\\u0078\":2}}",
            "{\"a\":1,}", "{/* hi */}", "{\"a\":\"\\ud800\"}", "{\"a\":" + new string('[', 200) + new string(']', 200) + "}", "{\"a\":01}", "{\"a\":NaN}",
        ];
        bodies.ShouldAllBe(body => Asked.Key(body).Refusal == CacheReasons.NotReadable);
        Asked.Key(new byte[] { (byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}' }, "openai.chat", "/v1/chat/completions").Refusal.ShouldBe(CacheReasons.NotReadable);
    }

    [Fact]
    public void A_body_of_too_many_values_or_bytes_gets_no_key()
    {
        Asked.Key("{\"a\":[" + string.Join(',', Enumerable.Repeat("0", 500_000)) + "]}").Refusal.ShouldBe(CacheReasons.NotReadable);
        Asked.Key("{\"a\":[" + string.Join(',', Enumerable.Repeat("0", 400_000)) + "]}").Refusal.ShouldBeNull();
        Asked.Key(Asked.User(new string('x', 17 * 1024 * 1024))).Refusal.ShouldBe(CacheReasons.NotReadable);
        Asked.Key(Asked.User(new string('x', 2 * 1024 * 1024))).SemanticRefusal.ShouldBe(CacheReasons.TooLong);
    }

    [Fact]
    public void An_object_of_very_many_names_is_sorted_and_searched_for_twins()
    {
        static string Body(IEnumerable<int> names) => "{" + string.Join(',', names.Select(name => $"\"n{name}\":{name}")) + "}";
        var key = Asked.Key(Body(Enumerable.Range(0, 20_000)));
        Asked.Key(Body(Enumerable.Range(0, 20_000).Reverse())).ShouldBe(key);
        Asked.Key(Body(Enumerable.Range(0, 20_000).Append(7))).Refusal.ShouldBe(CacheReasons.NotReadable);
    }

    [Fact]
    public void Two_documents_cannot_write_the_same_bytes()
    {
        string[] values =
        [
            "[\"a\",\"b\"]", "[\"ab\"]", "[\"a\",[\"b\"]]", "[[\"a\"],\"b\"]", "[[\"a\",\"b\"]]", "{\"a\":\"b\"}", "[{\"a\":\"b\"}]", "{\"a\":{\"b\":null}}", "{\"a\":null,\"b\":null}",
            "{\"ab\":null}", "\"ab\"", "[[],[]]", "[[[]]]", "[null]", "[false]", "[0]", "\"\\u0000\"", "\"u\"", "\"s\\u0001\\u0000\\u0000\\u0000a\"",
        ];
        values.Select(value => Asked.Key(Asked.Chat[..^1] + ",\"x\":" + value + "}").Partition).ShouldBeUnique();
    }

    [Fact]
    public void A_key_is_the_same_in_every_process_and_version()
    {
        // When this changes on purpose, count up KeyScratch.Version: every entry on disk is lost with it.
        $"{Plain.Partition.Value:x32} {Plain.Exact.Value:x32}".ShouldBe("ee43cd4fe6fda98fc068922b0d31b428 aa92f7e67e162f30a04788149d9b0b3d");
        $"{CacheKeyReader.ReadTool("tool", "translator", "{\"text\":\"hello world\",\"target_language\":\"fr\"}", Asked.Scope, Asked.Policy).Exact.Value:x32}".ShouldBe("15d109788f1982b60caa58742e63d807");
    }

    [Fact]
    public void Text_that_an_embedder_might_cut_off_is_matched_letter_for_letter()
    {
        var start = string.Join(' ', Enumerable.Repeat("word", 300));
        var one = Asked.Key(Asked.User(start + " one"));
        var two = Asked.Key(Asked.User(start + " two"));
        one.SemanticRefusal.ShouldBe(CacheReasons.TooLong);
        one.Text.ShouldBeNull();
        one.Exact.ShouldNotBe(two.Exact);
        one.Refusal.ShouldBeNull();
    }

    [Fact]
    public void Only_the_last_user_text_may_differ_in_a_partition()
    {
        const string Before = """[{"role":"user","content":"Hello there"},{"role":"assistant","content":"Hi!"},{"role":"user","content":"And what about Italy?"}]""";
        var key = Asked.Key(Asked.Messages(Before));
        key.Text.ShouldBe("And what about Italy?");
        Asked.Key(Asked.Messages(Before.Replace("Italy", "Spain", StringComparison.Ordinal))).Partition.ShouldBe(key.Partition);
        Asked.Key(Asked.Messages(Before.Replace("there", "here", StringComparison.Ordinal))).Partition.ShouldNotBe(key.Partition);
        Asked.Key(Asked.Messages(Before.Replace("Hi!", "Ho!", StringComparison.Ordinal))).Partition.ShouldNotBe(key.Partition);
    }

    [Fact]
    public void A_text_that_looks_like_the_placeholder_is_no_placeholder()
    {
        var one = Asked.Key("""{"model":"m","messages":[{"role":"user","content":"a b c"}],"x":"u"}""");
        var two = Asked.Key("""{"model":"m","messages":[{"role":"user","content":"u"}],"x":"a b c"}""");
        one.Partition.ShouldNotBe(two.Partition);
    }

    [Fact]
    public void Keys_are_read_by_many_threads_at_once() => Parallel.For(0, 2000, _ => Asked.Key(Asked.Chat).ShouldBe(Plain));

    [Fact]
    public void A_policy_of_exact_matches_finds_no_text() => Asked.Key(Asked.Chat, policy: Asked.Policy with { Matching = CacheMatching.Exact })
        .ShouldBe(Plain with { Text = null, SemanticRefusal = CacheReasons.ExactOnly });
}
