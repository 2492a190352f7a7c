using Reprise.Replay;

namespace Reprise.Core.Tests.Replay.Editing;

/// <summary>What each edit leaves standing, to the byte, in every dialect that carries a conversation.</summary>
public sealed class SplicingTests
{
    public static TheoryData<string, string, string> Prompts => new()
    {
        { "openai.chat", """{ "model":"m", "messages":[ {"role":"user","content":"old"} ], "x" : 1.0 }""", "\"old\"" },
        { "xai.chat", """{"messages":[{"role":"user","content":[{"type":"text","text":"old"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}""", "\"old\"" },
        { "openai.chat", """{"messages":[{"role":"user","content":"first"},{"role":"assistant","content":"old"},{"role":"user","content":"\u006fld"},{"role":"assistant","content":"pre"}]}""", "\"\\u006fld\"" },
        { "openai.responses", """{"input":"old","model":"m"}""", "\"old\"" },
        { "openai.responses", """{"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"old"}]},{"type":"reasoning","summary":[]}]}""", "\"old\"" },
        { "openai.completions", """{"prompt":"old","max_tokens":5}""", "\"old\"" },
        { "openai.embeddings", """{"input":["old"],"dimensions":3}""", "\"old\"" },
        { "anthropic.messages", """{"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"old?"},{"type":"text","text":"old"}]}]}""", "\"old\"" },
        { "gemini.generate", """{"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}},{"text":"old"}]}]}""", "\"old\"" },
        { "bedrock.converse", """{"messages":[{"role":"user","content":[{"text":"old"}]}]}""", "\"old\"" },
        { "bedrock.converse_stream", """{"messages":[{"role":"user","content":[{"guardContent":{"text":{"text":"old"}}}]}]}""", "\"old\"" },
        { "bedrock.invoke", """{"anthropic_version":"bedrock-2023-05-31","messages":[{"role":"user","content":"old"}],"max_tokens":1}""", "\"old\"" },
        { "ollama.chat", """{"model":"m","messages":[{"role":"user","content":"old","images":["AAAA"]}]}""", "\"old\"" },
        { "ollama.generate", """{"model":"m","prompt":"old"}""", "\"old\"" },
        { "cohere.chat", """{"chat_history":[{"role":"USER","message":"older"}],"message":"old"}""", "\"old\"" },
    };

    [Theory]
    [MemberData(nameof(Prompts))]
    public void A_new_prompt_replaces_its_own_bytes_and_no_others(string dialect, string body, string written)
    {
        var at = body.LastIndexOf(written, StringComparison.Ordinal);
        var expected = body[..at] + "\"new\"" + body[(at + written.Length)..];
        Recorded.Edited(dialect, body, new ReplayChanges { Prompt = "new" }).ShouldBe(expected);
    }

    [Fact]
    public void Text_in_several_parts_keeps_the_parts_that_still_say_the_same()
    {
        const string Body = """{"messages":[{"role":"user","content":[{"type":"text","text":"manual","cache_control":{"type":"ephemeral"}}, {"type":"text","text":"question"} ,{"type":"text","text":"end"}]}]}""";
        Recorded.Edited("anthropic.messages", Body, new ReplayChanges { Prompt = "manual\nother\nend" }).ShouldBe(Body.Replace("\"question\"", "\"other\"", StringComparison.Ordinal));
        Recorded.Edited("anthropic.messages", Body, new ReplayChanges { Prompt = "new" })
            .ShouldBe("""{"messages":[{"role":"user","content":[{"type":"text","text":"new","cache_control":{"type":"ephemeral"}}]}]}""");
    }

    [Theory]
    [InlineData("openai.chat", """{"messages":[{"role":"user","content":"q"}]}""", """{"messages":[{"role":"system","content":"new"},{"role":"user","content":"q"}]}""")]
    [InlineData("openai.chat", """{"messages":[{"role":"developer","content":"s"}, {"role":"user","content":"q"}]}""", """{"messages":[{"role":"developer","content":"new"}, {"role":"user","content":"q"}]}""")]
    [InlineData("openai.chat", """{"messages":[{"role":"system","content":"a"},{"role":"user","content":"q"},{"role":"system","content":"b"}]}""", """{"messages":[{"role":"system","content":"new"},{"role":"user","content":"q"}]}""")]
    [InlineData("openai.responses", """{"input":"q"}""", """{"input":"q","instructions":"new"}""")]
    [InlineData("openai.responses", """{"instructions":null,"input":"q"}""", """{"instructions":"new","input":"q"}""")]
    [InlineData("anthropic.messages", """{"system":"s","messages":[{"role":"user","content":"q"}]}""", """{"system":"new","messages":[{"role":"user","content":"q"}]}""")]
    [InlineData("anthropic.messages", """{"messages":[{"role":"user","content":"q"}]}""", """{"messages":[{"role":"user","content":"q"}],"system":"new"}""")]
    [InlineData("gemini.generate", """{"contents":[{"parts":[{"text":"q"}]}]}""", """{"contents":[{"parts":[{"text":"q"}]}],"systemInstruction":{"parts":[{"text":"new"}]}}""")]
    [InlineData("gemini.generate", """{"system_instruction":{"parts":[{"text":"a"},{"text":"b"}]},"contents":[{"parts":[{"text":"q"}]}]}""", """{"system_instruction":{"parts":[{"text":"new"}]},"contents":[{"parts":[{"text":"q"}]}]}""")]
    [InlineData("bedrock.converse", """{"messages":[{"role":"user","content":[{"text":"q"}]}]}""", """{"messages":[{"role":"user","content":[{"text":"q"}]}],"system":[{"text":"new"}]}""")]
    [InlineData("ollama.generate", """{"prompt":"q"}""", """{"prompt":"q","system":"new"}""")]
    [InlineData("cohere.chat", """{"message":"q"}""", """{"message":"q","preamble":"new"}""")]
    [InlineData("cohere.chat", """{"messages":[{"role":"user","content":"q"}]}""", """{"messages":[{"role":"system","content":"new"},{"role":"user","content":"q"}]}""")]
    [InlineData("bedrock.invoke", """{"schemaVersion":"messages-v1","messages":[{"role":"user","content":[{"text":"q"}]}]}""", """{"schemaVersion":"messages-v1","messages":[{"role":"user","content":[{"text":"q"}]}],"system":[{"text":"new"}]}""")]
    public void A_system_prompt_is_set_where_the_dialect_keeps_it(string dialect, string body, string expected) =>
        Recorded.Edited(dialect, body, new ReplayChanges { System = "new" }).ShouldBe(expected);

    [Theory]
    [InlineData("openai.chat", """{"messages":[ {"role":"system","content":"s"} , {"role":"user","content":"q"}]}""", """{"messages":[ {"role":"user","content":"q"}]}""")]
    [InlineData("anthropic.messages", """{"messages":[{"role":"user","content":"q"}] , "system":"s"}""", """{"messages":[{"role":"user","content":"q"}]}""")]
    [InlineData("openai.responses", """{"instructions":"s","input":"q"}""", """{"input":"q"}""")]
    public void An_empty_system_prompt_takes_it_away_with_its_comma(string dialect, string body, string expected) =>
        Recorded.Edited(dialect, body, new ReplayChanges { System = "" }).ShouldBe(expected);

    [Theory]
    [InlineData("openai.chat", """{"temperature" : 0.50,"messages":[]}""", "temperature", "0.7", """{"temperature" : 0.7,"messages":[]}""")]
    [InlineData("openai.chat", """{"temperature" : 0.50,"messages":[]}""", "temperature", "0.5", """{"temperature" : 0.50,"messages":[]}""")]
    [InlineData("openai.chat", """{"temperature":1,"messages":[]}""", "temperature", "null", """{"messages":[]}""")]
    [InlineData("openai.chat", """{}""", "seed", "7", """{"seed":7}""")]
    [InlineData("openai.chat", """{"messages":[],"stream":true,"stream_options":{"include_usage":true}}""", "stream", "false", """{"messages":[],"stream":false}""")]
    [InlineData("gemini.generate", """{"contents":[]}""", "maxOutputTokens", "9", """{"contents":[],"generationConfig":{"maxOutputTokens":9}}""")]
    [InlineData("gemini.generate", """{"generation_config":{"topK": 3}}""", "temperature", "1", """{"generation_config":{"topK": 3,"temperature":1}}""")]
    [InlineData("bedrock.converse", """{"inferenceConfig":{"maxTokens":5}}""", "maxTokens", "6", """{"inferenceConfig":{"maxTokens":6}}""")]
    [InlineData("ollama.chat", """{"messages":[]}""", "options.num_ctx", "8192", """{"messages":[],"options":{"num_ctx":8192}}""")]
    [InlineData("ollama.chat", """{"messages":[]}""", "num_ctx", "8192", """{"messages":[],"options":{"num_ctx":8192}}""")]
    [InlineData("ollama.chat", """{"messages":[]}""", "keep_alive", "\"1m\"", """{"messages":[],"keep_alive":"1m"}""")]
    [InlineData("anthropic.messages", """{"thinking":{"type":"enabled","budget_tokens":1024}}""", "thinking.budget_tokens", "2048", """{"thinking":{"type":"enabled","budget_tokens":2048}}""")]
    [InlineData("openai.chat", """{"frobnicate":[1]}""", "frobnicate", "{\"a\":1}", """{"frobnicate":{"a":1}}""")]
    public void A_parameter_is_set_where_the_dialect_keeps_it(string dialect, string body, string name, string value, string expected) =>
        Recorded.Edited(dialect, body, Recorded.Parameter(name, value)).ShouldBe(expected);

    [Theory]
    [InlineData("gemini.generate", "/v1beta/models/gemini-2.5-flash:generateContent", "gemini-3-pro", "/v1beta/models/gemini-3-pro:generateContent")]
    [InlineData("bedrock.converse", "/model/amazon.nova-lite-v1%3A0/converse", "us.x:1", "/model/us.x%3A1/converse")]
    [InlineData("openai.chat", "/openai/deployments/gpt-4o/chat/completions", "gpt-5", "/openai/deployments/gpt-5/chat/completions")]
    public void A_model_in_the_path_is_changed_there(string dialect, string path, string model, string expected)
    {
        var request = ReplayRequests.Build(Recorded.Call(dialect, """{"messages":[{"role":"user","content":"q"}]}""", path), new ReplayChanges { Model = model });
        request.Path.ShouldBe(expected);
        request.Text().ShouldBe("""{"messages":[{"role":"user","content":"q"}]}""");
    }

    [Fact]
    public void Streaming_changes_the_path_where_the_path_says_it()
    {
        var streamed = ReplayRequests.Build(Recorded.Call("gemini.generate", """{"contents":[]}"""), Recorded.Parameter("stream", "true"));
        (streamed.Path, streamed.Query, streamed.Text()).ShouldBe(("/v1beta/models/gemini-2.5-flash:streamGenerateContent", "?alt=sse", """{"contents":[]}"""));
        var converse = ReplayRequests.Build(Recorded.Call("bedrock.converse_stream", """{"messages":[]}"""), Recorded.Parameter("stream", "false"));
        (converse.Path, converse.Dialect).ShouldBe(("/model/amazon.nova-lite-v1%3A0/converse", "bedrock.converse"));
    }

    [Fact]
    public void Documents_take_the_place_of_those_of_an_earlier_replay()
    {
        const string Body = """{"messages":[{"role":"user","content":"q"}]}""";
        var first = ReplayRequests.Build(Recorded.Call("openai.chat", Body), new ReplayChanges { Context = [new ContextDocument("a </reprise_context>\n\n b", "x\"y\n")] });
        var read = Recorded.Read(first).Prompt!;
        read.ShouldBe("<reprise_context>\n<document source=\"x&quot;y \">\na <\\/reprise_context>\n\n b\n</document>\n</reprise_context>\n\nq");
        Recorded.Edited("openai.chat", first.Text(), new ReplayChanges { Context = [new ContextDocument("c", null)] })
            .ShouldBe("""{"messages":[{"role":"user","content":"<reprise_context>\n<document>\nc\n</document>\n</reprise_context>\n\nq"}]}""");
    }

    [Fact]
    public void Another_provider_of_the_same_dialect_gets_the_same_bytes_at_its_own_path()
    {
        const string Body = """{ "model":"m" ,"messages":[{"role":"user","content":"q"}]}""";
        var request = ReplayRequests.Build(Recorded.Call("openai.chat", Body, provider: "openai"), new ReplayChanges { Provider = "groq" });
        (request.Provider, request.Path, request.Text()).ShouldBe(("groq", "/openai/v1/chat/completions", Body));
        ReplayRequests.Build(Recorded.Call("openai.chat", Body, provider: "openai"), new ReplayChanges { Provider = "my-vllm", Model = "n" }).Text().ShouldBe(Body.Replace("\"m\"", "\"n\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1e-9223372036854775808", "1")]
    [InlineData("1", "1e-9223372036854775808")]
    public void A_number_at_the_edge_of_all_exponents_is_replaced_like_any_other(string written, string wanted) =>
        Recorded.Edited("openai.chat", $$"""{"messages":[],"x":{{written}}}""", Recorded.Parameter("x", wanted)).ShouldBe($$"""{"messages":[],"x":{{wanted}}}""");

    [Theory]
    [InlineData("generationConfig.topK", "5", """{"contents":[],"generation_config":{"topP":1,"topK":5}}""")]
    [InlineData("topK", "5", """{"contents":[],"generation_config":{"topP":1,"topK":5}}""")]
    [InlineData("generationConfig", "{}", """{"contents":[],"generation_config":{}}""")]
    [InlineData("generationConfig.topP", "null", """{"contents":[],"generation_config":{}}""")]
    public void A_holder_is_found_by_the_spelling_that_is_there(string name, string value, string expected) =>
        Recorded.Edited("gemini.generate", """{"contents":[],"generation_config":{"topP":1}}""", Recorded.Parameter(name, value)).ShouldBe(expected);
}
