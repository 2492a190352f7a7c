using Reprise.Wire;

namespace Reprise.Core.Tests.Wire;

public sealed class OpenAiChatTests
{
    [Fact]
    public void A_request_gives_the_last_user_text_the_system_prompt_and_what_is_new()
    {
        const string body = """
            {"model":"gpt-4o","user":"u-7","stream":true,"temperature":0.2,"messages":[
              {"role":"system","content":"Be brief."},
              {"role":"user","content":"Weather in Paris?"},
              {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Paris\"}"}}]},
              {"role":"tool","tool_call_id":"call_1","content":"21 degrees"}],
             "tools":[{"type":"function","function":{"name":"weather"}}]}
            """;

        var call = Reading.Request("openai.chat", body);

        call.Model.ShouldBe("gpt-4o");
        call.Stream.ShouldBeTrue();
        call.UserId.ShouldBe("u-7");
        call.SystemPrompt.ShouldBe("Be brief.");
        call.Prompt.ShouldBe("Weather in Paris?");
        call.NewText.ShouldBe("21 degrees");
        call.Messages.Select(message => message.Role).ShouldBe(["system", "user", "assistant", "tool"]);
        call.Messages[2].ToolCalls.ShouldBe([new ToolCall("call_1", "weather", "{\"city\":\"Paris\"}")]);
        call.Messages[3].ToolCallId.ShouldBe("call_1");
        call.Tools.ShouldBe("""[{"type":"function","function":{"name":"weather"}}]""");
        call.Parameters.ShouldBe("""{"temperature":0.2}""");
    }

    [Fact]
    public void Recording_reads_the_same_columns_as_opening()
    {
        foreach (var cassette in Cassettes.All)
        {
            var columns = cassette.Dialect.ReadRequest(cassette.Request, details: false);
            var details = cassette.Dialect.ReadRequest(cassette.Request, details: true);
            (details with { Messages = columns.Messages, Tools = null, Parameters = null }).ShouldBe(columns, cassette.Name);
        }
    }

    [Fact]
    public void Content_may_be_parts_with_pictures_whose_data_is_never_kept()
    {
        var call = Reading.Request("openai.chat", """
            {"messages":[{"content":[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAABBBB"}},
              {"type":"image_url","image_url":{"url":"https://example.org/a.png"}},{"type":"text","text":"Briefly."}],"role":"user"}]}
            """);

        call.Prompt.ShouldBe("What is this?\nBriefly.");
        call.Messages[0].Attachments.ShouldBe([new Attachment("image", "image/png", null, 6), new Attachment("image", null, "https://example.org/a.png", null)]);
    }

    [Fact]
    public void A_beginning_of_the_answer_in_the_request_is_not_taken_for_the_last_answer()
    {
        var call = Reading.Request("openai.chat", """{"messages":[{"role":"user","content":"Count"},{"role":"assistant","content":"1, 2,"}]}""", details: false);

        call.NewText.ShouldBe("Count");
    }

    [Fact]
    public void A_stream_joins_text_thinking_and_tool_calls_and_takes_the_last_usage_whatever_the_choices_hold()
    {
        var answer = Reading.Response("openai.chat", """
            data: {"id":"c1","model":"m-1","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning_content":"Hm"}}],"usage":{"prompt_tokens":1,"completion_tokens":1}}

            data: {"choices":[{"index":0,"delta":{"content":"Hel"}},{"index":1,"delta":{"content":"other"}}],"usage":null}

            data: {"choices":[{"delta":{"content":"lo"},"index":0}]}

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\""}}]}}]}

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}},{"index":1,"id":"b","function":{"name":"g","arguments":"{}"}}]}}]}

            data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":4}}}

            data: [DONE]

            """);

        answer.Content.ShouldBe("Hello");
        answer.Reasoning.ShouldBe("Hm");
        answer.ToolCalls.ShouldBe([new ToolCall("a", "f", "{\"x\":1}"), new ToolCall("b", "g", "{}")]);
        answer.FinishReason.ShouldBe("tool_calls");
        answer.ResponseId.ShouldBe("c1");
        answer.Model.ShouldBe("m-1");
        answer.Usage!.PromptTokens.ShouldBe(10);
        answer.Usage.CachedTokens.ShouldBe(4);
        answer.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void A_stream_without_its_end_is_incomplete_and_keeps_what_came()
    {
        var answer = Reading.Response("openai.chat", "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"}}]}\n\ndata: {\"choices\":[{\"index\":0,\"del");

        answer.Content.ShouldBe("Hel");
        answer.IsComplete.ShouldBeFalse();
        answer.Error.ShouldBe("event 2 of the answer is no valid JSON");
    }

    [Fact]
    public void Calls_that_share_an_index_are_told_apart_by_their_ids()
    {
        var answer = Reading.Response("openai.chat", """
            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}}]}

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"b","function":{"name":"f","arguments":"{}"}}]}}]}

            """);

        answer.ToolCalls.Select(call => call.Id).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void An_answer_of_tool_calls_only_has_empty_content_and_not_none()
    {
        Reading.Response("openai.chat", """{"choices":[{"index":0,"message":{"content":null,"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}}]}}]}""").Content.ShouldBe("");
        Reading.Response("openai.chat", """{"error":{"message":"no"}}""", status: 400).Content.ShouldBeNull();
    }

    [Fact]
    public void A_refusal_stands_apart_from_the_content()
    {
        var answer = Reading.Response("openai.chat", """{"choices":[{"index":0,"message":{"content":null,"refusal":"I cannot do that."}}]}""");

        answer.Content.ShouldBe("");
        answer.Refusal.ShouldBe("I cannot do that.");
    }

    [Fact]
    public void Mistrals_lists_of_parts_give_text_and_thinking()
    {
        var answer = Reading.Response("openai.chat", """
            {"choices":[{"index":0,"finish_reason":"stop","message":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"12 squared"}]},{"type":"text","text":"144"}]}}]}
            """);

        answer.Content.ShouldBe("144");
        answer.Reasoning.ShouldBe("12 squared");
    }

    [Fact]
    public void An_error_inside_a_stream_of_status_200_is_found()
    {
        var answer = Reading.Response("openai.chat", "data: {\"error\":{\"message\":\"Overloaded\",\"type\":\"server_error\",\"code\":null}}\n\n");

        answer.ErrorMessage.ShouldBe("Overloaded");
        answer.ErrorCode.ShouldBe("server_error");
    }

    [Fact]
    public void Surrogate_halves_in_two_events_become_one_sign_and_lonely_ones_a_replacement()
    {
        var answer = Reading.Response("openai.chat", """
            data: {"choices":[{"index":0,"delta":{"content":"a\ud83d"}}]}

            data: {"choices":[{"index":0,"delta":{"content":"\ude00b\ud83d"}}]}

            """);

        answer.Content.ShouldBe("a😀b\uFFFD");
    }

    [Fact]
    public void Xai_counts_thinking_beside_the_completion_and_it_is_billed()
    {
        var usage = Reading.Response("xai.chat", """
            {"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":35,"completion_tokens_details":{"reasoning_tokens":20}}}
            """).Usage!;

        usage.CompletionTokens.ShouldBe(5);
        usage.BilledCompletionTokens.ShouldBe(25);
    }
}
