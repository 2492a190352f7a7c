using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Server.Cache;
using Reprise.Server.Tests.Api;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache.Api;

/// <summary>Log a call, find it again, use its answer: through the typed client, over real HTTP.</summary>
public sealed class ToolApiTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_logged_is_found_by_the_very_same_input_however_its_JSON_is_written()
    {
        await using var host = await StartAsync();
        using var client = new RepriseClient(host.Client);
        var id = await client.LogInteractionAsync(
            new LoggedInteraction { ToolId = "translator", Input = Json("""{"text":"hello","target_language":"fr"}"""), Output = Json("""{"translation":"bonjour"}"""), QualityScore = 0.95, LatencyMs = 12.5 }, Cancellation);

        var found = (await client.FindSimilarInteractionsAsync(new FindSimilarRequest { ToolId = "translator", Input = Json("""{ "target_language": "fr", "text": "hello" }""") }, Cancellation)).ShouldHaveSingleItem();
        (found.InteractionId, found.Similarity, found.QualityScore, found.Rank, found.Success).ShouldBe((id, 1, 0.95, 0.95, true));
        found.Output!.Value.GetProperty("translation").GetString().ShouldBe("bonjour");
        found.Input!.Value.GetProperty("text").GetString().ShouldBe("hello");

        var result = await client.GetCachedResultAsync(new CachedResultRequest { ToolId = "translator", Input = Json("""{"text":"hello","target_language":"fr"}""") }, Cancellation);
        (result.Hit, result.Similarity, result.Reason, result.Answer!.InteractionId).ShouldBe((true, 1, null, id));
        foreach (var (tool, input) in new[] { ("translator", """{"text":"hello","target_language":"de"}"""), ("other", """{"text":"hello","target_language":"fr"}"""), ("translator", "\"hello\"") })
        {
            var none = await client.GetCachedResultAsync(new CachedResultRequest { ToolId = tool, Input = Json(input) }, Cancellation);
            (none.Hit, none.Reason is not null).ShouldBe((false, true), $"{tool} {input}");
        }
    }

    [Fact]
    public async Task The_best_answer_is_given_not_the_first_and_a_later_word_on_quality_counts()
    {
        await using var host = await StartAsync();
        using var client = new RepriseClient(host.Client);
        var basic = await LogAsync(client, "def sort(x): return sorted(x)", quality: 0.75);
        var better = await LogAsync(client, "def sort_with_type_hints(items: list) -> list: ...", quality: 0.9);
        (await LookupAsync(client)).Answer!.InteractionId.ShouldBe(better);
        var all = await client.FindSimilarInteractionsAsync(new FindSimilarRequest { ToolId = "code_generator", Input = Text("Write a function to sort a list"), MinQuality = 0 }, Cancellation);
        all.Select(static item => item.InteractionId).ShouldBe([better, basic]);
    }

    [Fact]
    public async Task Poor_failed_and_old_answers_are_not_given_unless_they_are_asked_for()
    {
        await using var host = await StartAsync();
        using var client = new RepriseClient(host.Client);
        await LogAsync(client, "poor", quality: 0.3);
        (await LookupAsync(client)).Reason.ShouldBe("low_quality");
        var failed = await LogAsync(client, "failed", quality: 0.9, success: false);
        (await LookupAsync(client)).Hit.ShouldBeFalse();
        var old = await client.LogInteractionAsync(
            new LoggedInteraction { ToolId = "code_generator", Input = Text("Write a function to sort a list"), Output = Text("old"), Timestamp = TimeProvider.System.GetUtcNow().AddHours(-30) }, Cancellation);
        (await LookupAsync(client)).Hit.ShouldBeFalse("older than a day");
        (await LookupAsync(client, hours: 48)).Answer!.InteractionId.ShouldBe(old);

        var search = new FindSimilarRequest { ToolId = "code_generator", Input = Text("Write a function to sort a list") };
        (await client.FindSimilarInteractionsAsync(search, Cancellation)).Select(static item => item.InteractionId).ShouldBe([old]);
        (await client.FindSimilarInteractionsAsync(search with { RequireSuccess = false }, Cancellation)).Select(static item => item.InteractionId).ShouldBe([failed, old]);
        (await client.FindSimilarInteractionsAsync(search with { RequireSuccess = false, MinQuality = 0, TopK = 2 }, Cancellation)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_answer_is_given_only_while_what_it_was_made_from_is_the_same()
    {
        await using var host = await StartAsync();
        using var client = new RepriseClient(host.Client);
        var call = new LoggedInteraction { ToolId = "compiler", Input = Json("""{"source_file":"main.c"}"""), Output = Text("ok"), Inputs = new Dictionary<string, string> { ["main.c"] = "sha256:1", ["main.h"] = "sha256:2" } };
        await client.LogInteractionAsync(call, Cancellation);
        (await LookupAsync(new() { ["main.h"] = "sha256:2", ["main.c"] = "sha256:1" })).ShouldBeTrue();
        (await LookupAsync(new() { ["main.c"] = "sha256:9", ["main.h"] = "sha256:2" })).ShouldBeFalse();
        (await LookupAsync(new() { ["main.c"] = "sha256:1" })).ShouldBeFalse();
        (await LookupAsync(null)).ShouldBeFalse();

        async Task<bool> LookupAsync(Dictionary<string, string>? inputs) =>
            (await client.GetCachedResultAsync(new CachedResultRequest { ToolId = "compiler", Input = call.Input, Inputs = inputs }, Cancellation)).Hit;
    }

    [Fact]
    public async Task Evicted_answers_are_not_given_edited_ones_are_and_other_projects_see_nothing()
    {
        await using var host = await StartAsync();
        using var client = new RepriseClient(host.Client);
        using var other = new RepriseClient(host.Client, "other");
        var id = await LogAsync(client, "first");
        (await LookupAsync(other)).Hit.ShouldBeFalse();
        await client.EditCachedAsync(id, "edited", Cancellation);
        (await LookupAsync(client)).Answer!.Output!.Value.GetString().ShouldBe("edited");
        (await client.EvictFromCacheAsync(new EvictionRequest { Source = id }, Cancellation)).Evicted.ShouldBe(1);
        (await LookupAsync(client)).Hit.ShouldBeFalse();
        await LogAsync(client, "second");
        (await client.EvictFromCacheAsync(new EvictionRequest { Q = "name:code_generator", Policy = "default", DryRun = true }, Cancellation)).Evicted.ShouldBe(0);
        (await client.EvictFromCacheAsync(new EvictionRequest { Q = "name:code_generator", Policy = "tools", DryRun = true }, Cancellation)).Evicted.ShouldBe(1);
        (await LookupAsync(client)).Hit.ShouldBeTrue();
        await client.EvictFromCacheAsync(new EvictionRequest { All = true }, Cancellation);
        (await LookupAsync(client)).Hit.ShouldBeFalse();
    }

    [Fact]
    public async Task Entries_are_listed_by_the_filter_language_and_explained()
    {
        await using var host = await StartAsync();
        using var client = new RepriseClient(host.Client);
        var first = await LogAsync(client, "first");
        await client.LogInteractionAsync(new LoggedInteraction { ToolId = "translator", Input = Text("hello"), Output = Text("bonjour") }, Cancellation);
        await client.FindSimilarInteractionsAsync(new FindSimilarRequest { ToolId = "translator", Input = Text("hello") }, Cancellation);
        var all = await client.ListCacheEntriesAsync(new CacheEntrySearch { PageSize = 1 }, Cancellation).ToListAsync(Cancellation);
        all.Select(static entry => (entry.Name, entry.Policy)).ShouldBe([("translator", "tools"), ("code_generator", "tools")]);
        var entry = await client.ListCacheEntriesAsync(new CacheEntrySearch { Filter = "name:code_generator" }, Cancellation).SingleAsync(Cancellation);
        (entry.InteractionId, entry.Text, entry.Kind).ShouldBe((first, "Write a function to sort a list", "tool"));

        var said = await client.ExplainCacheAsync(new ExplainRequest { ToolId = "code_generator", Input = Text("Write a function to sort a list") }, Cancellation);
        (said.Status, said.Policy, said.Key.Text).ShouldBe(("hit", "tools", "Write a function to sort a list"));
        said.Candidates.ShouldHaveSingleItem().InteractionId.ShouldBe(first);
        var own = await client.ExplainCacheAsync(new ExplainRequest { InteractionId = first, Policy = "tools" }, Cancellation);
        (own.Status, own.Candidates.Count).ShouldBe(("miss", 0));
        var chat = await client.ExplainCacheAsync(new ExplainRequest { Text = "What is the capital of France?", Model = "gpt-4o" }, Cancellation);
        (chat.Status, chat.Reason, chat.Policy, chat.Key.Dialect).ShouldBe(("miss", "no_candidate", "default", "openai.chat"));
    }

    [Theory]
    [InlineData("find", """{"tool_id":"x","input":"y","top_k":0}""")]
    [InlineData("find", """{"tool_id":"","input":"y"}""")]
    [InlineData("find", """{"tool_id":"x","input":null}""")]
    [InlineData("find", """{"tool_id":"x"}""")]
    [InlineData("find", """{"tool_id":"x","input":"y","similarity_threshold":2}""")]
    [InlineData("lookup", """{"tool_id":"x","input":"y","max_age_hours":-1}""")]
    [InlineData("lookup", """{"tool_id":"x","input":"y","accepted_wrong_rate":0.6}""")]
    [InlineData("lookup", """{"tool_id":"x","input":"y","treshold":0.6}""")]
    [InlineData("explain", "{}")]
    [InlineData("explain", """{"text":"a","tool_id":"b"}""")]
    [InlineData("explain", """{"tool_id":"b"}""")]
    public async Task What_cannot_be_asked_is_refused(string path, string body)
    {
        await using var host = await StartAsync();
        (await host.SendAsync($"/api/cache/{path}", body)).Status.ShouldBe(400);
    }

    private static async Task<ApiHost> StartAsync()
    {
        var host = await ApiHost.StartAsync();
        await Eventually.HoldsAsync("the cache is open", () => host.Services.GetRequiredService<CacheOpening>().IsOpen);
        return host;
    }

    private static Task<string> LogAsync(RepriseClient client, string output, double? quality = null, bool success = true) => client.LogInteractionAsync(
        new LoggedInteraction { ToolId = "code_generator", Input = Text("Write a function to sort a list"), Output = Text(output), QualityScore = quality, Success = success }, Cancellation);

    private static Task<CachedResult> LookupAsync(RepriseClient client, double? hours = null) =>
        client.GetCachedResultAsync(new CachedResultRequest { ToolId = "code_generator", Input = Text("Write a function to sort a list"), MaxAgeHours = hours }, Cancellation);

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);

    private static JsonElement Json(string json) => JsonElement.Parse(json);
}
