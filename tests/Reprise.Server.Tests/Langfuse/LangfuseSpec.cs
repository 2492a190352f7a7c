using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Reprise.Access;
using Reprise.Assembling;
using Reprise.Interactions;
using Reprise.Prompts;
using Reprise.Server.Tests.Access;
using Reprise.Server.Tests.Gateway;
using Reprise.Server.Tests.Hosts;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Langfuse;

/// <summary>Langfuse's ingestion as its clients speak it.</summary>
public sealed class LangfuseSpec : IAsyncLifetime
{
    private readonly KeptPieces _pieces = new();
    private TestServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartInAsync(null, [], services => services.Replace(ServiceDescriptor.Singleton<IAssembler>(_pieces)));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_npm_client_records_and_fetches_prompts_unchanged()
    {
        await _server.Services.GetRequiredService<PromptShelf>().SetAsync(Projects.Default, "greeting", new PromptValues { Text = "Hello {{name}}!" }, "test", Token);
        var printed = JsonDocument.Parse(await NodeClient.RunAsync("langfuse.mjs", _server.Url, "pk-lf-any", "sk-lf-any")).RootElement;

        printed.GetProperty("troubles").GetArrayLength().ShouldBe(0, printed.GetRawText());
        (printed.GetProperty("prompt").GetString(), printed.GetProperty("version").GetInt32()).ShouldBe(("Hello Zoë!", 1));

        var generation = PiecesOf("gen-1");
        generation.Count(piece => piece.IsComplete).ShouldBe(1);
        var begun = generation.Single(piece => piece.Content.Name is not null).Content;
        (begun.Kind, begun.Name, begun.Model, begun.TraceId, begun.SpanId, begun.ParentId).ShouldBe(("llm", "answer", "gpt-4o-mini", "trace-1", "gen-1", "span-1"));
        begun.Request!.Messages!.Select(message => (message.Role, message.Content)).ShouldBe([("system", "Be kind."), ("user", "Where is my parcel?")]);
        begun.Request.Parameters!.Value.GetProperty("temperature").GetDouble().ShouldBe(0.2);
        begun.Metadata!.Value.GetProperty("environment").GetString().ShouldBe("test");
        generation.Single(piece => piece.FirstOutputAt is not null).Content.Metrics!.TtftMs.ShouldBe(200);
        var ended = generation.Single(piece => piece.IsComplete).Content;
        (ended.Response!.Content, ended.Metrics!.PromptTokens, ended.Metrics.CompletionTokens, ended.Metrics.TotalTokens, ended.Metrics.LatencyMs).ShouldBe(("On its way.", 20, 5, 25, 1000));

        var happened = PiecesOf("event-1").ShouldHaveSingleItem();
        happened.IsComplete.ShouldBeTrue();
        (happened.Content.Kind, happened.Content.Status, happened.Content.Metadata!.Value.GetProperty("level").GetString()).ShouldBe(("event", "success", "WARNING"));
        PiecesOf("span-1").Single(piece => piece.IsComplete).Content.Response!.Content.ShouldBe("""{"found":2}""");
        PiecesOf("span-1").Single(piece => !piece.IsComplete).Content.ParentId.ShouldBe("trace-1");

        var shared = _pieces.All.First(piece => piece is { IsOfTrace: true, Trace: "trace-1", Content.UserId: not null }).Content;
        (shared.UserId, shared.SessionId).ShouldBe(("ann", "s-1"));
        shared.Tags.ShouldBe(["a", "b"]);
        shared.Metadata!.Value.GetProperty("release").GetString().ShouldBe("r7");
        PiecesOf("trace:trace-1").First(piece => piece.Content.Request is not null).Content.Request!.Prompt.ShouldBe("Where is my parcel?");

        var facts = (await _server.Http.GetStringAsync("/api/facts/waiting", Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var helpful = facts.Single(fact => fact.GetProperty("name").GetString() == "helpful");
        helpful.GetProperty("interaction_id").GetString().ShouldBe(Piece.IdOf(Projects.Default, "langfuse", "gen-1").ToString());
        (helpful.GetProperty("value").GetDouble(), helpful.GetProperty("text").GetString()).ShouldBe((0.9, "good"));
        var tone = facts.Single(fact => fact.GetProperty("name").GetString() == "tone");
        (tone.GetProperty("kind").GetString(), tone.GetProperty("text").GetString()).ShouldBe(("label", "friendly"));
        tone.GetProperty("interaction_id").GetString().ShouldBe(Piece.IdOf(Projects.Default, "langfuse", "trace:trace-1").ToString());
    }

    [Fact]
    public async Task What_the_npm_client_sends_is_on_record_whole()
    {
        await using var server = await TestServer.StartInAsync(null, []);
        await server.Services.GetRequiredService<PromptShelf>().SetAsync(Projects.Default, "greeting", new PromptValues { Text = "Hello {{name}}!" }, "test", Token);
        await NodeClient.RunAsync("langfuse.mjs", server.Url, "pk-lf-any", "sk-lf-any");

        var id = Piece.IdOf(Projects.Default, "langfuse", "gen-1");
        var whole = await Eventually.FindsAsync("the generation is on record with what its trace says", async () =>
            await server.Store.FindAsync(Projects.Default, id, Token) is { Interaction: { SessionId: "s-1", LatencyMs: not null } } found ? found : null);
        var i = whole.Interaction;
        (i.Kind, i.Name, i.Model, i.UserId, i.TraceId, i.ParentId, i.LatencyMs, i.TtftMs).ShouldBe((InteractionKind.Llm, "answer", "gpt-4o-mini", "ann", "trace-1", "span-1", 1000L, 200L));
        (i.Usage!.PromptTokens, i.Usage.CompletionTokens, i.ContentPreview).ShouldBe((20L, 5L, "On its way."));
        whole.Facts.ShouldHaveSingleItem().Value.ShouldBe(0.9);
    }

    [Fact]
    public async Task Each_event_has_its_own_answer_and_a_broken_one_costs_no_other()
    {
        var deep = new string('[', 200) + new string(']', 200);
        var (status, answer) = await SendAsync($$$"""
            {"metadata":{"sdk_name":"x"},"batch":[
              {"id":"e1","type":"span-create","timestamp":"2026-11-20T10:00:00Z","body":{"id":"s1","traceId":"t1","startTime":"2026-11-20T10:00:00Z"}},
              {"id":"e2","type":"nothing-create","timestamp":"2026-11-20T10:00:00Z","body":{"id":"s2"}},
              {"id":"e3","type":"generation-create","timestamp":"2026-11-20T10:00:00Z","body":{"id":"s3","input":{{{deep}}}}},
              {"id":"e4","type":"span-create","body":7},
              42,
              {"id":"e6","type":"generation-create","timestamp":"2026-11-20T10:00:00Z","body":{"name":"without an id"}},
              {"id":"e7","type":"sdk-log","timestamp":"2026-11-20T10:00:00Z","body":{"log":"x"}},
              {"id":"e8","type":"tool-create","timestamp":"2026-11-20T10:00:00Z","body":{"id":"s8","traceId":"t1","name":"search","input":{"q":"x"},"output":[1,2],"startTime":"2026-11-20T10:00:00Z","endTime":"2026-11-20T10:00:02Z","level":"ERROR","statusMessage":"broke"}}
            ]}
            """);

        status.ShouldBe(HttpStatusCode.MultiStatus);
        answer.GetProperty("successes").EnumerateArray().Select(one => (one.GetProperty("id").GetString(), one.GetProperty("status").GetInt32())).ShouldBe([("e1", 201), ("e7", 201), ("e8", 201)]);
        answer.GetProperty("errors").EnumerateArray().Select(one => (one.GetProperty("id").GetString(), one.GetProperty("status").GetInt32())).ShouldBe([("e2", 400), ("", 400), ("e4", 400), ("", 400), ("e6", 400)], ignoreOrder: true);
        var tool = PiecesOf("s8").ShouldHaveSingleItem().Content;
        (tool.Kind, tool.Name, tool.Status, tool.ErrorMessage, tool.Metrics!.LatencyMs, tool.Response!.Content).ShouldBe(("tool", "search", "error", "broke", 2000, "[1,2]"));
        tool.Request!.Parameters!.Value.GetProperty("q").GetString().ShouldBe("x");
    }

    [Theory]
    [InlineData("""{"usage":{"input":10,"output":4,"unit":"TOKENS","totalCost":0.25}}""", 10L, 4L, 14L, null, "0.25")]
    [InlineData("""{"usage":{"promptTokens":10,"completionTokens":4,"totalTokens":14}}""", 10L, 4L, 14L, null, null)]
    [InlineData("""{"usageDetails":{"prompt_tokens":10,"completion_tokens":4,"total_tokens":14,"prompt_tokens_details":{"cached_tokens":6}}}""", 10L, 4L, 14L, 6L, null)]
    [InlineData("""{"usageDetails":{"input":4,"input_cached_tokens":6,"output":3,"output_reasoning_tokens":1,"total":14},"costDetails":{"input":0.5,"output":0.25}}""", 10L, 4L, 14L, 6L, "0.75")]
    [InlineData("""{"usageDetails":{"input":4,"cache_read_input_tokens":6,"output":4}}""", 10L, 4L, 14L, 6L, null)]
    [InlineData("""{"usage":{"input":10,"output":4,"unit":"CHARACTERS"}}""", null, null, null, null, null)]
    [InlineData("""{"usage":{"input":-1,"output":"x"}}""", null, null, null, null, null)]
    public async Task Usage_and_costs_are_read_in_all_their_shapes(string body, long? prompt, long? completion, long? total, long? cached, string? cost)
    {
        await SendAsync($$"""{"batch":[{"id":"e","type":"generation-create","timestamp":"2026-11-20T10:00:00Z","body":{"id":"g",{{body[1..]}}}]}""");

        var metrics = PiecesOf("g").ShouldHaveSingleItem().Content.Metrics;
        (metrics?.PromptTokens, metrics?.CompletionTokens, metrics?.TotalTokens, metrics?.CachedTokens).ShouldBe((prompt, completion, total, cached));
        metrics?.TotalCostUsd.ShouldBe(cost is null ? null : decimal.Parse(cost, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("nothing", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("""{"batch":7}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"events":[]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"batch":[]}""", HttpStatusCode.MultiStatus)]
    public async Task What_is_no_batch_is_refused_as_a_whole(string body, HttpStatusCode expected)
    {
        (await SendAsync(body)).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task A_batch_above_the_limit_is_refused()
    {
        (await SendAsync($$"""{"batch":[],"filling":"{{new string('x', 4_800_000)}}"}""")).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task What_could_not_be_kept_is_to_be_sent_again()
    {
        _pieces.Failure = new StoreException("the disk is full") { IsTransient = true };
        (await SendAsync("""{"batch":[{"id":"e","type":"span-create","timestamp":"2026-11-20T10:00:00Z","body":{"id":"s"}}]}""")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_score_finds_the_call_that_is_on_record_under_its_id_and_sent_twice_counts_once()
    {
        using var stored = await _server.Http.PostAsync("/api/interactions", RelaySpec.Json("""{"interaction_id":"019a0000-1111-7222-8333-444455556666","timestamp":"2026-11-20T10:00:00Z","prompt":"x"}"""), Token);
        stored.EnsureSuccessStatusCode();
        const string Batch = """{"batch":[{"id":"e","type":"score-create","timestamp":"2026-11-20T10:00:00Z","body":{"id":"sc","observationId":"019a0000-1111-7222-8333-444455556666","name":"ok","value":true,"dataType":"BOOLEAN"}}]}""";
        await SendAsync(Batch);
        await SendAsync(Batch);

        var record = await _server.RecordedAsync(InteractionId.Parse("019a0000-1111-7222-8333-444455556666"));
        var fact = record.Facts.ShouldHaveSingleItem();
        (fact.Kind, fact.Name, fact.Value, fact.Author).ShouldBe((FactKind.Evaluation, "ok", 1d, "langfuse"));
        _pieces.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_score_of_a_session_is_an_event_of_its_own()
    {
        await SendAsync("""{"batch":[{"id":"e","type":"score-create","timestamp":"2026-11-20T10:00:00Z","body":{"id":"sc","sessionId":"s-9","name":"csat","value":4}}]}""");

        var piece = _pieces.All.ShouldHaveSingleItem();
        (piece.Key, piece.Content.SessionId, piece.Content.Kind, piece.IsComplete).ShouldBe(("score:sc", "s-9", "event", true));
        (piece.Facts.ShouldHaveSingleItem().Name, piece.Facts[0].Value).ShouldBe(("csat", 4d));
    }

    [Theory]
    [InlineData("pk-lf-x", true, HttpStatusCode.OK)]
    [InlineData("pk-lf-x", false, HttpStatusCode.Unauthorized)]
    public async Task Where_a_login_is_asked_for_a_key_of_ours_stands_in_either_place(string other, bool isOurs, HttpStatusCode expected)
    {
        await using var stage = await AccessStage.StartAsync();
        var key = isOurs ? await stage.KeyAsync("default", Role.Recorder) : "sk-lf-wrong";
        foreach (var pair in new[] { $"{other}:{key}", $"{key}:{other}" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/public/projects");
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
            using var response = await stage.Host.Client.SendAsync(request, Token);
            response.StatusCode.ShouldBe(expected);
        }
    }

    [Fact]
    public async Task Health_and_projects_answer_as_clients_expect()
    {
        JsonDocument.Parse(await _server.Http.GetStringAsync("/api/public/health", Token)).RootElement.GetProperty("status").GetString().ShouldBe("OK");
        JsonDocument.Parse(await _server.Http.GetStringAsync("/api/public/projects", Token)).RootElement.GetProperty("data")[0].GetProperty("name").GetString().ShouldBe("default");
    }

    private List<Piece> PiecesOf(string key) => [.. _pieces.All.Where(piece => piece.Key == key && !piece.IsOfTrace)];

    private async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(string batch)
    {
        using var response = await _server.Http.PostAsync("/api/public/ingestion", RelaySpec.Json(batch), Token);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement);
    }
}
