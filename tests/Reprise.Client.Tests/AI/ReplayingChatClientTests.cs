using System.Text;
using Microsoft.Extensions.AI;
using Reprise.Client.AI;
using Reprise.Client.Playback;
using Reprise.Interactions;
using Reprise.Playback;

namespace Reprise.Client.Tests.AI;

public sealed class ReplayingChatClientTests
{
    private const string Asked = """{"model":"gpt-4o","temperature":0,"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Where is Bergen?"}]}""";
    private const string Answered = """{"id":"c1","model":"gpt-4o-2024","choices":[{"index":0,"message":{"role":"assistant","content":"It is in Norway, on the west coast of it."},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}""";
    private static readonly ChatMessage[] s_question = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Where is Bergen?")];

    [Fact]
    public async Task A_recorded_request_is_answered_whole_and_as_a_stream_by_any_providers_tape()
    {
        var anthropic = Entry("anthropic", "/v1/messages", """{"model":"claude","max_tokens":5,"system":"Be brief.","messages":[{"role":"user","content":"Where is Oslo?"}]}""",
            """{"id":"m1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"South."},{"type":"tool_use","id":"t1","name":"map","input":{"q":"Oslo"}}],"stop_reason":"tool_use","usage":{"input_tokens":4,"output_tokens":2}}""");
        using var client = Client(Entry("openai", "/v1/chat/completions", Asked, Answered), anthropic);
        var response = await client.GetResponseAsync(s_question);
        (response.Text, response.FinishReason, response.ModelId, response.Usage!.InputTokenCount).ShouldBe(("It is in Norway, on the west coast of it.", ChatFinishReason.Stop, "gpt-4o-2024", 9));
        var updates = await client.GetStreamingResponseAsync(s_question).ToListAsync();
        updates.Count.ShouldBeGreaterThan(1);
        updates.ToChatResponse().Text.ShouldBe(response.Text);

        var other = await client.GetResponseAsync([new(ChatRole.System, "Be brief."), new(ChatRole.User, "Where is Oslo?")]);
        other.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        var call = other.Messages[0].Contents.OfType<FunctionCallContent>().Single();
        (call.CallId, call.Name, call.Arguments!["q"]!.ToString()).ShouldBe(("t1", "map", "Oslo"));
        client.VerifyAllUsed();
    }

    [Fact]
    public async Task A_miss_says_what_is_nearest_and_where_it_differs()
    {
        using var client = Client(Entry("openai", "/v1/chat/completions", Asked, Answered));
        var miss = await Should.ThrowAsync<TapeMissException>(() => client.GetResponseAsync([new(ChatRole.System, "Be brief."), new(ChatRole.User, "Where is Narvik?")]));
        miss.Message.ShouldContain("Where is Bergen?");
        miss.Message.ShouldContain("Where is Narvik?");
        Should.Throw<TapeMissException>(client.VerifyAllUsed);
    }

    [Fact]
    public async Task Tool_calls_and_results_are_part_of_what_is_asked()
    {
        using var client = Client(Entry("openai", "/v1/chat/completions",
            """{"model":"m","messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"x","type":"function","function":{"name":"map","arguments":"{\"q\": 1}"}}]},{"role":"tool","tool_call_id":"x","content":"7"}],"tools":[{"type":"function","function":{"name":"map","parameters":{}}}]}""", Answered));
        ChatMessage[] Asking(int result) => [new(ChatRole.User, "Hi"), new(ChatRole.Assistant, [new FunctionCallContent("y", "map", new Dictionary<string, object?> { ["q"] = 1 })]), new(ChatRole.Tool, [new FunctionResultContent("y", result)])];
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create((int q) => q, "map")] };
        (await client.GetResponseAsync(Asking(7), options)).Text.ShouldStartWith("It is");
        await Should.ThrowAsync<TapeMissException>(() => client.GetResponseAsync(Asking(8), options));
        await Should.ThrowAsync<TapeMissException>(() => client.GetResponseAsync(Asking(7)));
    }

    [Fact]
    public async Task Models_count_where_the_client_is_given_one()
    {
        using var client = new ReplayingChatClient(new Tape { Entries = [Entry("openai", "/v1/chat/completions", Asked, Answered)] }, "gpt-4o");
        (await client.GetResponseAsync(s_question)).Text.ShouldStartWith("It is");
        await Should.ThrowAsync<TapeMissException>(() => client.GetResponseAsync(s_question, new ChatOptions { ModelId = "gpt-4o-mini" }));
    }

    [Fact]
    public async Task A_recorded_error_and_an_answer_that_broke_off_come_as_they_were()
    {
        using var failing = Client(Entry("openai", "/v1/chat/completions", Asked, """{"error":{"message":"slow down","code":"rate_limit"}}""", 429));
        var fault = await Should.ThrowAsync<HttpRequestException>(() => failing.GetResponseAsync(s_question));
        (fault.StatusCode, fault.Message).ShouldBe((System.Net.HttpStatusCode.TooManyRequests, "The recorded answer is an error (429): slow down"));
        var entry = Entry("openai", "/v1/chat/completions", Asked, Answered);
        using var broken = Client(entry with { Answer = entry.Answer with { Broken = "the provider broke off" } });
        var got = new StringBuilder();
        await Should.ThrowAsync<HttpRequestException>(async () =>
        {
            await foreach (var update in broken.GetStreamingResponseAsync(s_question)) got.Append(update.Text);
        });
        got.ToString().ShouldStartWith("It is in Norway");
    }

    private static ReplayingChatClient Client(params TapeEntry[] entries) => new(new Tape { Entries = entries });

    private static TapeEntry Entry(string provider, string path, string request, string answer, int status = 200)
    {
        var asked = TapeRecording.RequestOf(provider, "POST", path, null, new Body { Bytes = Encoding.UTF8.GetBytes(request), ContentType = "application/json" });
        return new TapeEntry
        {
            Key = TapeKey.Of(asked), Request = asked,
            Answer = TapeRecording.AnswerOf(status, new Body { Bytes = Encoding.UTF8.GetBytes(answer), ContentType = "application/json" }, [], exactEncoding: false, broken: null),
        };
    }
}
