using Reprise.Cache.Curation;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Interactions;
using Reprise.Server.Tests.Api;

namespace Reprise.Server.Tests.Cache.Api;

public sealed class CurationApiTests
{
    private static readonly DateTimeOffset s_now = TimeProvider.System.GetUtcNow();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_eviction_takes_what_is_selected_once_and_says_how_many_before()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = new RepriseClient(host.Client);
        var old = CacheRecords.Of(s_now.AddHours(-5), "miss", tags: ["prices"]);
        var tagged = CacheRecords.Of(s_now.AddMinutes(-3), "miss", tags: ["prices"]);
        var strict = CacheRecords.Of(s_now.AddMinutes(-2), "miss", policy: "conservative");
        var other = CacheRecords.Of(s_now.AddMinutes(-1), "miss", model: "o3");
        var hit = CacheRecords.Of(s_now, "hit", source: other.Interaction.Id, tags: ["prices"]);
        await CacheRecords.AppendAsync(host.Store, old, tagged, strict, other, hit);

        (await EvictAsync(new EvictionRequest { Tag = "prices", DryRun = true })).ShouldBe(new EvictionResult { DryRun = true, Evicted = 2, Complete = true });
        (await EvictAsync(new EvictionRequest { Tag = "prices", OlderThan = "2h" })).Evicted.ShouldBe(1);
        (await EvictAsync(new EvictionRequest { Tag = "prices" })).Evicted.ShouldBe(1, "the old one is evicted already, and a hit holds no answer of its own");
        (await EvictAsync(new EvictionRequest { Q = "model:gpt-4o", Policy = "conservative" })).Evicted.ShouldBe(1);
        (await EvictAsync(new EvictionRequest { Source = hit.Interaction.Id.ToString() })).Evicted.ShouldBe(1, "the answer of a hit lies in its source");
        (await EvictAsync(new EvictionRequest { Model = "o3" })).Evicted.ShouldBe(0);
        (await MarksAsync(other)).IsEvicted.ShouldBeTrue();
        (await MarksAsync(hit)).ShouldBe(default);

        var log = await client.ListAuditAsync(new AuditSearch { Action = "cache.evict" }, Cancellation).ToListAsync(Cancellation);
        log.Count.ShouldBe(4);
        log[^1].Details!.Value.GetProperty("interactions").GetInt64().ShouldBe(1);

        Task<EvictionResult> EvictAsync(EvictionRequest request) => client.EvictFromCacheAsync(request, Cancellation);

        async Task<CacheMarks> MarksAsync(RecordedInteraction record) => CacheMarks.Of((await host.Store.FindAsync("default", record.Interaction.Id, Cancellation))!.Facts);
    }

    [Fact]
    public async Task Everything_or_a_whole_policy_is_left_behind_at_once_by_a_new_generation()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = new RepriseClient(host.Client);
        await CacheRecords.AppendAsync(host.Store, CacheRecords.Of(s_now, "miss"));
        var before = await GenerationsAsync();
        (await client.EvictFromCacheAsync(new EvictionRequest { All = true, DryRun = true }, Cancellation)).Generation.ShouldBeNull();
        (await GenerationsAsync()).ShouldBe(before);
        (await client.EvictFromCacheAsync(new EvictionRequest { Policy = "aggressive" }, Cancellation)).Generation.ShouldNotBeNull();
        var after = await GenerationsAsync();
        (after.Aggressive > before.Aggressive, after.Default == before.Default).ShouldBe((true, true));
        await client.EvictFromCacheAsync(new EvictionRequest { All = true }, Cancellation);
        (await GenerationsAsync()).Default.ShouldBeGreaterThan(before.Default);

        async Task<(long Aggressive, long Default)> GenerationsAsync() =>
            ((await client.GetCachePolicyAsync("aggressive", Cancellation)).Generation, (await client.GetCachePolicyAsync("default", Cancellation)).Generation);
    }

    [Theory]
    [InlineData("{}", 400)]
    [InlineData("""{"all":true,"tag":"x"}""", 400)]
    [InlineData("""{"older_than":"long ago"}""", 400)]
    [InlineData("""{"q":"modle:x"}""", 400)]
    [InlineData("""{"policy":"nobody"}""", 404)]
    [InlineData("""{"source":"01997f2c-8a3e-7cc1-9d5b-0242ac120002"}""", 404)]
    [InlineData("""{"tags":"x"}""", 400)]
    public async Task An_eviction_that_says_nothing_or_nonsense_is_refused(string body, int status)
    {
        await using var host = await ApiHost.StartAsync();
        (await host.SendAsync("/api/cache/evict", body)).Status.ShouldBe(status);
    }

    [Fact]
    public async Task A_pin_an_edit_and_a_quality_are_facts_about_the_interaction_that_holds_the_answer()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = new RepriseClient(host.Client);
        var answer = CacheRecords.Of(s_now.AddMinutes(-1), "miss");
        var hit = CacheRecords.Of(s_now, "semantic", source: answer.Interaction.Id);
        await CacheRecords.AppendAsync(host.Store, answer, hit);
        var id = answer.Interaction.Id.ToString();

        (await client.PinCachedAsync(hit.Interaction.Id.ToString(), Cancellation)).InteractionId.ShouldBe(id);
        await client.EditCachedAsync(id, "a better answer", Cancellation);
        var fact = await client.UpdateInteractionQualityAsync(id, 0.4, "judge", "vague", Cancellation);
        (fact.Kind, fact.Name, fact.Value, fact.Author, fact.Text).ShouldBe(("evaluation", "quality_score", 0.4, "judge", "vague"));
        (await MarksAsync()).ShouldBe(new CacheMarks(false, true, "a better answer", 0.4));
        await client.UnpinCachedAsync(id, Cancellation);
        await client.UpdateInteractionQualityAsync(id, 0.9, cancellationToken: Cancellation);
        (await MarksAsync()).ShouldBe(new CacheMarks(false, false, "a better answer", 0.9));

        var log = await client.ListAuditAsync(new AuditSearch { Action = "cache.*" }, Cancellation).ToListAsync(Cancellation);
        log.Select(static entry => (entry.Action, entry.Subject)).ShouldBe([("cache.unpin", id), ("cache.edit", id), ("cache.pin", id)]);
        log[1].Details!.Value.GetRawText().ShouldBe("""{"characters":15}""", "never the text");

        async Task<CacheMarks> MarksAsync() => CacheMarks.Of((await host.Store.FindAsync("default", answer.Interaction.Id, Cancellation))!.Facts);
    }

    [Fact]
    public async Task A_quality_said_of_a_hit_is_said_of_the_answer_it_was_given_too()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = new RepriseClient(host.Client);
        var answer = CacheRecords.Of(s_now.AddMinutes(-1), "miss");
        var hit = CacheRecords.Of(s_now, "hit", source: answer.Interaction.Id);
        var orphan = CacheRecords.Of(s_now, "semantic", source: InteractionId.At(s_now.AddMinutes(-9)));
        await CacheRecords.AppendAsync(host.Store, answer, hit, orphan);

        await client.UpdateInteractionQualityAsync(hit.Interaction.Id.ToString(), 0, "user", "wrong", Cancellation);
        await client.UpdateInteractionQualityAsync(orphan.Interaction.Id.ToString(), 0.1, cancellationToken: Cancellation);

        foreach (var record in new[] { answer, hit })
        {
            var said = (await host.Store.FindAsync("default", record.Interaction.Id, Cancellation))!.Facts.ShouldHaveSingleItem();
            (said.Name, said.Value, said.Author, said.Text).ShouldBe(("quality_score", 0, "user", "wrong"));
        }

        CacheMarks.Of((await host.Store.FindAsync("default", orphan.Interaction.Id, Cancellation))!.Facts).Quality.ShouldBe(0.1, "its answer is gone");
    }

    [Fact]
    public async Task An_eviction_counts_and_marks_only_what_can_still_be_given()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = new RepriseClient(host.Client);
        var kept = CacheRecords.Of(s_now.AddMinutes(-1), "miss");
        var ended = CacheRecords.Of(s_now.AddDays(-3), "miss");
        var patient = CacheRecords.Of(s_now.AddDays(-3), "miss", policy: "aggressive");
        var pinned = CacheRecords.Of(s_now.AddDays(-4), "miss");
        var tool = Other(InteractionKind.Tool, "reprise", "checker");
        var failed = CacheRecords.Of(s_now.AddMinutes(-1), "miss");
        failed = failed with { Interaction = failed.Interaction with { Status = InteractionStatus.Error } };
        RecordedInteraction[] never = [ended, failed, Other(InteractionKind.Llm, "openai.chat", null), Other(InteractionKind.Llm, "openai.chat", "chat"), Other(InteractionKind.Embedding, "openai.embeddings", null), Other(InteractionKind.Event, "reprise", "login")];
        await CacheRecords.AppendAsync(host.Store, [kept, patient, pinned, tool, .. never]);
        await client.PinCachedAsync(pinned.Interaction.Id.ToString(), Cancellation);

        (await client.EvictFromCacheAsync(new EvictionRequest { Model = "gpt-4o", DryRun = true }, Cancellation)).ShouldBe(new EvictionResult { DryRun = true, Evicted = 4, Complete = true });
        (await client.EvictFromCacheAsync(new EvictionRequest { Model = "gpt-4o" }, Cancellation)).Evicted.ShouldBe(4);

        foreach (var record in new[] { kept, patient, pinned, tool }) (await MarksAsync(record)).IsEvicted.ShouldBeTrue();
        foreach (var record in never) (await MarksAsync(record)).IsEvicted.ShouldBeFalse();

        RecordedInteraction Other(InteractionKind kind, string dialect, string? name)
        {
            var like = CacheRecords.Of(s_now.AddMinutes(-1), "miss");
            return like with { Interaction = like.Interaction with { Kind = kind, Dialect = dialect, Name = name, Cache = null } };
        }

        async Task<CacheMarks> MarksAsync(RecordedInteraction record) => CacheMarks.Of((await host.Store.FindAsync("default", record.Interaction.Id, Cancellation))!.Facts);
    }

    [Theory]
    [InlineData("""{"quality_score":1.2}""")]
    [InlineData("""{"quality_score":-0.1}""")]
    [InlineData("{}")]
    public async Task A_quality_that_is_none_is_refused(string body)
    {
        await using var host = await ApiHost.StartAsync();
        var record = CacheRecords.Of(s_now, "miss");
        await CacheRecords.AppendAsync(host.Store, record);
        (await host.SendAsync($"/api/interactions/{record.Interaction.Id}/quality", body)).Status.ShouldBe(400);
    }
}
