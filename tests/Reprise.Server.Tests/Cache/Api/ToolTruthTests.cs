using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Cache.Entries;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Interactions;
using Reprise.Server.Cache;
using Reprise.Server.Tests.Api;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache.Api;

/// <summary>Failed calls do not stand in the way of good ones, and the record has the last word on how good those are.</summary>
public sealed class ToolTruthTests
{
    private const string Question = "How do I reset my password?";
    private const string Reworded = "How can I reset my password?";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failed_call_does_not_hide_a_reworded_one_that_went_well()
    {
        await using var host = await StartAsync();
        using var client = new RepriseClient(host.Client);
        var good = await LogAsync(client, Reworded, "by the link in the mail");
        await LogAsync(client, Question, "no connection", success: false);

        var found = await LookupAsync(client);

        (found.Hit, found.Answer?.InteractionId).ShouldBe((true, good), found.Reason);
    }

    [Fact]
    public async Task Many_newer_failures_do_not_hide_an_older_call_that_went_well()
    {
        await using var host = await StartAsync();
        using var client = new RepriseClient(host.Client);
        var good = await LogAsync(client, Question, "by the link in the mail");
        for (var i = 0; i < 20; i++) await LogAsync(client, Question, "no connection", success: false);

        ((await LookupAsync(client)).Answer?.InteractionId).ShouldBe(good);
        (await client.FindSimilarInteractionsAsync(new FindSimilarRequest { ToolId = "helpdesk", Input = Text(Question) }, Cancellation)).ShouldHaveSingleItem().InteractionId.ShouldBe(good);
    }

    [Fact]
    public async Task Where_there_are_only_failures_the_reason_says_so()
    {
        await using var host = await StartAsync();
        using var client = new RepriseClient(host.Client);
        await LogAsync(client, Question, "no connection", success: false);

        var found = await LookupAsync(client);

        (found.Hit, found.Reason).ShouldBe((false, "answer_failed"));
    }

    [Fact]
    public async Task A_word_on_quality_that_another_server_was_told_counts_here()
    {
        await using var host = await StartAsync();
        using var client = new RepriseClient(host.Client);
        var bad = await LogAsync(client, Question, "by magic");
        var good = await LogAsync(client, Question, "by the link in the mail", quality: 0.8);
        ((await LookupAsync(client)).Answer?.InteractionId).ShouldBe(bad);
        await JudgeElsewhereAsync(host, bad, 0.1);

        (await client.FindSimilarInteractionsAsync(new FindSimilarRequest { ToolId = "helpdesk", Input = Text(Question) }, Cancellation)).Select(static item => item.InteractionId).ShouldBe([good]);
        ((await LookupAsync(client)).Answer?.InteractionId).ShouldBe(good);
        host.Services.GetRequiredService<CacheIndex>().Entries.FindBySource("default", InteractionId.Parse(bad)).ShouldHaveSingleItem().Quality.ShouldBe(0.1);
        await JudgeElsewhereAsync(host, good, 0.2);
        var none = await LookupAsync(client);
        (none.Hit, none.Reason).ShouldBe((false, "low_quality"));
    }

    [Fact]
    public async Task An_answer_that_is_gone_from_the_record_gives_way_to_the_next()
    {
        await using var host = await StartAsync();
        using var client = new RepriseClient(host.Client);
        var next = await LogAsync(client, Question, "by the link in the mail", quality: 0.8);
        var gone = await LogAsync(client, Question, "by phone", quality: 0.9);
        ((await LookupAsync(client)).Answer?.InteractionId).ShouldBe(gone);
        // Put back without its record, as on a server that was not told.
        var index = host.Services.GetRequiredService<CacheIndex>();
        var entry = index.Entries.FindBySource("default", InteractionId.Parse(gone)).ShouldHaveSingleItem();
        await host.Store.DeleteAsync(new InteractionQuery { Project = "default", Filter = new FieldFilter(FilterFields.Find("id")!, FilterOperator.Equal, gone) }, Cancellation);
        await index.AddAsync([entry], Cancellation);

        ((await LookupAsync(client)).Answer?.InteractionId).ShouldBe(next);
        index.Entries.FindBySource("default", entry.Source).ShouldBeEmpty("it led to nothing");
    }

    /// <summary>On the record, and the entries here are as they were.</summary>
    private static async Task JudgeElsewhereAsync(ApiHost host, string id, double quality)
    {
        var index = host.Services.GetRequiredService<CacheIndex>();
        var source = InteractionId.Parse(id);
        var before = index.Entries.FindBySource("default", source).ShouldHaveSingleItem();
        var now = TimeProvider.System.GetUtcNow();
        var fact = new Fact { FactId = InteractionId.At(now), InteractionId = source, Project = "default", Kind = FactKind.Evaluation, Timestamp = now, Name = "quality_score", Value = quality };
        await host.Store.AppendAsync(new StoreBatch { Facts = [fact] }, Cancellation);
        index.Entries.Update(before.Number, before.Quality, before.IsPinned, before.Expires);
    }

    private static async Task<ApiHost> StartAsync()
    {
        var host = await ApiHost.StartAsync();
        await Eventually.HoldsAsync("the cache is open", () => host.Services.GetRequiredService<CacheOpening>().IsOpen);
        return host;
    }

    private static Task<string> LogAsync(RepriseClient client, string input, string output, double quality = 0.9, bool success = true) => client.LogInteractionAsync(
        new LoggedInteraction { ToolId = "helpdesk", Input = Text(input), Output = Text(output), QualityScore = quality, Success = success }, Cancellation);

    private static Task<CachedResult> LookupAsync(RepriseClient client) =>
        client.GetCachedResultAsync(new CachedResultRequest { ToolId = "helpdesk", Input = Text(Question), SimilarityThreshold = 0.8, AcceptedWrongRate = 0.5 }, Cancellation);

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);
}
