using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reprise.Interactions;
using Reprise.Server.Tests.Gateway;
using Reprise.Server.Tests.Hosts;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Replay;

/// <summary>What cannot be replayed says what is missing and what would still work, and nothing is sent.</summary>
public sealed class BadInputSpec
{
    private const string Secret = "the-words-of-the-prompt";
    private const string Chat = $$"""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"{{Secret}}"}]}""";

    [Fact]
    public async Task An_interaction_that_is_not_there()
    {
        await using var stage = await ReplayStage.StartAsync();

        var (status, problem) = await stage.RefusedAsync("01997f2c-8a3e-7cc1-9d5b-0242ac120002");

        Check(stage, (status, problem), 404, "not_found", sent: 0);
        problem.GetProperty("type").GetString().ShouldBe("/problems/not-replayable");
        (await stage.RefusedAsync("not-an-id")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task An_original_whose_bodies_were_erased()
    {
        await using var stage = await ReplayStage.StartAsync();
        var original = await stage.CallAsync(Chat);
        await stage.Server.Store.DropBodiesAsync(new InteractionQuery { Project = Projects.Default }, CancellationToken.None);

        Check(stage, await stage.RefusedAsync(original.Interaction.Id.ToString()), 409, "body_erased");
    }

    [Fact]
    public async Task An_original_whose_request_its_caller_left_out()
    {
        await using var stage = await ReplayStage.StartAsync();
        var original = await stage.CallAsync(Chat, ReplayStage.Path, ("Reprise-Omit", "request"));

        Check(stage, await stage.RefusedAsync(original.Interaction.Id.ToString()), 409, "body_omitted");
    }

    [Fact]
    public async Task An_original_whose_request_is_recorded_up_to_the_limit()
    {
        await using var stage = await ReplayStage.StartAsync("Capture:MaxBodyBytes=65536");
        var original = await stage.CallAsync(Chat.Replace(Secret, Secret + new string('x', 70_000), StringComparison.Ordinal));

        Check(stage, await stage.RefusedAsync(original.Interaction.Id.ToString()), 409, "body_cut");
    }

    [Fact]
    public async Task An_original_that_is_no_JSON_is_sent_as_it_is_but_cannot_be_changed()
    {
        await using var stage = await ReplayStage.StartAsync();
        var original = await stage.CallAsync("{\"model\": oops " + Secret);

        Check(stage, await stage.RefusedAsync(original.Interaction.Id.ToString(), new { prompt = "other" }), 409, "body_unreadable");
        await stage.ReplayAsync(original.Interaction.Id);
        stage.Requests[1].Body.ShouldBe(stage.Requests[0].Body);
    }

    [Fact]
    public async Task A_provider_that_is_not_configured()
    {
        await using var stage = await ReplayStage.StartAsync();
        var original = await stage.CallAsync(Chat);

        var refused = await stage.RefusedAsync(original.Interaction.Id.ToString(), new { provider = "nobody" });

        Check(stage, refused, 409, "unknown_provider");
        refused.Problem.GetProperty("still_works").EnumerateArray().First().GetString()!.ShouldContain("openai");
    }

    [Fact]
    public async Task A_parameter_whose_value_its_dialect_cannot_take()
    {
        await using var stage = await ReplayStage.StartAsync();
        var original = await stage.CallAsync(Chat);

        Check(stage, await stage.RefusedAsync(original.Interaction.Id.ToString(), new { parameters = new { temperature = "warm" } }), 400, "invalid_parameter");
    }

    [Fact]
    public async Task A_service_that_answers_nobody_without_a_key()
    {
        await using var upstream = await RawUpstream.StartAsync(context => RelaySpec.AnswerAsync(context, ReplayStage.Completion("hi")));
        using var folder = new TempFolder();
        InteractionId id;
        await using (var before = await TestServer.StartInAsync(folder.Path, [$"Providers:openai:BaseUrl={upstream.Url}"]))
        {
            using var response = await before.Http.PostAsync(ReplayStage.Path, RelaySpec.Json(Chat));
            id = (await before.RecordedAsync(response)).Interaction.Id;
        }

        // The same record behind the service's own address.
        await using var server = await TestServer.StartInAsync(folder.Path, ["Providers:own:BaseUrl=http://127.0.0.1:1", "Providers:own:ApiKey=k"]);
        using var refused = await server.Http.PostAsync($"/api/interactions/{id}/replay", null);

        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement;
        problem.GetProperty("code").GetString().ShouldBe("no_credential");
        var ways = problem.GetProperty("still_works").EnumerateArray().Select(way => way.GetString()!).ToList();
        ways.ShouldContain(way => way.Contains("Providers:openai:ApiKey", StringComparison.Ordinal));
        ways.ShouldContain(way => way.Contains("Reprise-Provider-Key", StringComparison.Ordinal));
        ways.ShouldContain(way => way.Contains("own", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"promt":"a typing error must not send the call unchanged"}""", 400)]
    [InlineData("""{"times":0}""", 400)]
    [InlineData("""{"times":21}""", 400)]
    [InlineData("""{"times":"three"}""", 400)]
    [InlineData("""{"cache":"perhaps"}""", 400)]
    [InlineData("""{"context":[null]}""", 400)]
    [InlineData("""{"context":[{"source":"a.txt"}]}""", 400)]
    [InlineData("""{"parameters":[]}""", 400)]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    [InlineData("\"text\"", 400)]
    public async Task A_body_that_is_none(string body, int expected)
    {
        await using var stage = await ReplayStage.StartAsync();
        var original = await stage.CallAsync(Chat);

        using var response = await stage.Server.Http.PostAsync($"/api/interactions/{original.Interaction.Id}/replay", RelaySpec.Json(body));

        ((int)response.StatusCode).ShouldBe(expected);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        stage.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_of_another_type()
    {
        await using var stage = await ReplayStage.StartAsync();
        var original = await stage.CallAsync(Chat);
        var path = $"/api/interactions/{original.Interaction.Id}/replay";

        // The server answers before it has read what is too much; a client that waits for its leave sends nothing of it.
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = RelaySpec.Json($$"""{"prompt":"{{new string('x', 31_000_000)}}"}""") };
        request.Headers.ExpectContinue = true;
        using var large = await stage.Server.Http.SendAsync(request);
        using var other = await stage.Server.Http.PostAsync(path, new StringContent("prompt=x", Encoding.UTF8, "application/x-www-form-urlencoded"));

        large.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        other.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        stage.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("DELETE /v1/files/file-1")]
    [InlineData("POST /v1/organization/admin_api_keys")]
    [InlineData("GET /v1/chat/completions")]
    public async Task A_record_from_elsewhere_sends_nothing_but_a_call_of_its_dialect(string operation)
    {
        await using var stage = await ReplayStage.StartAsync("Providers:openai:ApiKey=sk-of-the-server");
        const string Id = "01997f2c-8a3e-7cc1-9d5b-0242ac120002";
        var record = $$$$"""{"exact":true,"interaction_id":"{{{{Id}}}}","timestamp":"2026-01-31T12:00:00Z","kind":"llm","status":"success","provider":"openai","dialect":"openai.chat","operation":"{{{{operation}}}}","request":{"query":"?key={{{{Secret}}}}"},"bodies":{"request":{"text":{{{{JsonSerializer.Serialize(Chat)}}}},"content_type":"application/json"}}}""";
        using var stored = await stage.Server.Http.PostAsync("/api/interactions", RelaySpec.Json(record));
        stored.IsSuccessStatusCode.ShouldBeTrue(await stored.Content.ReadAsStringAsync());
        var imported = await stage.Server.RecordedAsync(InteractionId.Parse(Id));
        imported.Interaction.Query.ShouldBe("?key=");

        Check(stage, await stage.RefusedAsync(Id), 409, "not_replayable", sent: 0);
        Check(stage, await stage.RefusedAsync(Id, new { dry_run = true }), 409, "not_replayable", sent: 0);
    }

    [Fact]
    public async Task A_partial_answer_is_compared_and_said_to_be_partial()
    {
        await using var stage = await ReplayStage.StartAsync();
        stage.Answer = async (context, number) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Paris is\"}}]}\n\n");
            await context.Response.Body.FlushAsync();
            // The first ends without its last event.
            if (number > 1) await context.Response.WriteAsync("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\" large\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
        };
        var original = await stage.CallAsync(Chat.Replace("{\"model\"", "{\"stream\":true,\"model\"", StringComparison.Ordinal));

        var result = await stage.ReplayAsync(original.Interaction.Id);

        result.GetProperty("replay").GetProperty("response").GetString().ShouldBe("Paris is large");
        result.GetProperty("original").GetProperty("response").GetString().ShouldBe("Paris is");
        result.GetProperty("comparison").GetProperty("same").GetBoolean().ShouldBeFalse();
        result.GetProperty("notes").EnumerateArray().Single().GetString()!.ShouldContain("not whole");
    }

    [Fact]
    public async Task An_original_without_a_recorded_answer_is_replayed_and_said_so()
    {
        await using var stage = await ReplayStage.StartAsync();
        var original = await stage.CallAsync(Chat, ReplayStage.Path, ("Reprise-Omit", "response"));

        var result = await stage.ReplayAsync(original.Interaction.Id);

        result.GetProperty("replay").GetProperty("response").GetString().ShouldBe("answer 2");
        result.GetProperty("notes").EnumerateArray().Single().GetString()!.ShouldContain("not on record");
    }

    private static void Check(ReplayStage stage, (int Status, JsonElement Problem) refused, int status, string code, int sent = 1)
    {
        refused.Status.ShouldBe(status, refused.Problem.ToString());
        refused.Problem.GetProperty("code").GetString().ShouldBe(code);
        refused.Problem.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        refused.Problem.GetProperty("still_works").GetArrayLength().ShouldBeGreaterThan(0);
        refused.Problem.ToString().ShouldNotContain(Secret);
        stage.Requests.Count.ShouldBe(sent);
    }
}
