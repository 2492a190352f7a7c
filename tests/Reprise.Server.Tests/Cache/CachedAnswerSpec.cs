using Reprise.Interactions;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.Cache;

/// <summary>What a client gets from the cache, and what is on record of it.</summary>
public sealed class CachedAnswerSpec
{
    [Fact]
    public async Task The_same_request_gets_the_same_bytes_and_the_provider_is_not_asked_again()
    {
        await using var stage = await CacheStage.StartAsync();
        var first = await stage.KeepAsync(CacheStage.Question("Who built the tower?"));

        var second = await stage.AskAsync("Who built the tower?");

        second.Cache.ShouldBe("hit");
        second.Bytes.ShouldBe(first.Bytes);
        second.Headers["Content-Type"].ShouldBe(first.Headers["Content-Type"]);
        second.Source.ShouldBe(first.Id);
        second.Id.ShouldNotBe(first.Id);
        second.Headers.ShouldContainKey("Age");
        stage.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_hit_is_on_record_with_its_bytes_what_it_saved_and_where_it_came_from()
    {
        await using var stage = await CacheStage.StartAsync();
        var body = CacheStage.Question("Who built the tower?");
        var first = await stage.KeepAsync(body);

        var second = await stage.SendAsync(body);

        var original = (await stage.Server.RecordedAsync(InteractionId.Parse(first.Id))).Interaction;
        var record = await stage.Server.RecordedAsync(InteractionId.Parse(second.Id));
        var hit = record.Interaction;
        hit.Cache.ShouldBe(new CacheOutcome { Status = "hit", Similarity = 1, SourceInteractionId = original.Id, Policy = "default" });
        original.Cache!.Status.ShouldBe("miss");
        original.CostUsd!.Value.ShouldBeGreaterThan(0);
        original.SavedCostUsd.ShouldBeNull();
        hit.CostUsd.ShouldBe(0);
        hit.SavedCostUsd.ShouldBe(original.CostUsd);
        hit.Usage.ShouldBe(original.Usage);
        hit.Status.ShouldBe(InteractionStatus.Success);
        record.Request!.Bytes.ToArray().ShouldBe(System.Text.Encoding.UTF8.GetBytes(body));
        record.Response!.Bytes.ToArray().ShouldBe(first.Bytes);
    }
}
