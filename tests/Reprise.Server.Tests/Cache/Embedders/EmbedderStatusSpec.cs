using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Cache.Judging;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache.Embedders;

/// <summary>Whoever looks after the server sees whether its models answer.</summary>
public sealed class EmbedderStatusSpec
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_embedder_that_is_not_asked_for_a_while_is_told_by_status_and_metrics()
    {
        await using var stage = await CacheStage.StartAsync(
            null, null, "Cache:Embedder:Kind=openai", $"Cache:Embedder:BaseUrl=http://127.0.0.1:{OpenAiEmbedderSpec.FreePort()}/v1", "Cache:Embedder:Model=m", "Cache:Embedder:Dimensions=3");
        await Eventually.HoldsAsync("the embedder is left alone", async () =>
        {
            await stage.AskAsync("Who built the tower?", ("Reprise-Cache", "refresh"));
            return (await StatusAsync(stage))["embedder"]!["state"]!.GetValue<string>() == "paused";
        });
        (await StatusAsync(stage))["embedder"]!["name"]!.GetValue<string>().ShouldContain("m");
        (await stage.Server.Http.GetStringAsync("/metrics", Cancellation)).ShouldMatch("(?m)^reprise_cache_embedder_paused(\\{.*\\})? 1( |\r?$)");
    }

    [Fact]
    public async Task The_embedder_within_the_server_is_always_ready_and_without_a_second_opinion_nothing_is_said_of_one()
    {
        await using var stage = await CacheStage.StartAsync();
        var cache = await StatusAsync(stage);
        cache["embedder"]!["state"]!.GetValue<string>().ShouldBe("ready");
        cache["second_opinion"].ShouldBeNull();
        (await stage.Server.Http.GetStringAsync("/metrics", Cancellation)).ShouldNotContain("second_opinion");
    }

    [Fact]
    public async Task What_a_second_opinion_did_is_counted_in_status_and_metrics()
    {
        using var model = new TinyModel();
        await using var stage = await CacheStage.StartAsync(null, null, $"Cache:SecondOpinion:Folder={model.Write()}");
        await stage.Server.Services.GetRequiredService<ISecondOpinion>().SimilarityAsync("hello", "unheard of", Cancellation);
        var said = (await StatusAsync(stage))["second_opinion"]!;
        (Number(said, "asked"), Number(said, "embedded"), Number(said, "undecided"), Number(said, "late")).ShouldBe((1, 2, 1, 0));
        var metrics = await stage.Server.Http.GetStringAsync("/metrics", Cancellation);
        foreach (var name in (string[])["asked", "embedded", "undecided", "late"]) metrics.ShouldContain($"reprise_cache_second_opinion_{name}");
    }

    private static long Number(JsonNode node, string name) => node[name]!.GetValue<long>();

    private static async Task<JsonNode> StatusAsync(CacheStage stage) => JsonNode.Parse(await stage.Server.Http.GetStringAsync("/api/status", Cancellation))!["cache"]!;
}
