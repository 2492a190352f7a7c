using System.Text.Json;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache;

/// <summary>Logged calls come back from the record where their entries were lost, but for those that were left behind.</summary>
public sealed class KeepingUpToolsSpec
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_purged_stays_away_when_the_entries_are_made_again()
    {
        await using var stage = await CacheStage.StartAsync();
        var purged = await LogAsync(stage, "before the purge");
        using (var client = new RepriseClient(stage.Server.Http)) await client.EvictFromCacheAsync(new EvictionRequest { All = true }, Cancellation);
        var kept = await LogAsync(stage, "after the purge");
        (await LookupAsync(stage, "after the purge")).ShouldBe(kept);

        await stage.RestartAsync(Lose);

        await Eventually.HoldsAsync("the later call is back", async () => await LookupAsync(stage, "after the purge") == kept);
        (await LookupAsync(stage, "before the purge")).ShouldBeNull();
        using var again = new RepriseClient(stage.Server.Http);
        await again.UnpinCachedAsync(purged, Cancellation);
        (await LookupAsync(stage, "before the purge")).ShouldBeNull("nothing takes a purge back");
    }

    [Fact]
    public async Task An_eviction_of_a_logged_call_can_be_taken_back()
    {
        await using var stage = await CacheStage.StartAsync();
        using var client = new RepriseClient(stage.Server.Http);
        var id = await LogAsync(stage, "evicted by mistake");
        (await LookupAsync(stage, "evicted by mistake")).ShouldBe(id);
        await client.EvictFromCacheAsync(new EvictionRequest { Source = id }, Cancellation);
        (await LookupAsync(stage, "evicted by mistake")).ShouldBeNull();

        await client.UnpinCachedAsync(id, Cancellation);

        await Eventually.HoldsAsync("it is given again", async () => await LookupAsync(stage, "evicted by mistake") == id);
    }

    private static void Lose(string folder)
    {
        foreach (var file in Directory.GetFiles(folder, "cache.*")) File.Delete(file);
    }

    private static async Task<string> LogAsync(CacheStage stage, string input)
    {
        using var client = new RepriseClient(stage.Server.Http);
        return await client.LogInteractionAsync(new LoggedInteraction { ToolId = "checker", Input = Text(input), Output = Text("checked"), QualityScore = 0.9 }, Cancellation);
    }

    /// <summary>The call whose answer is given; null for none.</summary>
    private static async Task<string?> LookupAsync(CacheStage stage, string input)
    {
        using var client = new RepriseClient(stage.Server.Http);
        return (await client.GetCachedResultAsync(new CachedResultRequest { ToolId = "checker", Input = Text(input) }, Cancellation)).Answer?.InteractionId;
    }

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);
}
