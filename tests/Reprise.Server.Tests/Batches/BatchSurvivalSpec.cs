using System.Net;
using Reprise.Batches;
using Reprise.Client;
using Reprise.Interactions;
using Reprise.Server.Tests.Gateway;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Batches;

/// <summary>Batches outlive the server that took them, and keep what policies say of their calls while they wait.</summary>
public sealed class BatchSurvivalSpec
{
    private const string Planted = "ann.planted@example.com";
    private const string Policy = """{"name":"mine","redact":{"planted":"label"},"rules":[{"name":"planted","pattern":"ann[.]planted@example[.]com"}]}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task A_server_that_starts_again_goes_on_where_the_batch_was(string provider)
    {
        await using var stage = await BatchStage.StartAsync();
        stage.Upstream.Holds = true;
        var taken = await stage.SubmitAsync(provider, CallOf(provider, "a"), CallOf(provider, "b"));
        await Eventually.HoldsAsync("it is at the provider", () => !stage.Upstream.Batches.IsEmpty);
        await stage.EndServerAsync();
        stage.Upstream.Holds = false;
        await stage.StartServerAsync();

        var batch = await stage.EndOfAsync(taken.Id);
        (batch.Succeeded, stage.Upstream.Batches.Count).ShouldBe((2, 1));
        (await stage.RecordsAsync(batch.Id)).Count.ShouldBe(2);
        await NothingTwiceAsync(stage, 2);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task A_batch_whose_making_was_never_confirmed_is_found_and_not_made_again(string provider)
    {
        await using var stage = await BatchStage.StartAsync();
        stage.Upstream.LostAnswers = 1;
        var batch = await stage.EndOfAsync((await stage.SubmitAsync(provider, CallOf(provider, "a"))).Id);
        (batch.Succeeded, stage.Upstream.Batches.Count).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Where_several_could_be_the_one_that_was_made_nothing_is_sent_twice()
    {
        await using var stage = await BatchStage.StartAsync();
        // Another program with the same account made one of as many calls at the same moment.
        stage.Upstream.First = context =>
        {
            if (context.Request is { Method: "GET", Path.Value: "/v1/messages/batches" }) stage.Upstream.Batches["msgbatch_other"] = new("msgbatch_other", [[]]) { IsMessages = true };
            return Task.FromResult(false);
        };
        stage.Upstream.LostAnswers = 1;
        var batch = await stage.EndOfAsync((await stage.SubmitAsync("anthropic", BatchStage.Message("a"))).Id);
        (batch.Failed, batch.Reason).ShouldBe((1, "whether the provider has the batch cannot be told, and it is not sent twice; look for it there"));
        stage.Upstream.Lines.Count(static line => line == "POST /v1/messages/batches").ShouldBe(1);
    }

    [Fact]
    public async Task Results_that_break_off_are_read_again_and_stored_once()
    {
        await using var stage = await BatchStage.StartAsync();
        var fetched = 0;
        stage.Upstream.First = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/results", StringComparison.Ordinal) || Interlocked.Increment(ref fetched) > 2) return false;
            var first = stage.Upstream.Batches.Values.Single().Requests[0];
            context.Response.ContentLength = 100_000;
            await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes($$$$$"""{"custom_id":"{{{{{first["custom_id"]}}}}}","result":{"type":"succeeded","message":{{{{{BatchUpstream.Message("to a")}}}}}}}""" + "\n{\"custom_id"), Cancellation);
            await context.Response.Body.FlushAsync(Cancellation);
            context.Abort();
            return true;
        };
        var batch = await stage.EndOfAsync((await stage.SubmitAsync("anthropic", BatchStage.Message("a"), BatchStage.Message("b"))).Id);
        (batch.Succeeded, batch.StrayResults).ShouldBe((2, null));
        fetched.ShouldBe(3);
        (await stage.RecordsAsync(batch.Id)).Count.ShouldBe(2);
        await NothingTwiceAsync(stage, 2);
    }

    [Fact]
    public async Task A_provider_that_is_away_is_asked_again_until_it_is_back()
    {
        await using var stage = await BatchStage.StartAsync();
        var away = true;
        stage.Upstream.First = context =>
        {
            if (away) context.Response.StatusCode = 503;
            return Task.FromResult(away);
        };
        var taken = await stage.SubmitAsync("openai", BatchStage.Chat("a"));
        (await Eventually.FindsAsync("the trouble shows", async () => await stage.Client.GetBatchAsync(taken.Id, Cancellation) is { Reason: not null } batch ? batch : null)).State.ShouldBe(BatchState.Running);
        away = false;
        (await stage.EndOfAsync(taken.Id)).ShouldSatisfyAllConditions(static batch => batch.Succeeded.ShouldBe(1), static batch => batch.Reason.ShouldBeNull());
    }

    [Fact]
    public async Task What_a_policy_takes_out_is_sent_and_never_kept()
    {
        await using var stage = await BatchStage.StartAsync();
        using var set = await stage.Server.Http.PutAsync("/api/privacy/policy", RelaySpec.Json(Policy), Cancellation);
        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        stage.Upstream.Holds = true;
        var taken = await stage.SubmitAsync("openai", BatchStage.Chat($"I am {Planted}"));
        await Eventually.HoldsAsync("it is at the provider", () => !stage.Upstream.Batches.IsEmpty);
        ((string?)stage.Upstream.Requests.Single()["body"]!["messages"]![0]!["content"]).ShouldBe($"I am {Planted}");
        (await stage.KeptAsync()).ShouldContain("I am [planted]");
        stage.Upstream.Holds = false;
        var batch = await stage.EndOfAsync(taken.Id);

        var record = (await stage.RecordsAsync(batch.Id)).Single();
        BatchStage.Text(record.Request).ShouldContain("I am [planted]");
        BatchStage.Text(record.Response).ShouldContain("to I am [planted]");
        record.Interaction.Privacy!.Counts["planted"].ShouldBe(2);
        (await stage.KeptAsync()).ShouldNotContain(Planted);
        await stage.EndServerAsync();
        stage.FilesWith(Planted).ShouldBeEmpty();
        await stage.StartServerAsync();
    }

    [Fact]
    public async Task A_call_that_may_not_be_kept_as_it_is_and_was_not_sent_in_time_is_on_record_as_not_sent()
    {
        await using var stage = await BatchStage.StartAsync();
        using var set = await stage.Server.Http.PutAsync("/api/privacy/policy", RelaySpec.Json(Policy), Cancellation);
        stage.Upstream.First = static context =>
        {
            context.Response.StatusCode = 503;
            return Task.FromResult(true);
        };
        var taken = await stage.SubmitAsync("openai", BatchStage.Chat($"I am {Planted}"));
        await stage.EndServerAsync();
        stage.Upstream.First = static _ => Task.FromResult(false);
        await stage.StartServerAsync();
        var batch = await stage.EndOfAsync(taken.Id);
        batch.Failed.ShouldBe(1);
        (await stage.RecordsAsync(batch.Id)).Single().Interaction.ErrorCode.ShouldBe("batch_not_sent");
        stage.Upstream.Batches.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_waits_is_sealed_where_encryption_is_on()
    {
        await using var stage = await BatchStage.StartAsync($"Encryption:MasterKey={new string('5', 64)}");
        stage.Upstream.Holds = true;
        var taken = await stage.SubmitAsync("openai", BatchStage.Chat("planted words", "planted-name"));
        await Eventually.HoldsAsync("it is at the provider", () => !stage.Upstream.Batches.IsEmpty);
        await stage.EndServerAsync();
        stage.FilesWith("planted-name").ShouldBeEmpty();
        stage.FilesWith("planted words").ShouldBeEmpty();
        stage.FilesWith(taken.Id).ShouldNotBeEmpty("keys of settings stay plain, so the test can fail");
        stage.Upstream.Holds = false;
        await stage.StartServerAsync();
        var batch = await stage.EndOfAsync(taken.Id);
        BatchStage.Text((await stage.RecordsAsync(batch.Id)).Single().Response).ShouldBe(BatchUpstream.Completion("planted words"));
    }

    [Fact]
    public async Task A_request_that_a_rule_blocks_is_refused_before_anything_is_sent()
    {
        await using var stage = await BatchStage.StartAsync();
        using var set = await stage.Server.Http.PutAsync("/api/security/policy", RelaySpec.Json("""{"rules":[{"name":"keys","side":"request","secrets":["*"],"action":"block"}]}"""), Cancellation);
        set.StatusCode.ShouldBe(HttpStatusCode.OK, await set.Content.ReadAsStringAsync(Cancellation));
        var secret = "ghp_" + string.Concat(Enumerable.Range(0, 36).Select(static i => "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7c"[i % 28]));
        var refused = await Should.ThrowAsync<RepriseApiException>(() => stage.SubmitAsync("openai", BatchStage.Chat("fine"), BatchStage.Chat($"use {secret} please")));
        (refused.Code, refused.Message.Contains("requests[1]", StringComparison.Ordinal)).ShouldBe((BatchObstacles.PolicyForbids, true), refused.Message);
        stage.Upstream.Lines.ShouldBeEmpty();
        (await stage.KeptAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_erased_is_erased_from_what_waits()
    {
        await using var stage = await BatchStage.StartAsync();
        stage.Upstream.Holds = true;
        var taken = await stage.SubmitAsync("openai", BatchStage.Chat("theirs") with { UserId = "ann" }, BatchStage.Chat("other") with { UserId = "bob" });
        await Eventually.HoldsAsync("it is at the provider", () => !stage.Upstream.Batches.IsEmpty);
        var erasure = await stage.Client.BeginErasureAsync(new Reprise.Client.Documents.ErasureRequest { User = "ann" }, Cancellation);
        await Eventually.HoldsAsync("they are gone", async () => !(await stage.KeptAsync()).Contains("theirs", StringComparison.Ordinal));
        erasure.ShouldNotBeNull();
        stage.Upstream.Holds = false;
        var batch = await stage.EndOfAsync(taken.Id);
        (batch.Succeeded, batch.Erased, batch.StrayResults).ShouldBe((1, 1, null));
        (await stage.KeptAsync()).ShouldNotContain("theirs");
    }

    [Fact]
    public async Task A_call_larger_than_a_setting_waits_in_pieces()
    {
        await using var stage = await BatchStage.StartAsync();
        var large = new string('x', 1_500_000);
        var batch = await stage.EndOfAsync((await stage.SubmitAsync("openai", BatchStage.Chat("small"), BatchStage.Chat(large), BatchStage.Chat("small too"))).Id);
        batch.Succeeded.ShouldBe(3);
        BatchStage.Text((await stage.RecordsAsync(batch.Id))[1].Request).ShouldContain(large);
        (await stage.KeptAsync()).Trim().ShouldBeEmpty();
    }

    private static BatchCallRequest CallOf(string provider, string content) => provider == "openai" ? BatchStage.Chat(content) : BatchStage.Message(content);

    private static async Task NothingTwiceAsync(BatchStage stage, int calls)
    {
        var filter = FilterParser.Parse("kind:llm", TimeProvider.System.GetUtcNow()).Filter!;
        (await stage.Server.Store.SearchAsync(new InteractionQuery { Project = Projects.Default, Filter = filter }, Cancellation)).Items.Count.ShouldBe(calls);
    }
}
