using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Cache.Judging;
using Reprise.Calls;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Server.Tests.Cache;
using Reprise.Server.Tests.Gateway;
using Reprise.Server.Tests.Hosts;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Calls;

/// <summary>Calls that the server makes itself are calls like those of its clients.</summary>
public sealed class GatewayCallsSpec : IAsyncLifetime
{
    private const string Chat = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hello"}]}""";
    private const string Answer = """{"id":"c1","object":"chat.completion","model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":8,"completion_tokens":1,"total_tokens":9}}""";
    private const string Key = "sk-secret-of-the-caller-0123456789";

    private readonly List<(string Line, Dictionary<string, string> Headers, byte[] Body)> _received = [];
    private RawUpstream _upstream = null!;
    private RequestDelegate _answer = context => RelaySpec.AnswerAsync(context, Answer);

    public async ValueTask InitializeAsync() => _upstream = await RawUpstream.StartAsync(async context =>
    {
        var body = await RelaySpec.ReadAllAsync(context.Request);
        lock (_received) _received.Add(($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}", context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body));
        await _answer(context);
    });

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [Fact]
    public async Task The_bytes_go_out_as_they_are_and_what_comes_back_is_what_the_record_says()
    {
        await using var server = await TestServer.StartAsync(_upstream.Url);

        var result = await SenderOf(server).SendAsync(Call() with { Query = "?beta=1", Headers = [new("openai-beta", "assistants=v2")] }, CancellationToken.None);

        var (line, headers, body) = _received.ShouldHaveSingleItem();
        line.ShouldBe("POST /v1/chat/completions?beta=1");
        body.ShouldBe(Encoding.UTF8.GetBytes(Chat));
        headers["Content-Type"].ShouldBe("application/json");
        headers["openai-beta"].ShouldBe("assistants=v2");
        result.Interaction.Status.ShouldBe(InteractionStatus.Success);
        result.Interaction.Usage!.PromptTokens.ShouldBe(8);
        result.Interaction.CostUsd.ShouldNotBeNull();
        Encoding.UTF8.GetString(result.Response!.Bytes.Span).ShouldBe(Answer);
        var stored = await server.RecordedAsync(result.Interaction.Id, "shop");
        stored.Response!.Bytes.ToArray().ShouldBe(result.Response.Bytes.ToArray());
        stored.Request!.Bytes.ToArray().ShouldBe(result.Request!.Bytes.ToArray());
        stored.Interaction.CostUsd.ShouldBe(result.Interaction.CostUsd);
        stored.Interaction.InputHash.ShouldBe(result.Interaction.InputHash);
        stored.Interaction.IpAddress.ShouldBeNull();
    }

    [Fact]
    public async Task Labels_that_no_header_could_carry_arrive_on_the_record()
    {
        await using var server = await TestServer.StartAsync(_upstream.Url);
        var labels = new CallLabels { UserId = "zoë\r\nx: y", Tags = ["a,b", "東京"], SessionId = "s", Metadata = """{"line":"1\n2"}""", PromptType = new string('p', 300) };

        var result = await SenderOf(server).SendAsync(Call() with { Labels = labels }, CancellationToken.None);

        var stored = (await server.RecordedAsync(result.Interaction.Id, "shop")).Interaction;
        stored.UserId.ShouldBe("zoë\r\nx: y");
        stored.Tags.ShouldBe(["a,b", "東京"]);
        stored.PromptType!.Length.ShouldBe(300);
        stored.Metadata.ShouldBe("""{"line":"1\n2"}""");
        stored.RecordError.ShouldBeNull();
        _received.Single().Headers.Keys.ShouldNotContain(name => name.StartsWith("reprise", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Label_headers_among_the_headers_of_a_call_say_nothing()
    {
        await using var server = await TestServer.StartAsync(_upstream.Url);

        var result = await SenderOf(server).SendAsync(Call() with { Headers = [new("Reprise-Project", "other"), new("Reprise-Omit", "request,response")] }, CancellationToken.None);

        result.Interaction.Project.ShouldBe("shop");
        result.Request.ShouldNotBeNull();
        result.Response.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("openai", "/v1/chat/completions", "Authorization", "Bearer " + Key)]
    [InlineData("anthropic", "/v1/messages", "x-api-key", Key)]
    [InlineData("gemini", "/v1beta/models/gemini-2.5-flash:generateContent", "x-goog-api-key", Key)]
    [InlineData("azured", "/openai/deployments/a/chat/completions", "api-key", Key)]
    public async Task A_key_goes_where_its_provider_wants_it_and_nowhere_else(string provider, string path, string header, string value)
    {
        using var logs = new LogLines();
        using var folder = new TempFolder();
        string[] settings = [.. TestServer.All(_upstream.Url), $"Providers:azured:BaseUrl={_upstream.Url}", "Providers:azured:Dialect=azure"];
        await using (var server = await TestServer.StartInAsync(folder.Path, settings, logs.AddTo))
        {
            var result = await SenderOf(server).SendAsync(Call() with { Provider = provider, Path = path, Credential = Key }, CancellationToken.None);

            await server.RecordedAsync(result.Interaction.Id, "shop");
            using var record = await server.Http.GetAsync(new Uri("/api/records?project=shop&view=exact", UriKind.Relative));
            (await record.Content.ReadAsStringAsync()).ShouldNotContain(Key);
        }

        _received.Single().Headers[header].ShouldBe(value);
        _received.Single().Headers.Where(h => h.Value.Contains(Key, StringComparison.Ordinal)).ShouldHaveSingleItem();
        logs.All.ShouldNotBeEmpty();
        logs.All.ShouldNotContain(Key);
        foreach (var file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Key)).ShouldBe(-1, file);
        }
    }

    [Fact]
    public async Task The_servers_own_key_goes_before_the_callers()
    {
        await using var server = await TestServer.StartAsync(_upstream.Url, "Providers:openai:ApiKey=sk-of-the-server");

        await SenderOf(server).SendAsync(Call() with { Credential = Key }, CancellationToken.None);

        _received.Single().Headers["Authorization"].ShouldBe("Bearer sk-of-the-server");
        SenderOf(server).Targets.Single(target => target.Provider == "openai").ShouldBe(new CallTarget("openai", null, true));
    }

    [Fact]
    public async Task A_service_at_its_own_address_is_known_to_need_a_key_and_others_are_not()
    {
        await using var server = await TestServer.StartInAsync(null, ["Providers:openai:BaseUrl=http://127.0.0.1:1", "Providers:vllm:BaseUrl=https://models.example"]);

        var targets = SenderOf(server).Targets.ToDictionary(target => target.Provider, target => target.NeedsKey);

        targets["anthropic"].ShouldBeTrue();
        targets["openai"].ShouldBeFalse();
        targets["ollama"].ShouldBeFalse();
        targets["vllm"].ShouldBeFalse();
    }

    [Fact]
    public async Task A_recorded_query_without_its_key_is_sent_without_that_parameter()
    {
        await using var server = await TestServer.StartAsync(_upstream.Url);

        await SenderOf(server).SendAsync(Call() with { Provider = "gemini", Path = "/v1beta/models/g:streamGenerateContent", Query = "?key=&alt=sse" }, CancellationToken.None);

        _received.Single().Line.ShouldBe("POST /v1beta/models/g:streamGenerateContent?alt=sse");
    }

    [Fact]
    public async Task Anthropic_is_told_a_version_unless_the_call_names_one()
    {
        await using var server = await TestServer.StartAsync(_upstream.Url);
        var call = Call() with { Provider = "anthropic", Path = "/v1/messages" };

        await SenderOf(server).SendAsync(call, CancellationToken.None);
        await SenderOf(server).SendAsync(call with { Headers = [new("anthropic-version", "2024-01-01")] }, CancellationToken.None);

        _received.Select(received => received.Headers["anthropic-version"]).ShouldBe(["2023-06-01", "2024-01-01"]);
    }

    [Fact]
    public async Task A_streamed_answer_arrives_in_its_pieces_and_is_timed()
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"one \"}}]}\n\n");
            await context.Response.Body.FlushAsync();
            await first.Task.WaitAsync(Eventually.Patience);
            await context.Response.WriteAsync("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"two\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
        };
        await using var server = await TestServer.StartAsync(_upstream.Url);
        var arrived = new List<string>();

        var result = await SenderOf(server).SendAsync(Call(Chat.Replace("{\"model\"", "{\"stream\":true,\"model\"", StringComparison.Ordinal)) with
        {
            Arriving = piece =>
            {
                arrived.Add(Encoding.UTF8.GetString(piece.Span));
                first.TrySetResult();
            },
        }, CancellationToken.None);

        arrived.Count.ShouldBeGreaterThan(1);
        arrived[0].ShouldNotContain("two");
        string.Concat(arrived).ShouldBe(Encoding.UTF8.GetString(result.Response!.Bytes.Span));
        result.Response.Chunks.Count.ShouldBeGreaterThan(1);
        result.Response.Chunks.Sum(chunk => chunk.Length).ShouldBe(result.Response.Bytes.Length);
        result.Interaction.TtftMs.ShouldNotBeNull();
        result.Interaction.ContentPreview.ShouldBe("one two");
        result.Interaction.FinishReason.ShouldBe("stop");
    }

    [Fact]
    public async Task Who_looks_on_and_fails_does_not_end_the_call()
    {
        await using var server = await TestServer.StartAsync(_upstream.Url);

        var result = await SenderOf(server).SendAsync(Call() with { Arriving = _ => throw new InvalidOperationException("clumsy") }, CancellationToken.None);

        result.Interaction.Status.ShouldBe(InteractionStatus.Success);
    }

    [Fact]
    public async Task A_refusal_of_the_provider_is_a_result()
    {
        _answer = context =>
        {
            context.Response.StatusCode = 404;
            return RelaySpec.AnswerAsync(context, """{"error":{"message":"The model does not exist","type":"invalid_request_error","param":null,"code":"model_not_found"}}""");
        };
        await using var server = await TestServer.StartAsync(_upstream.Url);

        var result = await SenderOf(server).SendAsync(Call(), CancellationToken.None);

        (result.Interaction.Status, result.Interaction.HttpStatus, result.Interaction.ErrorCode).ShouldBe((InteractionStatus.Error, 404, "model_not_found"));
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_or_breaks_off_is_a_result()
    {
        using var broken = new CannedUpstream("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"id\":");
        await using var server = await TestServer.StartInAsync(null, ["Providers:off:BaseUrl=http://127.0.0.1:1", $"Providers:broken:BaseUrl={broken.Url}"]);

        var unreachable = await SenderOf(server).SendAsync(Call() with { Provider = "off" }, CancellationToken.None);
        var cut = await SenderOf(server).SendAsync(Call() with { Provider = "broken" }, CancellationToken.None);

        unreachable.Interaction.ErrorCode.ShouldBe("upstream_unreachable");
        cut.Interaction.ErrorCode.ShouldBe("upstream_broken");
        Encoding.UTF8.GetString(cut.Response!.Bytes.Span).ShouldBe("{\"id\":");
    }

    [Fact]
    public async Task A_cancelled_call_ends_at_the_provider_and_is_on_record_as_cancelled()
    {
        var hungUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancel = new CancellationTokenSource();
        _answer = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"first\"}}]}\n\n");
            await context.Response.Body.FlushAsync();
            using var registration = context.RequestAborted.Register(hungUp.SetResult);
            await hungUp.Task;
        };
        await using var server = await TestServer.StartAsync(_upstream.Url);

        await Should.ThrowAsync<OperationCanceledException>(() => SenderOf(server).SendAsync(Call() with { Project = Projects.Default, Arriving = _ => cancel.CancelAfter(0) }, cancel.Token));

        await hungUp.Task.WaitAsync(Eventually.Patience);
        var recorded = await server.OnlyOneAsync();
        recorded.Interaction.Status.ShouldBe(InteractionStatus.Cancelled);
        recorded.Interaction.ContentPreview.ShouldBe("first");
    }

    [Fact]
    public async Task An_answer_over_the_limit_is_cut_in_the_result_too_and_said_so()
    {
        _answer = context => RelaySpec.AnswerAsync(context, new string('x', 200_000));
        await using var server = await TestServer.StartAsync(_upstream.Url, "Capture:MaxBodyBytes=65536");

        var result = await SenderOf(server).SendAsync(Call(), CancellationToken.None);

        result.Response!.Bytes.Length.ShouldBe(65536);
        result.Interaction.RecordError!.ShouldContain(Body.CutNote);
    }

    [Theory]
    [InlineData("nobody", "/v1/chat/completions", "There is no provider 'nobody' here. Configured are: anthropic, bedrock,")]
    [InlineData("openai", "v1/chat/completions", "must begin with a slash")]
    [InlineData("openai", "/v1/chat completions", "must be escaped")]
    [InlineData("openai", "/v1/chat\r\nx: y", "must be escaped")]
    [InlineData("openai", "/v1/../admin", "dot segments")]
    public async Task What_cannot_be_sent_is_refused_in_words(string provider, string path, string words)
    {
        await using var server = await TestServer.StartAsync(_upstream.Url);

        var refusal = await Should.ThrowAsync<CallRefusedException>(() => SenderOf(server).SendAsync(Call() with { Provider = provider, Path = path }, CancellationToken.None));

        refusal.Message.ShouldContain(words);
        _received.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_or_header_with_a_line_break_is_refused_and_not_repeated()
    {
        await using var server = await TestServer.StartAsync(_upstream.Url);

        var key = await Should.ThrowAsync<CallRefusedException>(() => SenderOf(server).SendAsync(Call() with { Credential = Key + "\r\nx: y" }, CancellationToken.None));
        await Should.ThrowAsync<CallRefusedException>(() => SenderOf(server).SendAsync(Call() with { Headers = [new("a", "b\nc")] }, CancellationToken.None));
        await Should.ThrowAsync<CallRefusedException>(() => SenderOf(server).SendAsync(Call() with { Cache = "perhaps" }, CancellationToken.None));

        key.Message.ShouldNotContain(Key);
        _received.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_cache_takes_part_when_it_is_asked_for_and_else_not()
    {
        await using var server = await TestServer.StartAsync(_upstream.Url);
        var sender = SenderOf(server);

        await sender.SendAsync(Call() with { Cache = "on" }, CancellationToken.None);
        var hit = await sender.SendAsync(Call() with { Cache = "on" }, CancellationToken.None);
        var fresh = await sender.SendAsync(Call(), CancellationToken.None);

        hit.Interaction.Cache!.Status.ShouldBe(CacheOutcome.Hit);
        Encoding.UTF8.GetString(hit.Response!.Bytes.Span).ShouldBe(Answer);
        fresh.Interaction.Cache!.Status.ShouldBe(CacheOutcome.Bypass);
        _received.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_check_of_its_cached_answer_is_of_the_same_project()
    {
        await using var stage = await CacheStage.StartAsync(null, services => services.AddSingleton<ICandidateJudge>(new CheckingSpec.SureJudge()), "Cache:Policies:default:CheckRate=1");
        var sender = SenderOf(stage.Server);
        await sender.SendAsync(Call(CacheStage.Question("What is the capital city of France?")) with { Cache = "on" }, CancellationToken.None);

        var replay = CallLabels.None with { Replay = new ReplayOrigin(InteractionId.New(TimeProvider.System), "nightly") };

        // What wants a cached answer or none leaves no answer of its own behind while there is none yet.
        var hit = await Eventually.FindsAsync("the reworded question is a hit", async () =>
        {
            var asked = await sender.SendAsync(Call(CacheStage.Question("what is the capital city of france")) with { Cache = "only", Labels = replay }, CancellationToken.None);
            return asked.Interaction.Cache?.Status == CacheOutcome.Semantic ? asked : null;
        });

        var filter = FilterParser.Parse("tag:cache-check", DateTimeOffset.UnixEpoch).Filter!;
        var check = await Eventually.FindsAsync("the check is on record", async () =>
            (await stage.Server.Store.SearchAsync(new InteractionQuery { Project = "shop", Filter = filter }, CancellationToken.None)).Items is [var only] ? only : null);
        check.Interaction.ParentId.ShouldBe(hit.Interaction.Id.ToString());

        // The check of a replay would be counted as another replay of the same original.
        hit.Interaction.Replay.ShouldBe(replay.Replay);
        check.Interaction.Replay.ShouldBeNull();
    }

    [Fact]
    public async Task Retries_and_fallbacks_are_those_of_any_call()
    {
        var count = 0;
        _answer = context =>
        {
            if (Interlocked.Increment(ref count) == 1) context.Response.StatusCode = 503;
            return RelaySpec.AnswerAsync(context, Answer);
        };
        await using var server = await TestServer.StartAsync(_upstream.Url, "Providers:openai:Retries=1", "Providers:openai:RetryDelay=00:00:00.001");

        var result = await SenderOf(server).SendAsync(Call(), CancellationToken.None);

        result.Interaction.Status.ShouldBe(InteractionStatus.Success);
        _received.Count.ShouldBe(2);
        _received[1].Body.ShouldBe(_received[0].Body);
    }

    [Fact]
    public async Task Many_calls_at_once_do_not_mix()
    {
        await using var server = await TestServer.StartAsync(_upstream.Url);
        var sender = SenderOf(server);

        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => sender.SendAsync(Call(Chat.Replace("hello", $"hello {i}", StringComparison.Ordinal)), CancellationToken.None)));

        for (var i = 0; i < results.Length; i++)
            Encoding.UTF8.GetString(results[i].Request!.Bytes.Span).ShouldContain(string.Create(CultureInfo.InvariantCulture, $"\"hello {i}\""));
        results.Select(result => result.Interaction.Id).Distinct().Count().ShouldBe(64);
    }

    private static ICallSender SenderOf(TestServer server) => server.Services.GetRequiredService<ICallSender>();

    private static OutgoingCall Call(string body = Chat) => new() { Project = "shop", Provider = "openai", Path = "/v1/chat/completions", Body = Encoding.UTF8.GetBytes(body) };
}
