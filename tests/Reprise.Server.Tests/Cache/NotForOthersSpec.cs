using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Server.Cache;
using Reprise.Server.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache;

/// <summary>Ways by which an answer could reach somebody it is not for, each with the test that it is none.</summary>
public sealed class NotForOthersSpec
{
    private static readonly string s_question = CacheStage.Question("Who built the tower?");

    [Theory]
    [InlineData("default")]
    [InlineData("another")]
    public async Task A_record_that_was_sent_in_answers_no_request_whatever_key_it_claims(string project)
    {
        await using var stage = await CacheStage.StartAsync();
        var real = await stage.KeepAsync(s_question);
        var key = real.Headers["Reprise-Cache-Key"];
        await stage.SettleAsync();
        await stage.Server.Store.DeleteAsync(new Reprise.Store.InteractionQuery { Project = "default" }, CancellationToken.None);

        var forged = new JsonObject
        {
            ["interaction_id"] = "forged", ["type"] = "llm", ["provider"] = "openai", ["dialect"] = "openai.chat", ["operation"] = "POST /v1/chat/completions", ["http_status"] = 200,
            ["cache"] = new JsonObject { ["status"] = "miss", ["policy"] = "default" },
            ["bodies"] = new JsonObject
            {
                ["request"] = new JsonObject { ["text"] = s_question, ["content_type"] = "application/json" },
                ["response"] = new JsonObject { ["text"] = CacheStage.Completion(666), ["content_type"] = "application/json" },
                ["response_headers"] = new JsonArray(new JsonArray("reprise-cache-key", key)),
            },
        };
        using var post = new HttpRequestMessage(HttpMethod.Post, "/api/interactions") { Content = new StringContent(forged.ToJsonString(), Encoding.UTF8, "application/json") };
        post.Headers.TryAddWithoutValidation("Reprise-Project", project);
        using var stored = await stage.Server.Http.SendAsync(post, TestContext.Current.CancellationToken);
        (await stored.Content.ReadAsStringAsync()).ShouldContain("\"stored\":1");
        await stage.RestartAsync();
        await Eventually.HoldsAsync("the record was looked at", () => stage.Index.Entries.Note("caught-up:" + project) is not null);

        stage.Index.Entries.List(null, null, 0, 10).ShouldBeEmpty();
        (await stage.SendAsync(s_question)).Cache.ShouldBe("miss");
    }

    [Fact]
    public async Task What_a_fallback_answered_is_kept_for_nobody_who_asked_another_provider()
    {
        await using var second = await RawUpstream.StartAsync(context => CacheStage.AnswerAsync(context, 100));
        var isDown = true;
        await using var stage = await CacheStage.StartAsync(
            (context, number) =>
            {
                if (!isDown) return CacheStage.AnswerAsync(context, number);
                context.Response.StatusCode = 503;
                return Task.CompletedTask;
            },
            null,
            "Providers:openai:Fallbacks:0=second", $"Providers:second:BaseUrl={second.Url}", "Providers:second:ApiKey=sk-second");

        var first = await stage.SendAsync(s_question);
        await stage.SettleAsync();
        isDown = false;
        var next = await stage.SendAsync(s_question);

        first.Body.ShouldContain("answer 100");
        next.Cache.ShouldBe("miss");
        next.Body.ShouldNotContain("answer 100");
        stage.Counters.NotKept.ShouldContain(reason => reason.Key == "other_provider");
        first.Headers.ShouldNotContainKey("Reprise-Cache-Key");
        (await stage.Server.RecordedAsync(Reprise.Interactions.InteractionId.Parse(first.Id))).ResponseHeaders.ShouldNotContain(header => header.Key == CacheHeaders.KeyName);
    }

    [Fact]
    public async Task One_who_waits_is_not_given_what_a_fallback_answered()
    {
        var mayFail = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var second = await RawUpstream.StartAsync(context => CacheStage.AnswerAsync(context, 100));
        await using var stage = await CacheStage.StartAsync(
            async (context, number) =>
            {
                if (number > 1)
                {
                    await CacheStage.AnswerAsync(context, number);
                    return;
                }

                await mayFail.Task;
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            },
            null,
            "Providers:openai:Fallbacks:0=second", $"Providers:second:BaseUrl={second.Url}", "Providers:second:ApiKey=sk-second");

        var first = stage.SendAsync(s_question);
        await Eventually.HoldsAsync("the provider is asked", () => stage.Calls == 1);
        var waits = stage.SendAsync(s_question);
        await Eventually.HoldsAsync("the second waits", () => stage.Server.Services.GetRequiredService<Flights>().Followers == 1);
        mayFail.SetResult();

        (await first).Body.ShouldContain("answer 100");
        (await waits).Cache.ShouldBe("miss");
        (await waits).Body.ShouldNotContain("answer 100");
    }

    [Theory]
    [InlineData("Helicone-Cache-Seed", "user-1", "Helicone-Cache-Seed", "user-2")]
    [InlineData("Helicone-Cache-Seed", "user-1", "Reprise-Cache-Scope", "user-1")]
    [InlineData("x-portkey-cache-namespace", "user-1", "Reprise-Cache-Scope", "user-1")]
    public async Task A_seed_and_a_namespace_are_scopes_of_their_own(string name, string value, string otherName, string otherValue)
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question, (name, value));

        (await stage.SendAsync(s_question, (otherName, otherValue))).Cache.ShouldBe("miss");
        (await stage.SendAsync(s_question)).Cache.ShouldBe("miss");
        (await stage.SendAsync(s_question, (name, value))).Cache.ShouldBe("hit");
    }

    [Fact]
    public async Task Of_several_scopes_every_one_counts()
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question, ("Reprise-Cache-Scope", "team"), ("x-portkey-cache-namespace", "a"), ("Helicone-Cache-Seed", "s"));

        (await stage.SendAsync(s_question, ("Reprise-Cache-Scope", "other"), ("x-portkey-cache-namespace", "a"), ("Helicone-Cache-Seed", "s"))).Cache.ShouldBe("miss");
        (await stage.SendAsync(s_question, ("Reprise-Cache-Scope", "team"), ("x-portkey-cache-namespace", "b"), ("Helicone-Cache-Seed", "s"))).Cache.ShouldBe("miss");
        (await stage.SendAsync(s_question, ("Reprise-Cache-Scope", "team"), ("x-portkey-cache-namespace", "a"), ("Helicone-Cache-Seed", "t"))).Cache.ShouldBe("miss");
        (await stage.SendAsync(s_question, ("Helicone-Cache-Seed", "s"), ("x-portkey-cache-namespace", "a"), ("Reprise-Cache-Scope", "team"))).Cache.ShouldBe("hit");
    }

    [Theory]
    [InlineData("Helicone-Cache-Bucket-Max-Size")]
    [InlineData("Reprise-Cache-Scop")]
    [InlineData("x-portkey-cache-mode")]
    [InlineData("x-litellm-cache-namespace")]
    [InlineData("x-bt-cache-scope")]
    public async Task A_word_about_the_cache_that_nobody_here_knows_keeps_the_request_out(string name)
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question);

        var reply = await stage.SendAsync(s_question, (name, "x"));

        (reply.Cache, reply.Reason).ShouldBe(("bypass", "not_readable"));
        stage.Calls.ShouldBe(2);
    }

    [Theory]
    [InlineData("x-api-key", "two", "")]
    [InlineData("x-goog-api-key", "two", "")]
    [InlineData("X-Test", "two", "?key=two")]
    public async Task Every_credential_of_a_request_is_part_of_its_owner(string name, string value, string query)
    {
        await using var stage = await CacheStage.StartAsync(null, null, "Cache:Policies:default:Sharing=credential");
        await stage.KeepAsync(s_question, ("Authorization", "Bearer shared"), ("x-api-key", "one"));

        using var request = new HttpRequestMessage(HttpMethod.Post, CacheStage.Path + query) { Content = new StringContent(s_question, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer shared");
        request.Headers.TryAddWithoutValidation(name, value);

        (await stage.SendAsync(request)).Cache.ShouldBe("miss");
        (await stage.SendAsync(s_question, ("x-api-key", "one"), ("Authorization", "Bearer shared"))).Cache.ShouldBe("hit");
    }
}
