using System.Net.Http.Json;
using System.Text.Json;
using Reprise.Batches;
using Reprise.Client;
using Reprise.Interactions;
using Reprise.Server.Tests.Gateway;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Batches;

/// <summary>Calls that go to a provider's batch API, and become interactions like those that went there directly.</summary>
public sealed class BatchSpec
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_in_a_batch_of_OpenAI_are_recorded_as_direct_ones_at_half_the_price()
    {
        await using var stage = await BatchStage.StartAsync();
        using var direct = await stage.Server.Http.PostAsync("/openai/v1/chat/completions", RelaySpec.Json(BatchStage.Chat("one").Body.GetRawText()), Cancellation);
        var twin = await stage.Server.RecordedAsync(direct);

        var order = new BatchRequest
        {
            Provider = "openai", Name = "nightly", Tags = ["night"],
            Requests = [BatchStage.Chat("one", "first") with { UserId = "ann", SessionId = "s-1", Metadata = JsonElement.Parse("""{"ticket":7}""") }, BatchStage.Chat("two", "second"), BatchStage.Chat("three")],
        };
        var taken = await stage.Client.SubmitBatchAsync(order, Cancellation);
        (taken.Total, taken.Waiting, taken.State, taken.Name).ShouldBe((3, 3, BatchState.Running, "nightly"));
        var batch = await stage.EndOfAsync(taken.Id);

        (batch.State, batch.Succeeded, batch.Waiting, batch.StrayResults, batch.Reason).ShouldBe((BatchState.Done, 3, 0, null, null));
        var records = await stage.RecordsAsync(batch.Id);
        var first = records[0];
        BatchStage.Text(first.Request).ShouldBe(BatchStage.Text(twin.Request));
        BatchStage.Text(first.Response).ShouldBe(BatchUpstream.Completion("one"));
        var one = first.Interaction;
        (one.Status, one.HttpStatus, one.Operation, one.Dialect, one.Name, one.Model, one.PromptPreview, one.ContentPreview, one.UserId, one.SessionId)
            .ShouldBe((InteractionStatus.Success, 200, "POST /v1/chat/completions", "openai.chat", twin.Interaction.Name, "gpt-4o-mini", "one", "to one", "ann", "s-1"));
        (one.CostUsd, one.PriceVersion).ShouldBe((twin.Interaction.CostUsd / 2, twin.Interaction.PriceVersion + "*0.5"));
        one.InputHash.ShouldBe(twin.Interaction.InputHash);
        one.Usage.ShouldNotBeNull().PromptTokens.ShouldBe(1000);
        one.LatencyMs.ShouldNotBeNull().ShouldBeGreaterThan(0);
        one.Tags.ShouldBe(["night"]);
        JsonElement.Parse(one.Metadata!).GetProperty("batch").GetString().ShouldBe(batch.Id);
        JsonElement.Parse(one.Metadata!).GetProperty("custom_id").GetString().ShouldBe("first");
        JsonElement.Parse(one.Metadata!).GetProperty("ticket").GetInt32().ShouldBe(7);
        first.ResponseHeaders.ShouldContain(new KeyValuePair<string, string>("x-request-id", "req_7"));
        stage.Upstream.Requests.Select(static request => (string)request["custom_id"]!).ShouldBe(records.Select(static record => record.Interaction.Id.ToString()), "the provider knows a call by its interaction");
        (await stage.Client.ListBatchesAsync(Cancellation)).Single().Id.ShouldBe(batch.Id);
        (await stage.KeptAsync()).Trim().ShouldBeEmpty("what is on record is kept nowhere else");
    }

    [Fact]
    public async Task What_carries_a_batch_is_on_record_without_the_bodies_of_its_calls()
    {
        await using var stage = await BatchStage.StartAsync();
        var batch = await stage.EndOfAsync((await stage.SubmitAsync("openai", BatchStage.Chat("planted words"))).Id);
        var carriers = await Eventually.FindsAsync("the carriers are stored", async () =>
        {
            var filter = FilterParser.Parse("tag:batch-carrier", TimeProvider.System.GetUtcNow()).Filter!;
            var page = await stage.Server.Store.SearchAsync(new InteractionQuery { Project = Projects.Default, Filter = filter }, Cancellation);
            return page.Items.Count >= 4 ? page.Items : null;
        });
        carriers.Select(static one => one.Interaction.Operation).ShouldContain("POST /v1/files");
        foreach (var carrier in carriers)
        {
            var record = await stage.Server.RecordedAsync(carrier.Interaction.Id);
            (record.Request, record.Response).ShouldBe((null, null));
            record.Interaction.Metadata!.ShouldContain(batch.Id);
        }
    }

    [Fact]
    public async Task Each_way_a_call_can_end_at_Anthropic_is_on_record_as_such()
    {
        await using var stage = await BatchStage.StartAsync();
        stage.Upstream.ResultOf = static request => (string?)request["params"]!["messages"]![0]!["content"] switch
        {
            "bad" => $$$$$"""{"custom_id":"{{{{{request["custom_id"]}}}}}","result":{"type":"errored","error":{"type":"error","error":{"type":"invalid_request_error","message":"max_tokens: too large"}}}}""",
            "late" => $$$$$"""{"custom_id":"{{{{{request["custom_id"]}}}}}","result":{"type":"expired"}}""",
            "gone" => $$$$$"""{"custom_id":"{{{{{request["custom_id"]}}}}}","result":{"type":"canceled"}}""",
            _ => null,
        };
        var batch = await stage.EndOfAsync((await stage.SubmitAsync("anthropic", BatchStage.Message("good"), BatchStage.Message("bad"), BatchStage.Message("late"), BatchStage.Message("gone"))).Id);

        (batch.Succeeded, batch.Failed, batch.Expired, batch.Cancelled).ShouldBe((1, 1, 1, 1));
        var records = await stage.RecordsAsync(batch.Id);
        BatchStage.Text(records[0].Response).ShouldBe(BatchUpstream.Message("to good"));
        records[0].Interaction.CostUsd.ShouldNotBeNull().ShouldBeGreaterThan(0);
        records.Select(static record => (record.Interaction.Status, record.Interaction.ErrorCode, record.Interaction.HttpStatus)).ShouldBe(
        [
            (InteractionStatus.Success, null, 200), (InteractionStatus.Error, "invalid_request_error", 400),
            (InteractionStatus.Timeout, "batch_expired", null), (InteractionStatus.Cancelled, "cancelled", null),
        ]);
        BatchStage.Text(records[1].Response).ShouldStartWith("""{"type":"error","error":{"type":"invalid_request_error",""");
        records.ShouldAllBe(static record => record.Request != null);
    }

    [Fact]
    public async Task A_provider_that_misbehaves_leaves_no_call_without_its_record()
    {
        await using var stage = await BatchStage.StartAsync();
        stage.Upstream.Results = static lines =>
        [
            lines[0], lines[0], "no json at all", """{"custom_id":7}""", """{"custom_id":"01997f2c-8a3e-7cc1-9d5b-0242ac120002","response":{"status_code":200,"body":{}}}""", "[]", "",
            lines[1].Replace("\"status_code\":200", "\"status_code\":429", StringComparison.Ordinal), """{"custom_id":"\ud800","error":{}}""",
        ];
        var batch = await stage.EndOfAsync((await stage.SubmitAsync("openai", BatchStage.Chat("a"), BatchStage.Chat("b"), BatchStage.Chat("c"))).Id);

        (batch.Succeeded, batch.Failed, batch.Unanswered, batch.StrayResults).ShouldBe((1, 1, 1, 6));
        var records = await stage.RecordsAsync(batch.Id);
        records.Select(static record => (record.Interaction.Status, record.Interaction.HttpStatus)).ShouldBe([(InteractionStatus.Success, 200), (InteractionStatus.Error, 429), (InteractionStatus.Error, null)]);
        records[2].Interaction.ErrorCode.ShouldBe("batch_unanswered");
    }

    [Fact]
    public async Task A_batch_that_expires_gives_what_it_has_and_says_of_the_rest_that_it_expired()
    {
        await using var stage = await BatchStage.StartAsync();
        stage.Upstream.Holds = true;
        stage.Upstream.ResultOf = static request => (string?)request["body"]!["messages"]![0]!["content"] == "slow"
            ? $$$$$"""{"custom_id":"{{{{{request["custom_id"]}}}}}","response":null,"error":{"code":"batch_expired","message":"too late"}}"""
            : null;
        var taken = await stage.SubmitAsync("openai", BatchStage.Chat("quick"), BatchStage.Chat("slow"));
        await Eventually.HoldsAsync("it is at the provider", () => !stage.Upstream.Batches.IsEmpty);
        stage.Upstream.EndAll("expired");
        var batch = await stage.EndOfAsync(taken.Id);
        (batch.Succeeded, batch.Expired).ShouldBe((1, 1));
    }

    [Fact]
    public async Task What_the_provider_refuses_as_a_whole_is_refused_for_each_call_with_its_reason()
    {
        await using var stage = await BatchStage.StartAsync();
        stage.Upstream.Holds = true;
        var taken = await stage.SubmitAsync("openai", BatchStage.Chat("a"), BatchStage.Chat("b"));
        await Eventually.HoldsAsync("it is at the provider", () => !stage.Upstream.Batches.IsEmpty);
        stage.Upstream.EndAll("failed");
        var batch = await stage.EndOfAsync(taken.Id);
        (batch.Failed, batch.Reason).ShouldBe((2, "The provider refused the batch: one model a file"));
        (await stage.RecordsAsync(batch.Id)).ShouldAllBe(static record => record.Interaction.ErrorCode == "batch_not_sent" && record.Interaction.ErrorMessage!.Contains("one model a file"));

        stage.Upstream.First = static async context =>
        {
            context.Response.StatusCode = 401;
            await context.Response.Body.WriteAsync("""{"error":{"message":"no such key"}}"""u8.ToArray(), Cancellation);
            return true;
        };
        var refused = await stage.EndOfAsync((await stage.SubmitAsync("anthropic", BatchStage.Message("c"))).Id);
        (refused.Failed, refused.Reason).ShouldBe((1, "The provider answered 401: no such key"));
    }

    [Fact]
    public async Task The_same_order_with_the_same_key_is_taken_once()
    {
        await using var stage = await BatchStage.StartAsync();
        var order = new BatchRequest { Provider = "openai", Requests = [BatchStage.Chat("a")], IdempotencyKey = "night-7" };
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            try
            {
                return (await stage.Client.SubmitBatchAsync(order, Cancellation)).Id;
            }
            catch (RepriseApiException e) when (e.Code == BatchObstacles.KeyInUse)
            {
                return (await Eventually.FindsAsync("the first is taken", async () => await stage.Client.ListBatchesAsync(Cancellation) is [var one, ..] ? one : null)).Id;
            }
        })));
        taken.Distinct().Count().ShouldBe(1);
        await stage.EndOfAsync(taken[0]);
        (await stage.Client.SubmitBatchAsync(order, Cancellation)).Succeeded.ShouldBe(1);
        stage.Upstream.Batches.Count.ShouldBe(1);
        var other = await Should.ThrowAsync<RepriseApiException>(() => stage.Client.SubmitBatchAsync(order with { Requests = [BatchStage.Chat("b")] }, Cancellation));
        other.Code.ShouldBe(BatchObstacles.KeyInUse);
    }

    [Fact]
    public async Task Recorded_calls_are_asked_again_and_say_what_they_repeat()
    {
        await using var stage = await BatchStage.StartAsync();
        var originals = new List<InteractionId>();
        foreach (var content in new[] { "alpha", "beta" })
        {
            using var response = await stage.Server.Http.PostAsync("/openai/v1/chat/completions", RelaySpec.Json($$"""{"model":"gpt-4o","stream":false,"messages":[{"role":"user","content":"{{content}}"}]}"""), Cancellation);
            originals.Add((await stage.Server.RecordedAsync(response)).Interaction.Id);
        }

        var taken = await stage.Client.SubmitBatchAsync(new BatchRequest { Filter = "model:gpt-4o", Model = "gpt-4o-mini" }, Cancellation);
        var batch = await stage.EndOfAsync(taken.Id);
        (batch.Provider, batch.Total, batch.Succeeded).ShouldBe(("openai", 2, 2));
        var records = await stage.RecordsAsync(batch.Id);
        records.Select(static record => record.Interaction.Replay!.Of!.Value).ShouldBe(originals, ignoreOrder: true);
        records.ShouldAllBe(record => record.Interaction.Replay!.Run == batch.Id);
        stage.Upstream.Requests.Select(static request => (string?)request["body"]!["model"]).ShouldAllBe(static model => model == "gpt-4o-mini");
        stage.Upstream.Requests.ShouldAllBe(static request => request["body"]!["stream"] == null);
        var none = await Should.ThrowAsync<RepriseApiException>(() => stage.Client.SubmitBatchAsync(new BatchRequest { Filter = "model:none" }, Cancellation));
        none.Code.ShouldBe(BatchObstacles.NothingSelected);
    }

    [Fact]
    public async Task More_than_a_provider_takes_at_once_becomes_several_batches_there()
    {
        await using var stage = await BatchStage.StartAsync("Batches:LegRequests=2");
        var taken = await stage.SubmitAsync("openai", [.. Enumerable.Range(0, 5).Select(static i => BatchStage.Chat($"n{i}")), BatchStage.Chat("m", null, "gpt-4o")]);
        taken.Legs.Select(static leg => leg.Total).ShouldBe([2, 2, 1, 1], "one model each, two calls at most");
        var batch = await stage.EndOfAsync(taken.Id);
        batch.Succeeded.ShouldBe(6);
        stage.Upstream.Batches.Count.ShouldBe(4);
        var page = await stage.Client.ListBatchCallsAsync(batch.Id, offset: 3, limit: 2, cancellationToken: Cancellation);
        (page.Items.Count, page.Next).ShouldBe((2, 5));
    }

    [Fact]
    public async Task A_batch_is_cancelled_there_and_here()
    {
        await using var stage = await BatchStage.StartAsync();
        stage.Upstream.Holds = true;
        stage.Upstream.Results = static lines => lines.Take(1);
        var taken = await stage.SubmitAsync("openai", BatchStage.Chat("done"), BatchStage.Chat("not done"));
        await Eventually.HoldsAsync("it is at the provider", () => !stage.Upstream.Batches.IsEmpty);
        (await stage.Client.CancelBatchAsync(taken.Id, Cancellation)).State.ShouldBe(BatchState.Cancelling);
        await Eventually.HoldsAsync("the provider is told", () => stage.Upstream.Lines.Any(static line => line.EndsWith("/cancel", StringComparison.Ordinal)));
        stage.Upstream.Holds = false;
        var batch = await stage.EndOfAsync(taken.Id);
        (batch.State, batch.Succeeded, batch.Cancelled).ShouldBe((BatchState.Cancelled, 1, 1));
        (await stage.RecordsAsync(batch.Id))[1].Interaction.Status.ShouldBe(InteractionStatus.Cancelled);
        (await stage.Server.Http.GetStringAsync("/api/audit?action=batch.*", Cancellation)).ShouldSatisfyAllConditions(static text => text.ShouldContain("batch.submit"), static text => text.ShouldContain("batch.cancel"));
    }

    [Theory]
    [InlineData("""{"provider":"openai","requests":[]}""", 400)]
    [InlineData("""{"requests":[{"body":{"model":"m","messages":[]}}]}""", 400)]
    [InlineData("""{"provider":"nobody","requests":[{"body":{"model":"m","messages":[]}}]}""", 400)]
    [InlineData("""{"provider":"gemini","requests":[{"body":{"model":"m","messages":[]}}]}""", 409)]
    [InlineData("""{"provider":"openai","requests":[{"body":[1]}]}""", 400)]
    [InlineData("""{"provider":"openai","requests":[{"body":{"messages":[]}}]}""", 400)]
    [InlineData("""{"provider":"openai","requests":[{"body":{"model":"m","input":"x"}}]}""", 400)]
    [InlineData("""{"provider":"openai","requests":[{"path":"/v1/files","body":{"model":"m"}}]}""", 400)]
    [InlineData("""{"provider":"openai","requests":[{"path":"/v1/../../chat/completions","body":{"model":"m","messages":[]}}]}""", 400)]
    [InlineData("""{"provider":"openai","requests":[{"body":{"model":"m","messages":[]}}],"filter":"model:x"}""", 400)]
    [InlineData("""{"filter":"((("}""", 400)]
    [InlineData("""{"dataset":"none"}""", 404)]
    [InlineData("""{}""", 400)]
    [InlineData("""{"provider":"openai","surprise":1}""", 400)]
    public async Task An_order_with_a_mistake_is_refused_with_a_problem_and_nothing_is_sent(string order, int status)
    {
        await using var stage = await BatchStage.StartAsync();
        using var response = await stage.Server.Http.PostAsync("/api/batches", RelaySpec.Json(order), Cancellation);
        ((int)response.StatusCode).ShouldBe(status, await response.Content.ReadAsStringAsync(Cancellation));
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await stage.Client.ListBatchesAsync(Cancellation)).ShouldBeEmpty();
        stage.Upstream.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task More_than_the_limits_is_refused()
    {
        await using var stage = await BatchStage.StartAsync("Batches:MaxRequests=2", "Batches:MaxBytes=1024", "Batches:MaxOpen=1");
        stage.Upstream.Holds = true;
        var many = await Should.ThrowAsync<RepriseApiException>(() => stage.SubmitAsync("openai", BatchStage.Chat("a"), BatchStage.Chat("b"), BatchStage.Chat("c")));
        var large = await Should.ThrowAsync<RepriseApiException>(() => stage.SubmitAsync("openai", BatchStage.Chat(new string('x', 2000))));
        await stage.SubmitAsync("openai", BatchStage.Chat("a"));
        var open = await Should.ThrowAsync<RepriseApiException>(() => stage.SubmitAsync("openai", BatchStage.Chat("b")));
        (many.Code, large.Code, open.Code).ShouldBe((BatchObstacles.TooLarge, BatchObstacles.TooLarge, BatchObstacles.TooManyBatches));
        var none = await stage.Server.Http.GetAsync("/api/batches/none", Cancellation);
        ((int)none.StatusCode, (await none.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("type").GetString()).ShouldBe((404, "/problems/batch-not-found"));
    }
}
