using System.Diagnostics;

namespace Reprise.Server.Tests.Cache.Embedders;

/// <summary>The whole server with an embedder that is away: callers notice nothing but misses.</summary>
public sealed class EmbedderDownSpec
{
    [Fact]
    public async Task Questions_are_answered_by_the_provider_and_the_same_question_still_from_the_cache()
    {
        await using var stage = await CacheStage.StartAsync(
            null, null, "Cache:Embedder:Kind=openai", $"Cache:Embedder:BaseUrl=http://127.0.0.1:{OpenAiEmbedderSpec.FreePort()}/v1", "Cache:Embedder:Model=m", "Cache:Embedder:Dimensions=3");
        var started = Stopwatch.GetTimestamp();
        await stage.KeepAsync(CacheStage.Question("Who built the tower?"));
        for (var i = 0; i < 10; i++)
        {
            var reply = await stage.AskAsync($"Who built tower number {i}?");
            reply.Cache.ShouldBe("miss");
            reply.Body.ShouldContain("answer");
        }

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(20));
        stage.Calls.ShouldBe(11);
        (await stage.AskAsync("Who built the tower?")).Cache.ShouldBe("hit");
    }
}
