using System.ClientModel;
using System.ClientModel.Primitives;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anthropic;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;
using Reprise.Client.Playback;
using Reprise.Playback;
using Reprise.Playback.Faults;
using Reprise.Server.Playback;
using Reprise.Server.Tests.Playback.Clients;

namespace Reprise.Server.Tests.Playback;

/// <summary>Calls that go wrong on purpose, as the official clients meet them.</summary>
public sealed class FaultSpec
{
    private const string Script = """
        {
          "seed": 1,
          "rules": [
            { "name": "busy at first", "when": { "lane": "*retries*", "of": "lane", "times": 1 }, "status": 429, "retry_after": 1, "headers": { "x-ratelimit-remaining-requests": "0" } },
            { "name": "then broken", "when": { "lane": "*retries*", "of": "lane", "call": 2 }, "status": 500 },
            { "name": "busy", "when": { "lane": "*busy*" }, "status": 429, "retry_after": 1 },
            { "name": "cut", "when": { "lane": "*cut", "json": { "/stream": true } }, "cut": { "events": 2 } },
            { "name": "cut JSON", "when": { "lane": "*cut-json" }, "spoil": "cut-json" },
            { "name": "empty", "when": { "lane": "*empty" }, "spoil": "empty" },
            { "name": "page", "when": { "lane": "*page" }, "content_type": "text/html" },
            { "name": "drop", "when": { "lane": "*drop" }, "drop": true },
            { "name": "hang", "when": { "lane": "*hang" }, "hang_ms": 60000 },
            { "name": "slow", "when": { "lane": "*slow" }, "latency_ms": 80, "per_event_ms": 40 }
          ]
        }
        """;

    private const string Question = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Capital of France?"}]}""";
    private const string Streamed = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Capital of France?"}],"stream":true}""";
    private const string Completion = """{"id":"c1","object":"chat.completion","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"Paris"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";
    private const string Message = """{"id":"m1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"Paris"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}""";

    private static readonly Tape s_tape = new()
    {
        // What the .NET package adds to a stream's request makes no difference here.
        Header = new TapeHeader { Ignore = ["/stream_options"] },
        Entries =
        [
            PlaybackHost.Entry(Question, Completion),
            PlaybackHost.Stream(Streamed, (Delta("Pa"), 0), (Delta("ri"), 0), (Delta("s"), 0), ("data: [DONE]\n\n", 0)),
            PlaybackHost.Entry("""{"model":"claude","max_tokens":10,"messages":[{"role":"user","content":"Capital of France?"}]}""", Message, path: "/v1/messages", provider: "anthropic"),
        ],
    };

    [Fact]
    public async Task The_dotnet_clients_try_again_and_succeed()
    {
        await using var host = await StartAsync();
        var began = Stopwatch.GetTimestamp();
        (await Chat(host, "retries", 3).CompleteChatAsync("Capital of France?")).Value.Content[0].Text.ShouldBe("Paris");
        Stopwatch.GetElapsedTime(began).TotalSeconds.ShouldBeGreaterThan(0.9, "Retry-After is one second");
        var claude = new AnthropicClient { BaseUrl = $"{host.Url}/lane/retries-anthropic/anthropic", ApiKey = "sk-test", MaxRetries = 3 };
        var answer = await claude.Messages.Create(new MessageCreateParams { MaxTokens = 10, Model = "claude", Messages = [new UserMessageParam("Capital of France?")] });
        answer.Content[0].TryPickText(out var text).ShouldBeTrue();
        text!.Text.ShouldBe("Paris");

        var status = JsonNode.Parse(await host.Http.GetStringAsync("/playback/status", TestContext.Current.CancellationToken))!["faults"]!;
        status["seed"]!.GetValue<int>().ShouldBe(1);
        status["rules"]![0]!.ToJsonString().ShouldBe("""{"rule":"busy at first","seen":6,"applied":2}""");
        status["rules"]![1]!.ToJsonString().ShouldBe("""{"rule":"then broken","seen":6,"applied":2}""");
    }

    [Fact]
    public async Task The_dotnet_client_raises_what_it_cannot_use()
    {
        await using var host = await StartAsync();
        var busy = await Should.ThrowAsync<ClientResultException>(() => Chat(host, "busy").CompleteChatAsync("Capital of France?"));
        busy.Status.ShouldBe(429);
        busy.Message.ShouldContain("rate_limit_exceeded");
        var received = "";
        var cut = await Should.ThrowAsync<Exception>(async () =>
        {
            await foreach (var update in Chat(host, "cut").CompleteChatStreamingAsync("Capital of France?")) received += string.Concat(update.ContentUpdate.Select(p => p.Text));
        });
        cut.ShouldBeAssignableTo<IOException>();
        received.ShouldBe("Pari");
        await Should.ThrowAsync<JsonException>(() => Chat(host, "cut-json").CompleteChatAsync("Capital of France?"));
        (await Should.ThrowAsync<Exception>(() => Chat(host, "empty").CompleteChatAsync("Capital of France?"))).ShouldBeAssignableTo<JsonException>();
        await Should.ThrowAsync<ClientResultException>(() => Chat(host, "drop").CompleteChatAsync("Capital of France?"));
    }

    [Fact]
    public async Task The_npm_clients_try_again_and_raise_what_they_cannot_use()
    {
        await using var host = await StartAsync();
        var lines = await NodeScript.RunAsync("faults.mjs", host.Url);
        var seen = lines.ToDictionary(line => (string)line["case"]!, line => (string?)line["text"] ?? $"{line["error"]} {line["status"]}".Trim(), StringComparer.Ordinal);
        seen["retries"].ShouldBe("Paris");
        seen["retries-anthropic"].ShouldBe("Paris");
        seen["busy"].ShouldBe("RateLimitError 429");
        seen["cut"].ShouldStartWith("TypeError");
        seen["cut-json"].ShouldStartWith("SyntaxError");
        seen["drop"].ShouldStartWith("APIConnectionError");
    }

    [Fact]
    public async Task The_handler_lets_calls_go_wrong_without_a_server()
    {
        using var tape = TapeHandler.Play(s_tape, new TapeOptions { Faults = FaultScript.Read(Encoding.UTF8.GetBytes(Script)) });
        (await Handled(tape, "retries", 3).CompleteChatAsync("Capital of France?")).Value.Content[0].Text.ShouldBe("Paris");
        await Should.ThrowAsync<JsonException>(() => Handled(tape, "cut-json").CompleteChatAsync("Capital of France?"));
        (await Should.ThrowAsync<Exception>(async () =>
        {
            await foreach (var _ in Handled(tape, "cut").CompleteChatStreamingAsync("Capital of France?"))
            {
            }
        })).ShouldBeAssignableTo<IOException>();
        await Should.ThrowAsync<ClientResultException>(() => Handled(tape, "drop").CompleteChatAsync("Capital of France?"));
    }

    [Fact]
    public async Task A_client_that_gives_up_ends_a_hang_and_a_bounded_one_ends_itself()
    {
        await using var host = await StartAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/lane/hang" + PlaybackHost.Path) { Content = new StringContent(Question, Encoding.UTF8, "application/json") };
        await Should.ThrowAsync<OperationCanceledException>(() => host.Http.SendAsync(request, limit.Token));
        await using var bounded = await StartAsync("""{"rules":[{"hang_ms":100}]}""");
        await Should.ThrowAsync<HttpRequestException>(() => bounded.AskAsync(Question));
    }

    [Fact]
    public async Task A_fault_is_named_in_a_header_and_what_arrives_is_what_was_asked_for()
    {
        await using var host = await StartAsync();
        var (page, text) = await host.AskAsync(Question, "/lane/page" + PlaybackHost.Path);
        (page.Content.Headers.ContentType!.MediaType, text, page.Headers.GetValues("Reprise-Fault").Single()).ShouldBe(("text/html", Completion, "page"));
        var (busy, _) = await host.AskAsync(Question, "/lane/retries-raw" + PlaybackHost.Path);
        ((int)busy.StatusCode, busy.Headers.RetryAfter!.Delta!.Value.TotalSeconds, busy.Headers.GetValues("x-ratelimit-remaining-requests").Single(), busy.Headers.GetValues("Reprise-Playback").Single()).ShouldBe((429, 1, "0", "fault"));
        var (empty, nothing) = await host.AskAsync(Question, "/lane/empty" + PlaybackHost.Path);
        (empty.Content.Headers.ContentLength, nothing).ShouldBe((0, ""));
    }

    [Fact]
    public async Task A_slow_stream_comes_event_by_event()
    {
        await using var host = await StartAsync();
        var began = Stopwatch.GetTimestamp();
        var (_, text) = await host.AskAsync(Streamed, "/lane/slow" + PlaybackHost.Path);
        text.ShouldEndWith("data: [DONE]\n\n");
        Stopwatch.GetElapsedTime(began).TotalMilliseconds.ShouldBeGreaterThan(235);
    }

    [Fact]
    public async Task What_a_client_could_not_use_is_still_there_for_its_next_try()
    {
        var tape = new Tape { Entries = [PlaybackHost.Entry("1", """{"n":1}"""), PlaybackHost.Entry("1", """{"n":2}""")] };
        foreach (var effect in new[] { "\"status\":500", "\"spoil\":\"cut-json\"" })
        {
            await using var host = await PlaybackHost.StartAsync(new PlaybackServerOptions { Tape = tape, Faults = FaultScript.Read(Encoding.UTF8.GetBytes($$"""{"rules":[{"when":{"call":1},{{effect}} }]}""")) });
            await host.AskAsync("1");
            (await host.AskAsync("1")).Text.ShouldBe("""{"n":1}""");
            (await host.AskAsync("1")).Text.ShouldBe("""{"n":2}""");
        }
    }

    private static string Delta(string text) => $$$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"{{{text}}}"}}]}""" + "\n\n";

    private static Task<PlaybackHost> StartAsync(string script = Script) => PlaybackHost.StartAsync(new PlaybackServerOptions { Tape = s_tape, Faults = FaultScript.Read(Encoding.UTF8.GetBytes(script)) });

    private static ChatClient Chat(PlaybackHost host, string lane, int retries = 0) => new("gpt-4o-mini", new ApiKeyCredential("sk-test"), new OpenAIClientOptions { Endpoint = new Uri($"{host.Url}/lane/{lane}/openai/v1"), RetryPolicy = new ClientRetryPolicy(retries) });

    private static ChatClient Handled(TapeHandler tape, string lane, int retries = 0) =>
        new("gpt-4o-mini", new ApiKeyCredential("sk-test"), new OpenAIClientOptions { Transport = new HttpClientPipelineTransport(tape.CreateClient(lane)), RetryPolicy = new ClientRetryPolicy(retries) });
}
