using System.Text;
using Reprise.Wire;

namespace Reprise.Core.Tests.Wire;

public sealed class OtherDialectTests
{
    [Fact]
    public void Anthropic_request_splits_tool_results_from_the_users_words()
    {
        var call = Reading.Request("anthropic.messages", """
            {"model":"claude-x","system":[{"type":"text","text":"Be kind."}],"metadata":{"user_id":"u1"},"max_tokens":9,"messages":[
              {"role":"user","content":"Go"},
              {"role":"assistant","content":[{"type":"thinking","thinking":"Let me see","signature":"s"},{"type":"tool_use","id":"t1","name":"ls","input":{"path":"/"}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"a.txt"}]},{"type":"text","text":"Now explain"}]}]}
            """);

        call.SystemPrompt.ShouldBe("Be kind.");
        call.UserId.ShouldBe("u1");
        call.Prompt.ShouldBe("Now explain");
        call.NewText.ShouldBe("a.txt\nNow explain");
        call.Messages.Select(message => message.Role).ShouldBe(["user", "assistant", "tool", "user"]);
        call.Messages[1].Reasoning.ShouldBe("Let me see");
        call.Messages[1].ToolCalls.ShouldBe([new ToolCall("t1", "ls", """{"path":"/"}""")]);
        call.Messages[2].ToolCallId.ShouldBe("t1");
    }

    [Fact]
    public void Anthropic_stream_lays_the_two_halves_of_usage_over_each_other_and_counts_cached_tokens_in()
    {
        var answer = Reading.Response("anthropic.messages", """
            event: message_start
            data: {"type":"message_start","message":{"id":"m1","model":"claude-x","content":[],"stop_reason":null,"usage":{"input_tokens":5,"cache_creation_input_tokens":20,"cache_read_input_tokens":100,"cache_creation":{"ephemeral_5m_input_tokens":15,"ephemeral_1h_input_tokens":5},"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"server_tool_use","id":"s1","name":"web_search","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"query\":1}"}}

            event: content_block_start
            data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t1","name":"f","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"a\":"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"1}"}}

            event: content_block_start
            data: {"type":"content_block_start","index":3,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":3,"delta":{"type":"text_delta","text":"Hello"}}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":42}}

            event: message_stop
            data: {"type":"message_stop"}

            """);

        answer.Content.ShouldBe("Hello");
        answer.Reasoning.ShouldBe("Hm");
        answer.ToolCalls.ShouldBe([new ToolCall("t1", "f", "{\"a\":1}")]);
        answer.FinishReason.ShouldBe("tool_use");
        answer.Usage!.PromptTokens.ShouldBe(125);
        answer.Usage.CompletionTokens.ShouldBe(42);
        answer.Usage.CachedTokens.ShouldBe(100);
        answer.Usage.CacheWriteTokens.ShouldBe(20);
        answer.Usage.CacheWriteHourTokens.ShouldBe(5);
        answer.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void Responses_stream_that_breaks_off_keeps_its_pieces_and_a_whole_one_is_not_doubled()
    {
        const string pieces = """
            event: response.output_item.added
            data: {"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","name":"f","call_id":"c1","arguments":""}}

            event: response.function_call_arguments.delta
            data: {"type":"response.function_call_arguments.delta","output_index":0,"delta":"{}"}

            event: response.output_text.delta
            data: {"type":"response.output_text.delta","output_index":1,"delta":"Hel"}


            """;
        const string end = """
            event: response.completed
            data: {"type":"response.completed","response":{"id":"r1","status":"completed","model":"m","output":[{"type":"function_call","name":"f","call_id":"c1","arguments":"{}"},{"type":"message","content":[{"type":"output_text","text":"Hello"}]}],"usage":{"input_tokens":3,"output_tokens":2,"total_tokens":5}}}


            """;

        var cut = Reading.Response("openai.responses", pieces);
        cut.Content.ShouldBe("Hel");
        cut.ToolCalls.ShouldBe([new ToolCall("c1", "f", "{}")]);
        cut.IsComplete.ShouldBeFalse();

        var whole = Reading.Response("openai.responses", pieces + end);
        whole.Content.ShouldBe("Hello");
        whole.ToolCalls.ShouldBe([new ToolCall("c1", "f", "{}")]);
        whole.FinishReason.ShouldBe("completed");
        whole.Usage!.TotalTokens.ShouldBe(5);
        whole.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void Responses_request_reads_items_and_instructions()
    {
        var call = Reading.Request("openai.responses", """
            {"model":"m","instructions":"Be brief","input":[{"role":"user","content":[{"type":"input_text","text":"Hi"}]},
             {"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c1","output":"42"}]}
            """);

        call.SystemPrompt.ShouldBe("Be brief");
        call.Prompt.ShouldBe("Hi");
        call.NewText.ShouldBe("42");
        call.Messages.Select(message => message.Role).ShouldBe(["user", "assistant", "tool"]);
        Reading.Request("openai.responses", """{"input":"Just text"}""").Prompt.ShouldBe("Just text");
    }

    [Fact]
    public void Looking_a_response_up_again_counts_no_tokens()
    {
        var dialect = DialectCatalog.Find(null, "openai", "GET", "/v1/responses/resp_1");
        var answer = dialect.ReadResponse(new WireResponse(200, """{"id":"resp_1","status":"completed","output":[],"usage":{"input_tokens":3,"output_tokens":2}}"""u8.ToArray(), null));

        answer.FinishReason.ShouldBe("completed");
        answer.Usage.ShouldBeNull();
    }

    [Fact]
    public void Gemini_takes_model_and_streaming_from_the_path_and_thinking_apart()
    {
        var call = Reading.Request("gemini.generate", """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"systemInstruction":{"parts":[{"text":"Be brief"}]}}""", path: "/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse");
        call.Model.ShouldBe("gemini-2.5-pro");
        call.Stream.ShouldBeTrue();
        call.SystemPrompt.ShouldBe("Be brief");

        const string first = """{"candidates":[{"content":{"parts":[{"text":"Hm","thought":true},{"thought":true,"text":"m"},{"text":"Hel"}]}}],"usageMetadata":{"promptTokenCount":4}}""";
        const string second = """{"candidates":[{"content":{"parts":[{"text":"lo"},{"functionCall":{"name":"f","args":{"a":1}}}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":2,"thoughtsTokenCount":8,"totalTokenCount":14},"modelVersion":"gemini-2.5-pro"}""";
        foreach (var body in (string[])[$"data: {first}\r\n\r\ndata: {second}\r\n\r\n", $"[{first}\n,\n{second}\n]"])
        {
            var answer = Reading.Response("gemini.generate", body);
            answer.Content.ShouldBe("Hello");
            answer.Reasoning.ShouldBe("Hmm");
            answer.ToolCalls.ShouldBe([new ToolCall(null, "f", """{"a":1}""")]);
            answer.FinishReason.ShouldBe("STOP");
            answer.Usage!.CompletionTokens.ShouldBe(2);
            answer.Usage.BilledCompletionTokens.ShouldBe(10);
        }
    }

    [Fact]
    public void Ollama_lines_stream_by_default_and_count_in_the_last()
    {
        Reading.Request("ollama.chat", """{"model":"llama3","messages":[{"role":"user","content":"Hi","images":["AAAA"]}]}""").Stream.ShouldBeTrue();

        var answer = Reading.Response("ollama.chat", """
            {"model":"llama3","message":{"role":"assistant","content":"Hel","thinking":"Hm"},"done":false}
            {"model":"llama3","message":{"role":"assistant","content":"lo","tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]},"done":false}
            {"model":"llama3","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":7,"eval_count":3}
            """);

        answer.Content.ShouldBe("Hello");
        answer.Reasoning.ShouldBe("Hm");
        answer.ToolCalls.ShouldBe([new ToolCall(null, "f", """{"a":1}""")]);
        answer.Usage!.TotalTokens.ShouldBe(10);
        answer.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void Ndjson_goes_on_behind_a_broken_line()
    {
        var answer = Reading.Response("ollama.generate", "{\"response\":\"a\",\"done\":false}\n{\"response\":\"b\n{\"response\":\"c\",\"done\":true,\"done_reason\":\"stop\"}\n");

        answer.Content.ShouldBe("ac");
        answer.Error.ShouldNotBeNull();
        answer.FinishReason.ShouldBe("stop");
    }

    [Fact]
    public void Cohere_reads_both_versions_streamed_or_not()
    {
        Reading.Response("cohere.chat", """{"id":"1","finish_reason":"COMPLETE","message":{"content":[{"type":"thinking","thinking":"Hm"},{"type":"text","text":"Hi"}]},"usage":{"billed_units":{"input_tokens":3,"output_tokens":1},"tokens":{"input_tokens":70,"output_tokens":2}}}""")
            .ShouldSatisfyAllConditions(answer => answer.Content.ShouldBe("Hi"), answer => answer.Reasoning.ShouldBe("Hm"), answer => answer.Usage!.PromptTokens.ShouldBe(70));

        var stream = Reading.Response("cohere.chat", """
            data: {"id":"1","type":"message-start","delta":{"message":{"role":"assistant","content":[]}}}

            data: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Hi"}}}}

            data: {"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"t","type":"function","function":{"name":"f","arguments":""}}}}}

            data: {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{}"}}}}}

            data: {"type":"message-end","delta":{"finish_reason":"TOOL_CALL","usage":{"tokens":{"input_tokens":9,"output_tokens":2}}}}

            """);
        stream.Content.ShouldBe("Hi");
        stream.ToolCalls.ShouldBe([new ToolCall("t", "f", "{}")]);
        stream.FinishReason.ShouldBe("TOOL_CALL");
        stream.IsComplete.ShouldBeTrue();

        var old = Reading.Response("cohere.chat", "{\"event_type\":\"text-generation\",\"text\":\"He\"}\n{\"event_type\":\"text-generation\",\"text\":\"y\"}\n{\"event_type\":\"stream-end\",\"finish_reason\":\"COMPLETE\",\"response\":{\"text\":\"Hey\",\"meta\":{\"tokens\":{\"input_tokens\":5,\"output_tokens\":1}}}}\n");
        old.Content.ShouldBe("Hey");
        old.Usage!.CompletionTokens.ShouldBe(1);
    }

    [Fact]
    public void Bedrock_invoke_knows_the_family_by_its_names()
    {
        Reading.Response("bedrock.invoke", """{"results":[{"tokenCount":9,"outputText":"Titan","completionReason":"FINISH"}],"inputTextTokenCount":4}""").ShouldSatisfyAllConditions(a => a.Content.ShouldBe("Titan"), a => a.Usage!.TotalTokens.ShouldBe(13));
        Reading.Response("bedrock.invoke", """{"generation":"Llama","prompt_token_count":5,"generation_token_count":2,"stop_reason":"stop"}""").ShouldSatisfyAllConditions(a => a.Content.ShouldBe("Llama"), a => a.Usage!.TotalTokens.ShouldBe(7));
        Reading.Response("bedrock.invoke", """{"outputs":[{"text":"Mistral","stop_reason":"stop"}]}""").Content.ShouldBe("Mistral");
        Reading.Response("bedrock.invoke", """{"completions":[{"data":{"text":"AI21"},"finishReason":{"reason":"endoftext"}}]}""").ShouldSatisfyAllConditions(a => a.Content.ShouldBe("AI21"), a => a.FinishReason.ShouldBe("endoftext"));
        Reading.Response("bedrock.invoke", """{"output":{"message":{"content":[{"text":"Nova"}]}},"stopReason":"end_turn","usage":{"inputTokens":3,"outputTokens":1,"cacheReadInputTokens":7}}""").ShouldSatisfyAllConditions(a => a.Content.ShouldBe("Nova"), a => a.Usage!.PromptTokens.ShouldBe(10));
        Reading.Response("bedrock.invoke", """{"type":"message","content":[{"type":"text","text":"Claude"}],"stop_reason":"end_turn"}""").Content.ShouldBe("Claude");
    }

    [Fact]
    public void Bedrock_counts_in_headers_are_read_where_the_answer_holds_none()
    {
        var usage = UsageReader.ReadHeaders([new("X-Amzn-Bedrock-Input-Token-Count", "12"), new("x-amzn-bedrock-output-token-count", "3"), new("x-amzn-bedrock-cache-read-input-token-count", "5"), new("date", "now")]);

        usage.ShouldNotBeNull().PromptTokens.ShouldBe(17);
        usage.CompletionTokens.ShouldBe(3);
        UsageReader.ReadHeaders([new("x-amzn-bedrock-input-token-count", "many")]).ShouldBeNull();
    }

    [Fact]
    public void A_kept_prompt_is_searched_by_the_values_it_is_filled_with()
    {
        var call = Reading.Request("openai.responses", """{"prompt":{"id":"p1","variables":{"question":"What is learning?"}}}""");

        call.Prompt.ShouldBe("What is learning?");
        call.Parameters.ShouldBe("""{"prompt":{"id":"p1","variables":{"question":"What is learning?"}}}""");
    }

    [Fact]
    public void A_system_message_behind_the_last_answer_is_new_and_one_at_the_start_is_not()
    {
        const string body = """{"messages":[{"role":"system","content":"Be brief"},{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},{"role":"developer","content":"Now in French"}]}""";
        foreach (var details in (bool[])[true, false])
        {
            var call = Reading.Request("openai.chat", body, details);
            call.NewText.ShouldBe("Now in French");
            call.Prompt.ShouldBe("Hi");
        }
    }

    [Fact]
    public void Our_own_documents_read_back_as_they_were_given()
    {
        var call = Reading.Request("reprise", """{"prompt":"Hi","system_prompt":"Be brief","messages":[{"role":"user","content":"Hi","attachments":[{"kind":"image","bytes":9}]}],"context":[{"content":"a page"}],"tools":[1],"parameters":{"t":1}}""");
        call.Prompt.ShouldBe("Hi");
        call.SystemPrompt.ShouldBe("Be brief");
        call.NewText.ShouldBe("a page\nHi");
        call.Parameters.ShouldBe("""{"t":1}""");
        call.Messages[0].Attachments.ShouldHaveSingleItem().Bytes.ShouldBe(9);

        var answer = Reading.Response("reprise", """{"content":"Hello","tool_calls":[{"id":"1","name":"f","arguments":{"a":1}}],"reasoning":"Hm","completion_tokens":3,"finish_reason":"stop"}""");
        answer.Content.ShouldBe("Hello");
        answer.ToolCalls.ShouldBe([new ToolCall("1", "f", """{"a":1}""")]);
        answer.Usage!.CompletionTokens.ShouldBe(3);
    }

    [Theory]
    [InlineData("\"plain\"", "plain", null)]
    [InlineData("[1,2]", "[1,2]", null)]
    [InlineData("[{\"role\":\"user\",\"content\":\"Hi\"}]", "Hi", null)]
    [InlineData("{\"messages\":[{\"role\":\"planner\",\"content\":\"Hi\"}],\"model\":\"m\"}", "Hi", "{\"model\":\"m\"}")]
    [InlineData("{\"prompt\":{\"a\":1},\"parameters\":{\"t\":0.20},\"t\":1,\"messages\":\"x\"}", "{\"a\":1}", "{\"t\":0.20,\"messages\":\"x\"}")]
    [InlineData("{\"path\":\"/tmp\"}", null, "{\"path\":\"/tmp\"}")]
    public void What_comes_near_our_own_request_is_read(string body, string? prompt, string? parameters)
    {
        var call = Reading.Request("reprise", body);
        (call.Error, call.Prompt, call.Parameters).ShouldBe((null, prompt, parameters));
    }

    [Theory]
    [InlineData("\"plain\"", "plain")]
    [InlineData("[\"a\",{\"text\":\"b\"}]", "a\nb")]
    [InlineData("{\"success\":true}", "{\"success\":true}")]
    [InlineData("{\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}", "a")]
    [InlineData("{\"content\":{\"x\":1}}", "{\"x\":1}")]
    [InlineData("{\"refusal\":\"No.\"}", null)]
    [InlineData("{}", null)]
    public void What_comes_near_our_own_response_is_read(string body, string? content) => Reading.Response("reprise", body).Content.ShouldBe(content);

    [Fact]
    public void A_role_nobody_knows_is_kept_as_the_name()
    {
        var message = Reading.Request("reprise", """{"messages":[{"role":"planner","content":"Hi"}]}""").Messages.ShouldHaveSingleItem();
        (message.Role, message.Name).ShouldBe(("user", "planner"));
    }

    [Theory]
    [InlineData("""{"error":{"message":"m","type":"t","code":"c"}}""", "c", "m")]
    [InlineData("""{"error":{"message":"m","type":"t","code":null}}""", "t", "m")]
    [InlineData("""{"error":"m"}""", null, "m")]
    [InlineData("""{"code":"c","error":"m"}""", "c", "m")]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"m"}}""", "overloaded_error", "m")]
    [InlineData("""{"__type":"com.amazon.coral#ValidationException","message":"m"}""", "ValidationException", "m")]
    [InlineData("""{"Message":"m"}""", null, "m")]
    [InlineData("""[{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT"}}]""", "INVALID_ARGUMENT", "m")]
    [InlineData("""{"detail":[{"loc":["body"],"msg":"m","type":"missing"}]}""", "missing", "m")]
    [InlineData("""{"detail":"m"}""", null, "m")]
    [InlineData("""{"error":{"code":401,"message":"m"}}""", "401", "m")]
    [InlineData("""{"title":"m","status":404}""", null, "m")]
    [InlineData("upstream connect error", null, "upstream connect error")]
    [InlineData("<html>nginx</html>", null, null)]
    public void Errors_of_every_shape_give_code_and_message(string body, string? code, string? message)
    {
        var answer = Reading.Response("openai.chat", body, status: 500);

        answer.ErrorCode.ShouldBe(code);
        answer.ErrorMessage.ShouldBe(message);
        answer.Content.ShouldBeNull();
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("{", "the request is no valid JSON")]
    [InlineData("[1]", "the request is no JSON object")]
    [InlineData("hello", "the request is no valid JSON")]
    [InlineData("{\"model\":[1],\"messages\":{\"role\":7},\"stream\":\"yes\"}", null)]
    public void Malformed_requests_say_what_is_wrong_without_content(string body, string? error)
    {
        foreach (var dialect in DialectCatalog.All)
        {
            if (dialect.Name is "opaque" || dialect is JsonApi || dialect.Name is "reprise" && body == "[1]") continue;
            dialect.ReadRequest(new WireRequest("POST", "/", Encoding.UTF8.GetBytes(body), null), details: true).Error.ShouldBe(error, dialect.Name);
        }
    }

    [Fact]
    public void Broken_utf8_is_read_with_replacement_characters()
    {
        byte[] body = [.. "{\"messages\":[{\"role\":\"user\",\"content\":\"caf"u8, 0xE9, .. " au lait\"}]}"u8];

        var call = DialectCatalog.FindByName("openai.chat")!.ReadRequest(new WireRequest("POST", "/", body, null), details: false);

        call.Prompt.ShouldBe("caf\uFFFD au lait");
        call.Error.ShouldBeNull();
    }
}
