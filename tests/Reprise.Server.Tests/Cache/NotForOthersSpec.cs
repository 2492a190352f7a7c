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
}
