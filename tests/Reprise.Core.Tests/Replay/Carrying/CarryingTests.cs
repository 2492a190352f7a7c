using System.Text.Json.Nodes;
using Reprise.Replay;

namespace Reprise.Core.Tests.Replay.Carrying;

/// <summary>What becomes of the words of one family in another's.</summary>
public sealed class CarryingTests
{
    private const string Chat = """
        {"model":"gpt-4o","messages":[
          {"role":"system","content":"Be brief."},
          {"role":"user","content":[{"type":"text","text":"Look."},{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,/9j/AAAA"}}]},
          {"role":"assistant","content":null,"tool_calls":[{"id":"call_A","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Ulm\"}"}},{"id":"call_B","type":"function","function":{"name":"time","arguments":"{}"}}]},
          {"role":"tool","tool_call_id":"call_B","content":"noon"},
          {"role":"tool","tool_call_id":"call_A","content":"{\"sky\":\"grey\"}"},
          {"role":"user","content":"And now?"}],
         "tools":[{"type":"function","function":{"name":"weather","description":"Sky","strict":true,"parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}],
         "tool_choice":"required","temperature":1.5,"max_tokens":77,"stop":["END"],"seed":3,"presence_penalty":0.5,"logit_bias":{"50256":-100},
         "response_format":{"type":"json_schema","json_schema":{"name":"out","schema":{"type":"object"}}},"stream":true}
        """;

    [Fact]
    public void A_chat_becomes_messages_for_Anthropic()
    {
        var request = Carry("openai.chat", Chat, "anthropic");
        var json = JsonNode.Parse(request.Body.Span)!;
        (request.Path, request.Dialect, (string?)json["system"], (long?)json["max_tokens"], (double?)json["temperature"], (bool?)json["stream"]).ShouldBe(("/v1/messages", "anthropic.messages", "Be brief.", 77, 1, true));
        json["messages"]!.AsArray().Select(static message => (string?)message!["role"]).ShouldBe(["user", "assistant", "user"]);
        json["messages"]![0]!["content"]![1]!.ToJsonString().ShouldBe("""{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"/9j/AAAA"}}""");
        json["messages"]![1]!["content"]![0]!.ToJsonString().ShouldBe("""{"type":"tool_use","id":"call_A","name":"weather","input":{"city":"Ulm"}}""");
        json["messages"]![2]!["content"]!.AsArray().Select(static block => (string?)block!["type"]).ShouldBe(["tool_result", "tool_result", "text"]);
        json["tools"]![0]!["input_schema"]!["required"]!.ToJsonString().ShouldBe("""["city"]""");
        json["tool_choice"]!.ToJsonString().ShouldBe("""{"type":"any"}""");
        json["stop_sequences"]!.ToJsonString().ShouldBe("""["END"]""");
        request.NotCarried.ShouldBe(["parameter 'logit_bias'", "temperature 1.5, which is set to 1", "seed", "presence penalty", "strictness of tools", "the JSON schema of the answer"], ignoreOrder: true);
    }

    [Fact]
    public void A_chat_becomes_contents_for_Gemini_whose_results_bear_the_tools_name()
    {
        var request = Carry("openai.chat", Chat, "gemini");
        var json = JsonNode.Parse(request.Body.Span)!;
        (request.Path, request.Query).ShouldBe(("/v1beta/models/other:streamGenerateContent", "?alt=sse"));
        json["contents"]!.AsArray().Select(static turn => (string?)turn!["role"]).ShouldBe(["user", "model", "user", "user"]);
        json["contents"]![0]!["parts"]![1]!.ToJsonString().ShouldBe("""{"inlineData":{"mimeType":"image/jpeg","data":"/9j/AAAA"}}""");
        json["contents"]![2]!["parts"]!.ToJsonString().ShouldBe("""[{"functionResponse":{"name":"time","response":{"result":"noon"}}},{"functionResponse":{"name":"weather","response":{"sky":"grey"}}}]""");
        json["generationConfig"]!.ToJsonString().ShouldBe("""{"temperature":1.5,"maxOutputTokens":77,"stopSequences":["END"],"seed":3,"presencePenalty":0.5,"responseMimeType":"application/json","responseJsonSchema":{"type":"object"}}""");
        json["toolConfig"]!.ToJsonString().ShouldBe("""{"functionCallingConfig":{"mode":"ANY"}}""");
    }

    [Fact]
    public void A_chat_becomes_a_converse_whose_turns_alternate()
    {
        var request = Carry("openai.chat", Chat, "bedrock");
        (request.Path, request.Dialect).ShouldBe(("/model/other/converse-stream", "bedrock.converse_stream"));
        var json = JsonNode.Parse(request.Body.Span)!;
        json["messages"]!.AsArray().Select(static message => (string?)message!["role"]).ShouldBe(["user", "assistant", "user"]);
        json["inferenceConfig"]!.ToJsonString().ShouldBe("""{"temperature":1,"maxTokens":77,"stopSequences":["END"]}""");
        json["toolConfig"]!["toolChoice"]!.ToJsonString().ShouldBe("""{"any":{}}""");
    }

    [Fact]
    public void A_chat_becomes_one_for_Ollama_with_options()
    {
        var json = JsonNode.Parse(Carry("openai.chat", Chat, "ollama").Body.Span)!;
        json["options"]!.ToJsonString().ShouldBe("""{"temperature":1.5,"num_predict":77,"seed":3,"presence_penalty":0.5,"stop":["END"]}""");
        json["messages"]![1]!.ToJsonString().ShouldBe("""{"role":"user","content":"Look.","images":["/9j/AAAA"]}""");
        json["messages"]![3]!.ToJsonString().ShouldBe("""{"role":"tool","content":"noon","tool_name":"time"}""");
        ((bool?)json["stream"]).ShouldBe(true);
    }

    [Fact]
    public void A_request_that_says_nothing_of_streaming_keeps_its_dialects_default()
    {
        JsonNode.Parse(Carry("ollama.chat", """{"model":"m","messages":[{"role":"user","content":"q"}]}""", "openai").Body.Span)!["stream"]!.ToJsonString().ShouldBe("true");
        JsonNode.Parse(Carry("openai.chat", """{"model":"m","messages":[{"role":"user","content":"q"}]}""", "ollama").Body.Span)!["stream"]!.ToJsonString().ShouldBe("false");
    }

    [Fact]
    public void Calls_without_ids_are_given_some_that_their_results_bear_too()
    {
        const string Body = """{"contents":[{"role":"user","parts":[{"text":"q"}]},{"role":"model","parts":[{"functionCall":{"name":"a","args":{"x":1}}},{"functionCall":{"name":"b","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"name":"b","response":{"r":2}}},{"functionResponse":{"name":"a","response":{"r":1}}}]}],"tools":[{"functionDeclarations":[{"name":"a","parameters":{"type":"OBJECT","properties":{"type":{"type":"STRING"}}}}]}]}""";
        var json = JsonNode.Parse(Carry("gemini.generate", Body, "openai").Body.Span)!;
        var calls = json["messages"]![1]!["tool_calls"]!;
        ((string?)json["messages"]![2]!["tool_call_id"], (string?)json["messages"]![2]!["content"]).ShouldBe(((string?)calls[1]!["id"], """{"r":2}"""));
        ((string?)json["messages"]![3]!["tool_call_id"]).ShouldBe((string?)calls[0]!["id"]);
        json["tools"]![0]!["function"]!["parameters"]!.ToJsonString().ShouldBe("""{"type":"object","properties":{"type":{"type":"string"}}}""");
    }

    [Fact]
    public void Mistral_gets_ids_of_nine_letters_and_its_own_word_for_the_seed()
    {
        var request = ReplayRequests.Build(Recorded.Call("anthropic.messages", """{"max_tokens":5,"messages":[{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_01ABCDEF","name":"t","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_01ABCDEF","content":"r"}]}]}""", provider: "anthropic"), new ReplayChanges { Provider = "mistral", Model = "other" });
        var json = JsonNode.Parse(request.Body.Span)!;
        var id = (string?)json["messages"]![1]!["tool_calls"]![0]!["id"];
        id.ShouldNotBeNull().Length.ShouldBe(9);
        ((string?)json["messages"]![2]!["tool_call_id"]).ShouldBe(id);
    }

    [Fact]
    public void Thinking_provider_tools_and_kept_turns_are_left_behind_and_said()
    {
        const string Body = """{"model":"m","previous_response_id":"resp_1","input":[{"role":"user","content":"q"},{"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]},{"type":"function_call_output","call_id":"gone","output":"x"}],"tools":[{"type":"web_search"}],"reasoning":{"effort":"low"}}""";
        var request = Carry("openai.responses", Body, "anthropic");
        request.NotCarried.ShouldBe(["earlier turns that the provider keeps", "the thinking of earlier answers", "the provider's own tool 'web_search'", "a result whose call is not in the request", "no limit of tokens, which is required and set to 4096", "reasoning effort"], ignoreOrder: true);
        request.Text().ShouldNotContain("resp_1");
    }

    [Fact]
    public void Changes_are_made_in_the_new_dialect()
    {
        var changes = new ReplayChanges { Provider = "anthropic", Model = "other", Prompt = "new", System = "sys", Parameters = Recorded.Parameter("max_tokens", "9").Parameters, Context = [new ContextDocument("d", "s")] };
        var read = Recorded.Read(ReplayRequests.Build(Recorded.Call("openai.chat", Chat, provider: "openai"), changes));
        read.Prompt!.ShouldEndWith("</reprise_context>\n\nnew");
        read.SystemPrompt.ShouldBe("sys");
        read.Parameters!.ShouldContain("\"max_tokens\":9");
    }

    [Fact]
    public void A_record_without_wire_bodies_is_written_for_whoever_is_asked()
    {
        const string Body = """{"system_prompt":"sys","messages":[{"role":"user","content":"q","attachments":[{"kind":"image","media_type":"image/png","reference":"https://example.com/a.png"}]}],"context":[{"content":"fact","source":"kb"}],"parameters":{"temperature":0.3,"model":"x"}}""";
        var own = ReplayRequests.Build(Recorded.Call("reprise", Body, provider: "openai", model: "gpt-4o"), ReplayChanges.None);
        (own.Dialect, own.Path).ShouldBe(("openai.chat", "/v1/chat/completions"));
        var read = Recorded.Read(own);
        (read.Model, read.SystemPrompt, read.Prompt).ShouldBe(("gpt-4o", "sys", "<reprise_context>\n<document source=\"kb\">\nfact\n</document>\n</reprise_context>\n\nq"));
        Recorded.Read(ReplayRequests.Build(Recorded.Call("reprise", "\"just a text\"", provider: "home"), new ReplayChanges { Provider = "anthropic", Model = "m" })).Prompt.ShouldBe("just a text");
    }

    [Fact]
    public void A_record_without_wire_bodies_is_written_in_the_dialect_its_own_provider_is_configured_with()
    {
        var own = ReplayRequests.Build(Recorded.Call("reprise", "\"q\"", provider: "home", model: "m"), ReplayChanges.None, "anthropic");
        (own.Dialect, own.Path).ShouldBe(("anthropic.messages", "/v1/messages"));
    }

    [Theory]
    [InlineData("claims-gateway", "groq", "/openai/v1/chat/completions")]
    [InlineData("claims-gateway", "gemini", "/v1beta/models/other:generateContent")]
    [InlineData("groq", "openai", "/openai/v1/chat/completions")]
    [InlineData("claims-gateway", "openai.chat", "/v1/chat/completions")]
    public void Paths_are_those_of_the_family_by_name_or_by_configuration(string provider, string configured, string path) =>
        ReplayRequests.Build(Recorded.Call("anthropic.messages", Question, provider: "anthropic"), new ReplayChanges { Provider = provider, Model = "other" }, configured).Path.ShouldBe(path);

    [Fact]
    public void Accents_are_those_of_the_configured_family()
    {
        const string Body = """{"max_tokens":5,"messages":[{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_01ABCDEF","name":"t","input":{}}]}]}""";
        var request = ReplayRequests.Build(Recorded.Call("anthropic.messages", Body, provider: "anthropic"), new ReplayChanges { Provider = "eu-models", Model = "other" }, "mistral");
        ((string?)JsonNode.Parse(request.Body.Span)!["messages"]![1]!["tool_calls"]![0]!["id"]).ShouldNotBeNull().Length.ShouldBe(9);
    }

    [Theory]
    [InlineData("openai.chat", """ "tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"a"}},{"type":"function","function":{"name":"b"}}]}} """, """{"type":"any"}""", "which of the tools may be called")]
    [InlineData("openai.chat", """ "tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"b"}}]}} """, """{"type":"tool","name":"b"}""", null)]
    [InlineData("openai.responses", """ "tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"a"}]} """, """{"type":"auto"}""", "which of the tools may be called")]
    [InlineData("openai.responses", """ "tool_choice":{"type":"mcp","server_label":"s","name":"a"} """, null, "the choice of a tool")]
    [InlineData("openai.responses", """ "tool_choice":{"type":"file_search"} """, null, "the choice of a tool")]
    [InlineData("openai.chat", """ "tool_choice":"sometimes" """, null, "the choice of a tool")]
    [InlineData("openai.chat", """ "tool_choice":{"type":"function","function":{"name":"a"}} """, """{"type":"tool","name":"a"}""", null)]
    [InlineData("gemini.generate", """ "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["a","b"]}} """, """{"type":"any"}""", "which of the tools may be called")]
    [InlineData("gemini.generate", """ "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["b"]}} """, """{"type":"tool","name":"b"}""", null)]
    [InlineData("gemini.generate", """ "toolConfig":{"functionCallingConfig":{"mode":"VALIDATED","allowedFunctionNames":["b"]}} """, null, "the choice of a tool")]
    [InlineData("gemini.generate", """ "toolConfig":{"functionCallingConfig":{}} """, null, null)]
    public void What_of_a_choice_of_tools_is_not_carried_is_listed(string dialect, string choice, string? carried, string? loss)
    {
        var (asked, tools) = dialect switch
        {
            "gemini.generate" => (""" "contents":[{"role":"user","parts":[{"text":"q"}]}] """, """[{"functionDeclarations":[{"name":"a"},{"name":"b"}]}]"""),
            "openai.responses" => (""" "input":"q" """, """[{"type":"function","name":"a","parameters":{}},{"type":"function","name":"b","parameters":{}}]"""),
            _ => (""" "messages":[{"role":"user","content":"q"}] """, """[{"type":"function","function":{"name":"a"}},{"type":"function","function":{"name":"b"}}]"""),
        };
        var request = Carry(dialect, $$"""{"model":"m",{{asked}},"tools":{{tools}},{{choice}}}""", "anthropic");
        JsonNode.Parse(request.Body.Span)!["tool_choice"]?.ToJsonString().ShouldBe(carried);
        request.NotCarried.Where(static what => what.Contains("tool", StringComparison.Ordinal)).ShouldBe(loss is null ? [] : [loss]);
    }

    /// <summary>Each takes well under a second, and took minutes when it grew by the square.</summary>
    [Theory]
    [InlineData("parameters")]
    [InlineData("assistant")]
    [InlineData("results")]
    public void Very_long_requests_are_carried_in_a_time_by_their_length(string what)
    {
        const int Count = 60_000;
        var numbers = Enumerable.Range(0, Count);
        var (more, messages) = what switch
        {
            "parameters" => (string.Concat(numbers.Select(static i => $",\"p{i}\":1")), ""),
            "assistant" => ("", string.Concat(numbers.Select(static i => $$""",{"role":"assistant","content":"{{i}}"}"""))),
            _ => ("", $$""",{"role":"assistant","tool_calls":[{{string.Join(',', numbers.Select(static i => $$$"""{"id":"c{{{i}}}","function":{"name":"t{{{i}}}","arguments":"{}"}}"""))}}]}"""
                + string.Concat(numbers.Reverse().Select(static i => $$""",{"role":"tool","tool_call_id":"c{{i}}","content":"r"}"""))),
        };
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        var request = Carry("openai.chat", $$"""{"model":"m","messages":[{"role":"user","content":"q"}{{messages}}]{{more}}}""", "anthropic");
        System.Diagnostics.Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        request.NotCarried.Count.ShouldBeLessThanOrEqualTo(102);
        if (what == "parameters") request.NotCarried.ShouldContain($"and {Count + 1 - 100} more");
    }

    private const string Question = """{"max_tokens":5,"messages":[{"role":"user","content":"q"}]}""";

    private static ReplayRequest Carry(string dialect, string body, string provider) =>
        ReplayRequests.Build(Recorded.Call(dialect, body, provider: "acme"), new ReplayChanges { Provider = provider, Model = "other" });
}
