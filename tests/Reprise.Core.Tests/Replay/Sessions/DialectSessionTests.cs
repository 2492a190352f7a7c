using System.Text;
using Reprise.Replay.Sessions;

namespace Reprise.Core.Tests.Replay.Sessions;

/// <summary>The same session in every wire format: the user asks, the model looks something up, answers, and the user thanks.</summary>
public sealed class DialectSessionTests
{
    private static readonly Dictionary<string, DialectSession> s_sessions = new(StringComparer.Ordinal)
    {
        ["openai.chat"] = new("openai", "/v1/chat/completions")
        {
            Body = static items => "{\"model\":\"m\",\"messages\":[" + items + "]}",
            Ask = """{"role":"user","content":"Rain?"}""",
            Call = """{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"weather","arguments":"{\"at\":\"Oslo\"}"}}]}""",
            Result = """{"role":"tool","tool_call_id":"c1","content":"wet"}""",
            Say = """{"role":"assistant","content":"Yes."}""",
            Thank = """{"role":"user","content":"Thanks"}""",
            Answer = static item => "{\"id\":\"r\",\"choices\":[{\"index\":0,\"message\":" + item + ",\"finish_reason\":\"stop\"}]}",
        },
        ["ollama.chat"] = new("ollama", "/api/chat")
        {
            Body = static items => "{\"model\":\"m\",\"stream\":false,\"messages\":[" + items + "]}",
            Ask = """{"role":"user","content":"Rain?"}""",
            Call = """{"role":"assistant","content":"","tool_calls":[{"function":{"name":"weather","arguments":{"at":"Oslo"}}}]}""",
            Result = """{"role":"tool","tool_name":"weather","content":"wet"}""",
            Say = """{"role":"assistant","content":"Yes."}""",
            Thank = """{"role":"user","content":"Thanks"}""",
            Answer = static item => "{\"model\":\"m\",\"message\":" + item + ",\"done\":true,\"done_reason\":\"stop\"}",
        },
        ["anthropic.messages"] = new("anthropic", "/v1/messages")
        {
            Body = static items => "{\"model\":\"m\",\"max_tokens\":9,\"system\":\"s\",\"messages\":[" + items + "]}",
            Ask = """{"role":"user","content":"Rain?"}""",
            Call = """{"role":"assistant","content":[{"type":"text","text":"Let me see."},{"type":"tool_use","id":"c1","name":"weather","input":{"at":"Oslo"}}]}""",
            Result = """{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"wet"}]}""",
            Say = """{"role":"assistant","content":[{"type":"text","text":"Yes."}]}""",
            Thank = """{"role":"user","content":"Thanks"}""",
            Answer = static item => "{\"id\":\"r\",\"type\":\"message\"," + item[1..^1] + ",\"model\":\"m\",\"stop_reason\":\"end_turn\"}",
        },
        ["openai.responses"] = new("openai", "/v1/responses")
        {
            Body = static items => "{\"model\":\"m\",\"input\":[" + items + "]}",
            Ask = """{"role":"user","content":"Rain?"}""",
            Call = """{"type":"function_call","id":"fc","call_id":"c1","name":"weather","arguments":"{\"at\":\"Oslo\"}","status":"completed"}""",
            Result = """{"type":"function_call_output","call_id":"c1","output":"wet"}""",
            Say = """{"type":"message","id":"m1","role":"assistant","content":[{"type":"output_text","text":"Yes.","annotations":[]}],"status":"completed"}""",
            Thank = """{"role":"user","content":"Thanks"}""",
            Answer = static item => "{\"id\":\"r\",\"object\":\"response\",\"status\":\"completed\",\"output\":[" + item + "]}",
        },
        ["gemini.generate"] = new("gemini", "/v1beta/models/m:generateContent")
        {
            Body = static items => "{\"contents\":[" + items + "]}",
            Ask = """{"role":"user","parts":[{"text":"Rain?"}]}""",
            Call = """{"role":"model","parts":[{"functionCall":{"name":"weather","args":{"at":"Oslo"}}}]}""",
            Result = """{"role":"user","parts":[{"functionResponse":{"name":"weather","response":{"result":"wet"}}}]}""",
            Say = """{"role":"model","parts":[{"text":"Yes."}]}""",
            Thank = """{"role":"user","parts":[{"text":"Thanks"}]}""",
            Answer = static item => "{\"candidates\":[{\"content\":" + item + ",\"finishReason\":\"STOP\"}]}",
        },
        ["bedrock.converse"] = new("bedrock", "/model/m/converse")
        {
            Body = static items => "{\"messages\":[" + items + "]}",
            Ask = """{"role":"user","content":[{"text":"Rain?"}]}""",
            Call = """{"role":"assistant","content":[{"toolUse":{"toolUseId":"c1","name":"weather","input":{"at":"Oslo"}}}]}""",
            Result = """{"role":"user","content":[{"toolResult":{"toolUseId":"c1","content":[{"text":"wet"}]}}]}""",
            Say = """{"role":"assistant","content":[{"text":"Yes."}]}""",
            Thank = """{"role":"user","content":[{"text":"Thanks"}]}""",
            Answer = static item => "{\"output\":{\"message\":" + item + "},\"stopReason\":\"end_turn\"}",
        },
    };

    public static TheoryData<string> Dialects => [.. s_sessions.Keys];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Requests_are_made_from_what_was_before_them_and_sent_as_recorded(string dialect)
    {
        var (bench, session) = await RecordedAsync(dialect);
        var recorded = await bench.ReadAsync("s");
        recorded.Turns.ShouldAllBe(turn => turn.Recorded.Interaction.Dialect == dialect);
        SessionRebuild.Check(recorded).ShouldBe([RebuildOutcome.First, RebuildOutcome.Bytes, RebuildOutcome.Bytes]);
        recorded.Tools.Find("weather", "{ \"at\": \"Oslo\" }", 0)!.Text.ShouldBe("wet");
        foreach (var mode in new[] { BranchMode.Pinned, BranchMode.Free })
        {
            bench.Sender.Received.Clear();
            var view = await bench.ReplayAsync("s", new BranchRequest { Mode = mode });
            view.Branch.State.ShouldBe(BranchState.Completed, view.Branch.Stop?.Message);
            bench.Sender.Received.Select(call => Encoding.UTF8.GetString(call.Body.Span)).ShouldBe(session.Requests);
            view.FirstDivergence.ShouldBeNull();
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Another_call_goes_into_the_next_request_with_its_own_id_and_answer(string dialect)
    {
        var (bench, session) = await RecordedAsync(dialect, new FakeTools { ["weather"] = static _ => "dry" });
        var other = session.Call.Replace("Oslo", "Bergen", StringComparison.Ordinal).Replace("\"c1\"", "\"c7\"", StringComparison.Ordinal);
        bench.Answers[SessionBench.Key(Encoding.UTF8.GetBytes(session.Requests[0]))] = Encoding.UTF8.GetBytes(session.Answer(other));
        bench.Otherwise = Encoding.UTF8.GetBytes(session.Answer(session.Say));
        var view = await bench.ReplayAsync("s", new BranchRequest { Mode = BranchMode.Free, LiveTools = ["weather"] });
        view.Branch.State.ShouldBe(BranchState.Completed, view.Branch.Stop?.Message);
        var result = session.Result.Replace("wet", "dry", StringComparison.Ordinal).Replace("\"c1\"", "\"c7\"", StringComparison.Ordinal);
        Encoding.UTF8.GetString(bench.Sender.Received[1].Body.Span).ShouldBe(session.Body(string.Join(",", session.Ask, other, result)));
        Encoding.UTF8.GetString(bench.Sender.Received[2].Body.Span).ShouldBe(session.Body(string.Join(",", session.Ask, other, result, session.Say, session.Thank)));
        view.FirstDivergence.ShouldBe(1);
        view.Turns[0].Difference.ShouldBe(AnswerDifference.ToolCalls);
        view.Turns.Skip(1).ShouldAllBe(turn => turn.Difference == AnswerDifference.None);
    }

    [Fact]
    public async Task A_chain_of_responses_names_the_new_answer_before_it()
    {
        var bench = new SessionBench();
        const string Path = "/v1/responses";
        await bench.RecordAsync("s", """{"model":"m","input":"Rain?","store":true}""",
            """{"id":"r1","object":"response","status":"completed","output":[{"type":"function_call","call_id":"c1","name":"weather","arguments":"{}"}]}""", path: Path);
        await bench.RecordAsync("s", """{"model":"m","previous_response_id":"r1","input":[{"type":"function_call_output","call_id":"c1","output":"wet"}]}""",
            """{"id":"r2","object":"response","status":"completed","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Yes."}]}]}""", path: Path);
        await bench.RecordAsync("s", """{"model":"m","previous_response_id":"r2","input":"Thanks"}""",
            """{"id":"r3","object":"response","status":"completed","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Bye."}]}]}""", path: Path);
        var session = await bench.ReadAsync("s");
        session.Turns.Select(turn => turn.Parent?.Number).ShouldBe([null, 1, 2]);
        (await bench.ReplayAsync("s", new BranchRequest { Mode = BranchMode.Free })).Turns.ShouldAllBe(turn => turn.SameRequest);

        // New answers have new names, which the next requests must name.
        var number = 0;
        bench.Answers.Clear();
        bench.Sender.Received.Clear();
        bench.Script = call => Encoding.UTF8.GetBytes(number++ == 0
            ? """{"id":"n1","object":"response","status":"completed","output":[{"type":"function_call","call_id":"k1","name":"weather","arguments":"{}"}]}"""
            : $$"""{"id":"n{{number}}","object":"response","status":"completed","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Yes."}]}]}""");
        var view = await bench.ReplayAsync("s", new BranchRequest { Mode = BranchMode.Free });
        view.FirstDivergence.ShouldBe(3);
        Encoding.UTF8.GetString(bench.Sender.Received[1].Body.Span).ShouldBe("""{"model":"m","previous_response_id":"n1","input":[{"type":"function_call_output","call_id":"k1","output":"wet"}]}""");
        Encoding.UTF8.GetString(bench.Sender.Received[2].Body.Span).ShouldBe("""{"model":"m","previous_response_id":"n2","input":"Thanks"}""");
    }

    [Fact]
    public async Task A_streamed_answer_goes_back_with_its_thinking_and_its_signature()
    {
        var bench = new SessionBench();
        const string Stream = """
            event: message_start
            data: {"type":"message_start","message":{"id":"m1","type":"message","role":"assistant","content":[],"model":"m"}}

            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"sig"}}

            data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"c1","name":"weather","input":{}}}

            data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"at\":"}}

            data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"\"Oslo\"}"}}

            data: {"type":"message_delta","delta":{"stop_reason":"tool_use"}}

            data: {"type":"message_stop"}


            """;
        const string Ask = """{"role":"user","content":"Rain?"}""";
        const string Echo = """{"role":"assistant","content":[{"type":"thinking","thinking":"Hm","signature":"sig"},{"type":"tool_use","id":"c1","name":"weather","input":{"at":"Oslo"}}]}""";
        const string Result = """{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"wet"}]}""";
        static string Body(params string[] items) => "{\"model\":\"m\",\"max_tokens\":9,\"stream\":true,\"messages\":[" + string.Join(",", items) + "]}";
        await bench.RecordAsync("s", Body(Ask), Stream, "anthropic", "/v1/messages");
        await bench.RecordAsync("s", Body(Ask, Echo, Result), Stream.Replace("tool_use\",\"id", "text\",\"id", StringComparison.Ordinal), "anthropic", "/v1/messages");
        SessionRebuild.Check(await bench.ReadAsync("s")).ShouldBe([RebuildOutcome.First, RebuildOutcome.Bytes]);
    }

    private static async Task<(SessionBench Bench, DialectSession Session)> RecordedAsync(string dialect, FakeTools? tools = null)
    {
        var session = s_sessions[dialect];
        var bench = new SessionBench(tools: tools);
        string[] said = [session.Call, session.Say, session.Say];
        for (var i = 0; i < said.Length; i++) await bench.RecordAsync("s", session.Requests[i], session.Answer(said[i]), session.Provider, session.Path);
        return (bench, session);
    }

    private sealed record DialectSession(string Provider, string Path)
    {
        public required Func<string, string> Body { get; init; }
        public required Func<string, string> Answer { get; init; }
        public required string Ask { get; init; }
        public required string Call { get; init; }
        public required string Result { get; init; }
        public required string Say { get; init; }
        public required string Thank { get; init; }

        public string[] Requests => [Body(Ask), Body(string.Join(",", Ask, Call, Result)), Body(string.Join(",", Ask, Call, Result, Say, Thank))];
    }
}
