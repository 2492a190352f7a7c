using Reprise.Cache;

namespace Reprise.Core.Tests.Cache.Keys;

/// <summary>Where the last user text is in each provider's requests, and what its two forms share.</summary>
public sealed class DialectKeyTests
{
    [Theory]
    [InlineData("openai.chat", """{"model":"m","messages":[{"role":"user","content":"@"}]}""", false)]
    [InlineData("openai.chat", """{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"@"}]}],"stream":true}""", true)]
    [InlineData("xai.chat", """{"model":"m","messages":[{"role":"user","name":"Anna","content":"@"}]}""", false)]
    [InlineData("openai.completions", """{"model":"m","prompt":"@"}""", false)]
    [InlineData("openai.completions", """{"model":"m","prompt":["@"]}""", false)]
    [InlineData("openai.chat", """{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"@","cache_control":{"type":"ephemeral"}}]}]}""", false)]
    [InlineData("openai.responses", """{"model":"m","input":"@"}""", false)]
    [InlineData("openai.responses", """{"model":"m","input":[{"role":"user","content":"@"}],"stream":true}""", true)]
    [InlineData("openai.responses", """{"model":"m","input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"@"}]}]}""", false)]
    [InlineData("anthropic.messages", """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"@"}]}""", false)]
    [InlineData("anthropic.messages", """{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"@","cache_control":{"type":"ephemeral"}}]}],"stream":true}""", true)]
    [InlineData("gemini.generate", """{"contents":[{"role":"user","parts":[{"text":"@"}]}]}""", false)]
    [InlineData("gemini.generate", """{"contents":[{"parts":[{"text":"@"}]}]}""", false)]
    [InlineData("gemini.generate", """{"contents":{"parts":[{"text":"@"}]}}""", false)]
    [InlineData("ollama.chat", """{"model":"m","messages":[{"role":"user","content":"@"}]}""", true)]
    [InlineData("ollama.chat", """{"model":"m","messages":[{"role":"user","content":"@","images":[]}],"stream":false}""", false)]
    [InlineData("ollama.generate", """{"model":"m","prompt":"@"}""", true)]
    [InlineData("bedrock.converse", """{"messages":[{"role":"user","content":[{"text":"@"}]}]}""", false)]
    [InlineData("bedrock.converse_stream", """{"messages":[{"role":"user","content":[{"text":"@"}]}]}""", true)]
    [InlineData("bedrock.invoke", """{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"@"}]}]}""", false)]
    [InlineData("bedrock.invoke_stream", """{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"@"}]}""", true)]
    [InlineData("cohere.chat", """{"model":"m","messages":[{"role":"user","content":"@"}]}""", false)]
    [InlineData("cohere.chat", """{"model":"m","message":"@","chat_history":[{"role":"USER","message":"Hi"}]}""", false)]
    public void The_last_user_text_is_found(string dialect, string body, bool stream)
    {
        const string Text = "What is the \\\"capital\\\" of France?";
        var key = Asked.Key(body.Replace("@", Text, StringComparison.Ordinal), dialect);
        key.Refusal.ShouldBeNull();
        key.SemanticRefusal.ShouldBeNull();
        key.Text.ShouldBe("What is the \"capital\" of France?");
        key.Stream.ShouldBe(stream);
        key.Dialect.ShouldBe(dialect);
        key.Model.ShouldNotBeNullOrEmpty();
        var other = Asked.Key(body.Replace("@", "What is the capital of Spain?", StringComparison.Ordinal), dialect);
        other.Partition.ShouldBe(key.Partition);
        other.Exact.ShouldNotBe(key.Exact);
    }

    [Theory]
    [InlineData("bedrock.invoke", """{"inputText":"Hello you there"}""")]
    [InlineData("bedrock.invoke", """{"prompt":"\n\nHuman: Hello you\n\nAssistant:"}""")]
    [InlineData("openai.completions", """{"model":"m","prompt":["Hello you there","Hello me"]}""")]
    [InlineData("openai.completions", """{"model":"m","prompt":[1,2,3]}""")]
    [InlineData("openai.completions", """{"model":"m","prompt":"Hello you there","echo":true}""")]
    [InlineData("openai.completions", """{"model":"m","prompt":"Hello you there","suffix":"end"}""")]
    [InlineData("ollama.generate", """{"model":"m","prompt":"Hello you there","raw":true}""")]
    [InlineData("text.generate", """{"inputs":"Hello you there"}""")]
    public void A_text_that_is_no_question_of_its_own_is_matched_letter_for_letter(string dialect, string body)
    {
        var key = Asked.Key(body, dialect);
        key.Refusal.ShouldBeNull();
        key.SemanticRefusal.ShouldBe(CacheReasons.ExactOnly);
    }

    [Fact]
    public void An_image_beside_a_prompt_is_matched_letter_for_letter() =>
        Asked.Key("""{"model":"m","prompt":"What is this here?","images":["aGk="]}""", "ollama.generate").SemanticRefusal.ShouldBe(CacheReasons.Attachments);

    [Theory]
    [InlineData("gemini.generate", "/v1beta/models/g:generateContent", "", "/v1beta/models/g:streamGenerateContent", "?alt=sse")]
    [InlineData("gemini.generate", "/v1beta/models/g:generateContent", "", "/v1beta/models/g:streamGenerateContent", "")]
    [InlineData("gemini.generate", "/v1beta/models/g:generateContent", "?a=b", "/v1beta/models/g:streamGenerateContent", "?alt=sse&a=b")]
    [InlineData("gemini.generate", "/v1beta/models/g:generateContent", "", "/v1beta/models/g:streamGenerateContent?alt=sse", "")]
    [InlineData("anthropic.messages", "/publishers/anthropic/models/c:rawPredict", "", "/publishers/anthropic/models/c:streamRawPredict", "")]
    public void Whole_and_streamed_paths_share_a_partition(string dialect, string whole, string wholeQuery, string stream, string streamQuery)
    {
        const string Body = """{"contents":[{"parts":[{"text":"Hello you there"}]}],"messages":[{"role":"user","content":"Hello you there"}]}""";
        var one = Asked.Key(Body, dialect, whole, wholeQuery);
        var two = Asked.Key(Body, dialect, stream, streamQuery);
        one.Stream.ShouldBeFalse();
        two.Stream.ShouldBeTrue();
        two.Partition.ShouldBe(one.Partition);
        two.Exact.ShouldBe(one.Exact);
    }

    [Fact]
    public void A_query_that_says_something_else_is_another_question()
    {
        string[] queries = ["", "?a=1", "?a=2", "?a=1&b=2", "?b=2&a=1", "?alt=sse", "?alt=json", "?a=1b=2"];
        queries.Select(query => Asked.Key("""{"contents":[{"parts":[{"text":"Hello you there"}]}]}""", "gemini.generate", query: query).Partition).ShouldBeUnique();
    }

    [Fact]
    public void Bedrock_s_two_operations_share_a_partition()
    {
        const string Body = """{"messages":[{"role":"user","content":[{"text":"Hello you there"}]}]}""";
        Asked.Key(Body, "bedrock.converse_stream").ShouldBe(Asked.Key(Body, "bedrock.converse") with { Stream = true, Dialect = "bedrock.converse_stream" });
        Asked.Key(Body, "bedrock.invoke_stream").ShouldBe(Asked.Key(Body, "bedrock.invoke") with { Stream = true, Dialect = "bedrock.invoke_stream" });
        Asked.Key(Body, "bedrock.invoke").Partition.ShouldNotBe(Asked.Key(Body, "bedrock.converse").Partition);
    }

    [Fact]
    public void Marks_of_the_provider_s_own_prompt_cache_do_not_count()
    {
        const string Marked = """
            {"model":"m","cache_control":{"type":"ephemeral"},"system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],
             "tools":[{"name":"look","input_schema":{"type":"object","properties":{"cache_control":{"type":"string"}}},"cache_control":{"type":"ephemeral"}}],
             "messages":[{"role":"user","content":[{"type":"text","text":"Hi you","cache_control":{"type":"ephemeral","ttl":"1h"}}]},
             {"role":"assistant","content":[{"type":"tool_use","id":"1","name":"look","input":{"cache_control":{"type":"x"}}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":[{"type":"text","text":"42","cache_control":{"type":"ephemeral"}}]}]},
             {"role":"assistant","content":"Done."},{"role":"user","content":[{"type":"text","text":"What else is there?"}]}]}
            """;
        var bare = Marked.Replace(",\"cache_control\":{\"type\":\"ephemeral\"}", "", StringComparison.Ordinal).Replace(",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}", "", StringComparison.Ordinal);
        bare.Length.ShouldBeLessThan(Marked.Length - 150);
        var key = Asked.Key(Marked, "anthropic.messages");
        Asked.Key(bare, "anthropic.messages").ShouldBe(key);
        Asked.Key(Marked.Replace("{\"type\":\"x\"}", "{\"type\":\"y\"}", StringComparison.Ordinal), "anthropic.messages").Partition.ShouldNotBe(key.Partition);
        Asked.Key(Marked.Replace("{\"type\":\"string\"}", "{\"type\":\"number\"}", StringComparison.Ordinal), "anthropic.messages").Partition.ShouldNotBe(key.Partition);
    }

    [Fact]
    public void Whether_an_answer_is_stored_counts_where_later_requests_build_on_it()
    {
        const string Body = """{"model":"m","input":"Hello you there"}""";
        Asked.Key(Asked.With("\"store\":false", Body), "openai.responses").Partition.ShouldNotBe(Asked.Key(Body, "openai.responses").Partition);
        Asked.Key(Asked.With("\"metadata\":{\"a\":\"b\"}", Body), "openai.responses").ShouldBe(Asked.Key(Body, "openai.responses"));
    }

    [Fact]
    public void Anthropic_s_user_and_Ollama_s_keep_alive_do_not_count()
    {
        const string Body = """{"model":"m","messages":[{"role":"user","content":"Hello you there"}]}""";
        Asked.Key(Asked.With("\"metadata\":{\"user_id\":\"anna\"}", Body), "anthropic.messages").ShouldBe(Asked.Key(Body, "anthropic.messages"));
        Asked.Key(Asked.With("\"keep_alive\":\"5m\"", Body), "ollama.chat").ShouldBe(Asked.Key(Body, "ollama.chat"));
        Asked.Key(Asked.With("\"options\":{\"num_ctx\":9}", Body), "ollama.chat").Partition.ShouldNotBe(Asked.Key(Body, "ollama.chat").Partition);
    }
}
