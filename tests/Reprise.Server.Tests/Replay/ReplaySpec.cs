using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reprise.Interactions;
using Reprise.Server.Tests.Gateway;
using Reprise.Server.Tests.Hosts;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Replay;

/// <summary>One recorded call made again over the API.</summary>
public sealed class ReplaySpec
{
    // Spaces and an order of its own, which only the very bytes keep.
    private const string Chat = """{ "temperature": 0.20, "messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"What is  the capital of France?"}],"model":"gpt-4o-mini" , "n":1}""";

    [Fact]
    public async Task Unchanged_the_provider_sees_the_recorded_bytes_and_the_headers_that_matter_once_more()
    {
        await using var stage = await ReplayStage.StartAsync();
        var original = await stage.CallAsync(Chat, ReplayStage.Path + "?beta=2", ("openai-beta", "assistants=v2"), ("Authorization", "Bearer sk-of-the-client"));

        var result = await stage.ReplayAsync(original.Interaction.Id);

        stage.Requests.Count.ShouldBe(2);
        stage.Requests[1].Body.ShouldBe(stage.Requests[0].Body);
        stage.Requests[1].Line.ShouldBe(stage.Requests[0].Line);
        stage.Requests[1].Headers["openai-beta"].ShouldBe("assistants=v2");
        stage.Requests[1].Headers["Content-Type"].ShouldBe(stage.Requests[0].Headers["Content-Type"]);
        stage.Requests[1].Headers.ShouldNotContainKey("Authorization");
        var comparison = result.GetProperty("comparison");
        (comparison.GetProperty("prompt_modified").GetBoolean(), comparison.GetProperty("system_modified").GetBoolean(), comparison.GetProperty("params_modified").GetBoolean()).ShouldBe((false, false, false));
        comparison.GetProperty("prompt_similarity").GetDouble().ShouldBe(1);
        comparison.GetProperty("response_similarity").GetDouble().ShouldBeInRange(0.1, 0.9);
        comparison.GetProperty("same").GetBoolean().ShouldBeFalse();
        comparison.GetProperty("word_diff").EnumerateArray().Select(piece => piece.GetProperty("kind").GetString()).ShouldContain("removed");
    }

    /// <summary>No answer is sent out to be compared, and nobody is waited for.</summary>
    [Fact]
    public async Task Meaning_is_compared_here_whatever_embedder_the_cache_asks()
    {
        await using var stage = await ReplayStage.StartAsync("Cache:Embedder:Kind=openai", "Cache:Embedder:BaseUrl=http://127.0.0.1:1/v1", "Cache:Embedder:Model=m", "Cache:Embedder:Dimensions=3");
        var original = await stage.CallAsync(Chat);

        var result = await stage.ReplayAsync(original.Interaction.Id);

        result.GetProperty("comparison").GetProperty("embedding_similarity").GetDouble().ShouldBeInRange(0.1, 1);
        var compared = await stage.Server.Http.GetStringAsync($"/api/interactions/{original.Interaction.Id}/compare/{result.GetProperty("replay").GetProperty("interaction_id").GetString()}");
        JsonDocument.Parse(compared).RootElement.GetProperty("comparison").GetProperty("embedding_similarity").GetDouble().ShouldBeInRange(0.1, 1);
    }

    [Fact]
    public async Task The_result_has_both_sides_under_the_names_of_the_requirement()
    {
        await using var stage = await ReplayStage.StartAsync();
        var original = await stage.CallAsync(Chat);

        var result = await stage.ReplayAsync(original.Interaction.Id, new { prompt = "And of Spain?" });

        var before = result.GetProperty("original");
        before.GetProperty("prompt").GetString().ShouldBe("What is  the capital of France?");
        before.GetProperty("system_prompt").GetString().ShouldBe("Be brief.");
        before.GetProperty("parameters").GetProperty("temperature").GetDouble().ShouldBe(0.2);
        before.GetProperty("response").GetString().ShouldBe("answer 1");
        var after = result.GetProperty("replay");
        after.GetProperty("prompt").GetString().ShouldBe("And of Spain?");
        after.GetProperty("system_prompt").GetString().ShouldBe("Be brief.");
        after.GetProperty("response").GetString().ShouldBe("answer 2");
        after.GetProperty("latency_ms").GetInt64().ShouldBeGreaterThanOrEqualTo(0);
        after.GetProperty("cost_usd").GetDecimal().ShouldBeGreaterThan(0);
        after.GetProperty("finish_reason").GetString().ShouldBe("stop");
        result.GetProperty("comparison").GetProperty("prompt_modified").GetBoolean().ShouldBeTrue();
        result.GetProperty("comparison").GetProperty("completion_tokens").GetProperty("replay").GetInt64().ShouldBe(3);
    }

    [Fact]
    public async Task A_replay_on_record_compares_with_its_original_as_it_did_when_it_was_made()
    {
        await using var stage = await ReplayStage.StartAsync();
        var original = await stage.CallAsync(Chat);
        var made = await stage.ReplayAsync(original.Interaction.Id, new { prompt = "And of Spain?" });
        var replay = made.GetProperty("replay").GetProperty("interaction_id").GetString();

        var compared = await stage.Server.Http.GetFromJsonAsync<JsonElement>($"/api/interactions/{original.Interaction.Id}/compare/{replay}", TestContext.Current.CancellationToken);

        foreach (var part in new[] { "original", "replay", "comparison" }) JsonElement.DeepEquals(compared.GetProperty(part), made.GetProperty(part)).ShouldBeTrue(part);
        stage.Requests.Count.ShouldBe(2);
        using var missing = await stage.Server.Http.GetAsync($"/api/interactions/{original.Interaction.Id}/compare/01997f2c-0000-7000-8000-000000000000", TestContext.Current.CancellationToken);
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Only_the_bytes_of_what_changes_are_others()
    {
        await using var stage = await ReplayStage.StartAsync();
        var original = await stage.CallAsync(Chat);

        var result = await stage.ReplayAsync(original.Interaction.Id, new { prompt = "And of Spain?", system = "Be long.", model = "gpt-4o", parameters = new Dictionary<string, object?> { ["temperature"] = 1 } });

        stage.Requests[1].Text.ShouldBe(Chat.Replace("What is  the capital of France?", "And of Spain?", StringComparison.Ordinal).Replace("Be brief.", "Be long.", StringComparison.Ordinal)
            .Replace("gpt-4o-mini", "gpt-4o", StringComparison.Ordinal).Replace("0.20", "1", StringComparison.Ordinal));
        var comparison = result.GetProperty("comparison");
        foreach (var name in new[] { "prompt_modified", "system_modified", "params_modified", "model_modified" }) comparison.GetProperty(name).GetBoolean().ShouldBeTrue(name);
    }

    [Fact]
    public async Task A_replay_is_on_record_linked_to_its_original_and_leaves_the_session_as_it_was()
    {
        await using var stage = await ReplayStage.StartAsync();
        var original = await stage.CallAsync(
            Chat, ReplayStage.Path, ("Reprise-Session", "s-1"), ("Reprise-User", "zoe"), ("Reprise-Tags", "nightly"), ("Reprise-Prompt-Type", "geo"), ("Reprise-Metadata", """{"ticket":7}"""), ("Reprise-Trace", "t1"));

        var replay = (await stage.ReplayedAsync(await stage.ReplayAsync(original.Interaction.Id))).Interaction;

        replay.Replay.ShouldBe(new ReplayOrigin(original.Interaction.Id, null));
        (replay.SessionId, replay.TraceId, replay.ParentId).ShouldBe((null, null, null));
        (replay.UserId, replay.PromptType, replay.Metadata).ShouldBe((original.Interaction.UserId, "geo", original.Interaction.Metadata));
        replay.Tags.ShouldBe(["nightly", "replay"]);
        replay.InputHash.ShouldBe(original.Interaction.InputHash);
        var found = await stage.Server.Store.SearchAsync(
            new InteractionQuery { Project = Projects.Default, Filter = FilterParser.Parse($"replay_of:{original.Interaction.Id}", DateTimeOffset.UnixEpoch).Filter! }, CancellationToken.None);
        found.Items.ShouldHaveSingleItem().Interaction.Id.ShouldBe(replay.Id);
    }

    [Fact]
    public async Task A_replay_can_be_replayed_and_is_tagged_once()
    {
        await using var stage = await ReplayStage.StartAsync();
        var first = await stage.ReplayedAsync(await stage.ReplayAsync((await stage.CallAsync(Chat)).Interaction.Id));

        var second = await stage.ReplayedAsync(await stage.ReplayAsync(first.Interaction.Id));

        second.Interaction.Tags.ShouldBe(["replay"]);
        second.Interaction.Replay!.Of.ShouldBe(first.Interaction.Id);
        stage.Requests[2].Body.ShouldBe(stage.Requests[0].Body);
    }

    [Fact]
    public async Task A_call_that_was_answered_this_moment_can_be_replayed()
    {
        await using var stage = await ReplayStage.StartAsync("Capture:Linger=00:00:00.4");
        using var response = await stage.Server.Http.PostAsync(ReplayStage.Path, RelaySpec.Json(Chat));

        var result = await stage.ReplayAsync(InteractionId.Parse(response.Headers.GetValues("Reprise-Id").Single()));

        result.GetProperty("original").GetProperty("response").GetString().ShouldBe("answer 1");
    }

    [Fact]
    public async Task Several_times_are_sent_one_after_the_other_and_summed_up()
    {
        await using var stage = await ReplayStage.StartAsync();
        stage.Answer = (context, number) =>
        {
            if (number == 4) context.Response.StatusCode = 500;
            return RelaySpec.AnswerAsync(context, number == 4 ? """{"error":{"message":"oops","type":"server_error"}}""" : ReplayStage.Completion(number == 3 ? "Madrid" : "Paris"));
        };
        var original = await stage.CallAsync(Chat);

        var result = await stage.ReplayAsync(original.Interaction.Id, new { times = 4 });

        var replays = result.GetProperty("replays").EnumerateArray().ToList();
        replays.Select(each => each.GetProperty("comparison").GetProperty("same").GetBoolean()).ShouldBe([true, false, false, true]);
        replays[0].GetProperty("replay").GetProperty("interaction_id").GetString().ShouldBe(result.GetProperty("replay").GetProperty("interaction_id").GetString());
        var summary = result.GetProperty("summary");
        (summary.GetProperty("times").GetInt32(), summary.GetProperty("same").GetInt32(), summary.GetProperty("failed").GetInt32(), summary.GetProperty("different_answers").GetInt32()).ShouldBe((4, 2, 1, 2));
        summary.GetProperty("mean_response_similarity").GetDouble().ShouldBeLessThan(1);
        summary.GetProperty("median_latency_ms").GetInt64().ShouldBeGreaterThanOrEqualTo(0);
        summary.GetProperty("cost_usd").GetDecimal().ShouldBe(3 * replays[0].GetProperty("replay").GetProperty("cost_usd").GetDecimal());
        foreach (var each in replays) await stage.Server.RecordedAsync(InteractionId.Parse(each.GetProperty("replay").GetProperty("interaction_id").GetString()!));
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_sent_and_sends_nothing()
    {
        await using var stage = await ReplayStage.StartAsync();
        var original = await stage.CallAsync(Chat, ReplayStage.Path + "?beta=2", ("openai-beta", "x"));

        var result = await stage.ReplayAsync(original.Interaction.Id, new { prompt = "And of Spain?", dry_run = true });

        stage.Requests.Count.ShouldBe(1);
        var request = result.GetProperty("request");
        (request.GetProperty("provider").GetString(), request.GetProperty("method").GetString(), request.GetProperty("path").GetString()).ShouldBe(("openai", "POST", "/v1/chat/completions?beta=2"));
        request.GetProperty("body").GetString().ShouldBe(Chat.Replace("What is  the capital of France?", "And of Spain?", StringComparison.Ordinal));
        request.GetProperty("headers").GetProperty("openai-beta").GetString().ShouldBe("x");
        result.TryGetProperty("replay", out _).ShouldBeFalse();
        result.GetProperty("original").GetProperty("response").GetString().ShouldBe("answer 1");
    }

    [Fact]
    public async Task A_compressed_original_is_sent_without_its_encoding()
    {
        await using var stage = await ReplayStage.StartAsync();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) await gzip.WriteAsync(Encoding.UTF8.GetBytes(Chat));
        using var request = new HttpRequestMessage(HttpMethod.Post, ReplayStage.Path) { Content = new ByteArrayContent(packed.ToArray()) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", "gzip");
        using var response = await stage.Server.Http.SendAsync(request);
        var original = await stage.Server.RecordedAsync(response);

        await stage.ReplayAsync(original.Interaction.Id);

        stage.Requests[1].Text.ShouldBe(Chat);
        stage.Requests[1].Headers.ShouldNotContainKey("Content-Encoding");
    }

    [Fact]
    public async Task A_streamed_original_is_streamed_again()
    {
        await using var stage = await ReplayStage.StartAsync();
        stage.Answer = async (context, number) =>
        {
            context.Response.ContentType = "text/event-stream";
            foreach (var word in new[] { "one ", string.Create(CultureInfo.InvariantCulture, $"time {number}") })
            {
                await context.Response.WriteAsync($"data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{word}\"}}}}]}}\n\n");
                await context.Response.Body.FlushAsync();
            }

            await context.Response.WriteAsync("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
        };
        var original = await stage.CallAsync("""{"stream":true,"model":"gpt-4o-mini","messages":[{"role":"user","content":"count"}]}""");

        var result = await stage.ReplayAsync(original.Interaction.Id);

        result.GetProperty("original").GetProperty("response").GetString().ShouldBe("one time 1");
        result.GetProperty("replay").GetProperty("response").GetString().ShouldBe("one time 2");
        result.GetProperty("replay").TryGetProperty("ttft_ms", out _).ShouldBeTrue();
        (await stage.ReplayedAsync(result)).Response!.Chunks.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Who_looks_on_gets_the_text_as_it_comes_and_then_the_result()
    {
        await using var stage = await ReplayStage.StartAsync();
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Answer = async (context, number) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"one \"}}]}\n\n");
            await context.Response.Body.FlushAsync();
            if (number == 2) await goOn.Task.WaitAsync(Eventually.Patience);
            await context.Response.WriteAsync("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"東京\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
        };
        var original = await stage.CallAsync("""{"stream":true,"model":"gpt-4o-mini","messages":[{"role":"user","content":"count"}]}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/interactions/{original.Interaction.Id}/replay");
        request.Headers.Accept.ParseAdd("text/event-stream");

        using var response = await stage.Server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync()).ShouldBe("event: piece");
        (await reader.ReadLineAsync()).ShouldBe("""data: {"time":0,"text":"one "}""");
        goOn.SetResult();
        var rest = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        rest[..3].ShouldBe(["event: piece", """data: {"time":0,"text":"東京"}""", "event: result"]);
        JsonDocument.Parse(rest[3]["data: ".Length..]).RootElement.GetProperty("replay").GetProperty("response").GetString().ShouldBe("one 東京");
    }

    [Fact]
    public async Task Who_hangs_up_ends_the_call_and_it_is_on_record_as_cancelled()
    {
        await using var stage = await ReplayStage.StartAsync();
        var (began, hungUp) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var original = await stage.CallAsync(Chat);
        stage.Answer = async (context, _) =>
        {
            using var registration = context.RequestAborted.Register(hungUp.SetResult);
            began.SetResult();
            await hungUp.Task;
        };
        using var cancel = new CancellationTokenSource();

        var replaying = stage.Server.Http.PostAsync($"/api/interactions/{original.Interaction.Id}/replay", null, cancel.Token);
        await began.Task.WaitAsync(Eventually.Patience);
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => replaying);
        await hungUp.Task.WaitAsync(Eventually.Patience);
        await Eventually.HoldsAsync("the cancelled replay is on record", async () => (await stage.Server.Store.SearchAsync(
            new InteractionQuery { Project = Projects.Default, Filter = FilterParser.Parse("status:cancelled tag:replay", DateTimeOffset.UnixEpoch).Filter! }, CancellationToken.None)).Items.Count == 1);
    }

    [Fact]
    public async Task A_model_the_provider_does_not_know_is_a_result_that_names_those_it_has_answered_with()
    {
        await using var stage = await ReplayStage.StartAsync();
        var original = await stage.CallAsync(Chat);
        stage.Answer = (context, _) =>
        {
            context.Response.StatusCode = 404;
            return RelaySpec.AnswerAsync(context, """{"error":{"message":"The model `gpt-9` does not exist","type":"invalid_request_error","param":null,"code":"model_not_found"}}""");
        };

        var result = await stage.ReplayAsync(original.Interaction.Id, new { model = "gpt-9" });

        result.GetProperty("replay").GetProperty("status").GetString().ShouldBe("error");
        result.GetProperty("notes").EnumerateArray().Select(note => note.GetString()).ShouldContain("openai does not know 'gpt-9'. On record it has answered with: gpt-4o-mini.");
    }

    [Fact]
    public async Task A_replay_does_not_ask_the_cache_unless_it_is_told_to()
    {
        await using var stage = await ReplayStage.StartAsync("Cache:Use=always");
        var original = await stage.CallAsync(Chat, ReplayStage.Path, ("Reprise-Cache", "on"));

        await stage.ReplayAsync(original.Interaction.Id);
        var only = await stage.ReplayAsync(original.Interaction.Id, new { cache = "only", model = "gpt-4o-never-asked" });

        stage.Requests.Count.ShouldBe(2);
        only.GetProperty("replay").GetProperty("status").GetString().ShouldBe("error");
    }

    [Fact]
    public async Task A_key_of_the_caller_reaches_the_provider_and_neither_record_nor_logs()
    {
        const string Key = "sk-given-for-this-replay-987654321";
        using var logs = new LogLines();
        await using var upstream = await RawUpstream.StartAsync(context => RelaySpec.AnswerAsync(context, ReplayStage.Completion(context.Request.Headers.Authorization.ToString())));
        await using var server = await TestServer.StartInAsync(null, TestServer.All(upstream.Url), logs.AddTo);
        using var first = await server.Http.PostAsync(ReplayStage.Path, RelaySpec.Json(Chat));
        var original = await server.RecordedAsync(first);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/interactions/{original.Interaction.Id}/replay");
        request.Headers.Add("Reprise-Provider-Key", Key);

        using var response = await server.Http.SendAsync(request);

        var result = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        // The provider saw it: it says so in this answer, which the record keeps as what a provider said.
        result.GetProperty("replay").GetProperty("response").GetString().ShouldBe("Bearer " + Key);
        var replay = await server.RecordedAsync(InteractionId.Parse(result.GetProperty("replay").GetProperty("interaction_id").GetString()!));
        (replay with { Response = null, SearchText = "", Interaction = replay.Interaction with { ContentPreview = null } }).ToString().ShouldNotContain(Key);
        Encoding.UTF8.GetString(replay.Request!.Bytes.Span).ShouldNotContain(Key);
        replay.Interaction.RequestHeaders.ShouldNotContain(header => header.Value.Contains(Key, StringComparison.Ordinal));
        logs.All.ShouldNotBeEmpty();
        logs.All.ShouldNotContain(Key);
    }

    [Fact]
    public async Task A_replay_belongs_to_the_project_of_its_original()
    {
        await using var stage = await ReplayStage.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, ReplayStage.Path) { Content = RelaySpec.Json(Chat) };
        request.Headers.Add("Reprise-Project", "shop");
        using var first = await stage.Server.Http.SendAsync(request);
        var original = await stage.Server.RecordedAsync(first, "shop");

        (await stage.RefusedAsync(original.Interaction.Id.ToString())).Status.ShouldBe(404);
        using var response = await stage.Server.Http.PostAsync($"/api/interactions/{original.Interaction.Id}/replay?project=shop", null);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var id = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("replay").GetProperty("interaction_id").GetString()!;
        (await stage.Server.RecordedAsync(InteractionId.Parse(id), "shop")).Interaction.Project.ShouldBe("shop");
    }
}
