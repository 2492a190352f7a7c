using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Reprise.Demo;

namespace Reprise.Server.Tests.Demo;

public sealed class ScriptedUpstreamTests : IAsyncLifetime
{
    private ScriptedUpstream _upstream = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await ScriptedUpstream.StartAsync(new ScriptedUpstreamOptions(), TestContext.Current.CancellationToken);
        _http = new HttpClient { BaseAddress = _upstream.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("/openai/v1/chat/completions", """{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}]}""", "choices")]
    [InlineData("/mistral/v1/chat/completions", """{"model":"magistral-medium-latest","messages":[{"role":"user","content":"Hi"}]}""", "choices")]
    [InlineData("/openai/v1/completions", """{"model":"gpt-3.5-turbo-instruct","prompt":"Hi"}""", "choices")]
    [InlineData("/openai/v1/responses", """{"model":"gpt-4.1-mini","input":"Hi"}""", "output")]
    [InlineData("/openai/v1/embeddings", """{"model":"text-embedding-3-small","input":["Hi","Ho"]}""", "data")]
    [InlineData("/anthropic/v1/messages", """{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""", "content")]
    [InlineData("/anthropic/v1/messages/count_tokens", """{"model":"claude-haiku-4-5","messages":[{"role":"user","content":"Hi"}]}""", "input_tokens")]
    [InlineData("/ollama/api/chat", """{"model":"llama3.2:3b","messages":[{"role":"user","content":"Hi"}],"stream":false}""", "message")]
    [InlineData("/ollama/api/generate", """{"model":"llama3.2:3b","prompt":"Hi","stream":false}""", "response")]
    [InlineData("/ollama/api/embed", """{"model":"nomic-embed-text","input":"Hi"}""", "embeddings")]
    [InlineData("/gemini/v1beta/models/gemini-2.5-flash:generateContent", """{"contents":[{"parts":[{"text":"Hi"}]}]}""", "candidates")]
    [InlineData("/gemini/v1beta/models/gemini-embedding-001:embedContent", """{"content":{"parts":[{"text":"Hi"}]}}""", "embedding")]
    [InlineData("/bedrock/model/amazon.nova-lite-v1%3A0/converse", """{"messages":[{"role":"user","content":[{"text":"Hi"}]}]}""", "output")]
    [InlineData("/cohere/v2/chat", """{"model":"command-a-03-2025","messages":[{"role":"user","content":"Hi"}]}""", "message")]
    [InlineData("/cohere/v2/embed", """{"model":"embed-v4.0","texts":["Hi"]}""", "embeddings")]
    public async Task Every_dialect_answers_with_json_of_its_own_shape(string path, string body, string field)
    {
        var (status, text) = await PostAsync(path, body);
        status.ShouldBe(HttpStatusCode.OK, text);
        JsonNode.Parse(text)![field].ShouldNotBeNull();
    }

    [Theory]
    [InlineData("/openai/v1/chat/completions", """{"model":"gpt-4o","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Hi"}]}""", "data: [DONE]")]
    [InlineData("/openai/v1/responses", """{"model":"o4-mini","stream":true,"input":"Hi"}""", "event: response.completed")]
    [InlineData("/anthropic/v1/messages", """{"model":"claude-sonnet-4-5","stream":true,"thinking":{"type":"enabled","budget_tokens":1024},"messages":[{"role":"user","content":"Hi"}]}""", "event: message_stop")]
    [InlineData("/ollama/api/chat", """{"model":"llama3.2:3b","messages":[{"role":"user","content":"Hi"}]}""", "\"done\":true")]
    [InlineData("/gemini/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", """{"contents":[{"parts":[{"text":"Hi"}]}]}""", "\"finishReason\":\"STOP\"")]
    [InlineData("/bedrock/model/amazon.nova-lite-v1%3A0/converse-stream", """{"messages":[{"role":"user","content":[{"text":"Hi"}]}]}""", "metadata")]
    [InlineData("/cohere/v2/chat", """{"model":"command-a-03-2025","stream":true,"messages":[{"role":"user","content":"Hi"}]}""", "event: message-end")]
    public async Task Every_dialect_streams_to_its_last_event(string path, string body, string last)
    {
        var (status, text) = await PostAsync(path, body);
        status.ShouldBe(HttpStatusCode.OK, text);
        text.ShouldContain(last);
    }

    [Theory]
    [InlineData("invalid", HttpStatusCode.BadRequest)]
    [InlineData("unauthorized", HttpStatusCode.Unauthorized)]
    [InlineData("rate-limited", HttpStatusCode.TooManyRequests)]
    [InlineData("server-error", HttpStatusCode.InternalServerError)]
    [InlineData("overloaded", HttpStatusCode.ServiceUnavailable)]
    public async Task A_model_name_can_ask_for_an_error(string wish, HttpStatusCode expected)
    {
        var (status, text) = await PostAsync("/openai/v1/chat/completions", $$"""{"model":"gpt-4o!{{wish}}","messages":[]}""");
        status.ShouldBe(expected);
        JsonNode.Parse(text)!["error"]!["message"].ShouldNotBeNull();
    }

    [Fact]
    public async Task The_same_question_gets_the_same_answer()
    {
        const string Body = """{"model":"gpt-4o","messages":[{"role":"user","content":"What is new?"}]}""";
        var first = JsonNode.Parse((await PostAsync("/openai/v1/chat/completions", Body)).Text)!;
        await PostAsync("/openai/v1/chat/completions", """{"model":"gpt-4o","messages":[{"role":"user","content":"Something else"}]}""");
        var second = JsonNode.Parse((await PostAsync("/openai/v1/chat/completions", Body)).Text)!;
        second["choices"]!.ToJsonString().ShouldBe(first["choices"]!.ToJsonString());
        second["id"]!.ToJsonString().ShouldBe(first["id"]!.ToJsonString());
    }

    [Fact]
    public async Task A_cut_stream_breaks_off_in_the_middle() =>
        await Should.ThrowAsync<HttpRequestException>(() => PostAsync("/openai/v1/chat/completions", """{"model":"gpt-4o!cut","stream":true,"messages":[{"role":"user","content":"Hi"}]}"""));

    [Fact]
    public async Task A_provider_that_is_offline_refuses_the_connection()
    {
        using var http = new HttpClient();
        var error = await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(new Uri(_upstream.Providers["offline"]), TestContext.Current.CancellationToken));
        error.HttpRequestError.ShouldBe(HttpRequestError.ConnectionError);
    }

    [Fact]
    public async Task The_traffic_plays_all_kinds_of_scenes_to_the_end()
    {
        // The upstream stands in for the gateway: its paths are the gateway's paths.
        var done = await DemoRun.RunAsync(_upstream.Address, new DemoOptions { BurstScenes = 30, ScenesPerMinute = 0, Time = new HurriedTime() }, TestContext.Current.CancellationToken);
        done.Scenes.ShouldBe(30);
        done.Calls.ShouldBeGreaterThan(45);
        done.Refused.ShouldBe(0);
    }

    [Fact]
    public async Task The_traffic_ends_without_an_error_when_it_is_cancelled()
    {
        using var enough = new CancellationTokenSource();
        var progress = new Watcher(done =>
        {
            if (done.Calls >= 20) enough.Cancel();
        });
        var end = await DemoRun.RunAsync(_upstream.Address, new DemoOptions { Progress = progress, Time = new HurriedTime() }, enough.Token);
        end.Calls.ShouldBeGreaterThanOrEqualTo(20);
    }

    private async Task<(HttpStatusCode Status, string Text)> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private sealed class Watcher(Action<DemoProgress> watch) : IProgress<DemoProgress>
    {
        public void Report(DemoProgress value) => watch(value);
    }
}
