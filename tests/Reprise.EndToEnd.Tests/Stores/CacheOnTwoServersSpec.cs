using System.Text;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Stores;

/// <summary>Two servers, each with a cache of its own, on one PostgreSQL: what becomes of the record through one of them counts in the cache of the other.</summary>
public sealed class CacheOnTwoServersSpec
{
    private static readonly string[] s_settings = ["Cache:Use=always", "Cache:VerifyAfter=00:00:00", "Cache:SyncInterval=00:00:00.200", "Cache:SweepInterval=00:00:01"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_decided_on_one_server_counts_on_the_other()
    {
        await using var stage = await PostgresStage.StartOnSharedAsync();
        var folder = stage.NewFolder();
        await using var one = await stage.ServeAsync(folder, settings: s_settings);
        await using var two = await stage.ServeAsync(stage.NewFolder(), settings: s_settings);
        using var onOne = new RepriseClient(one.Http);
        using var onTwo = new RepriseClient(two.Http);

        // Each finds what the other was answered.
        var evicted = await AskAsync(one, "Which answer will be evicted?");
        var judged = await AskAsync(one, "Which answer will be judged?");
        var pinned = await AskAsync(one, "Which answer will be pinned?");
        var deleted = await AskAsync(one, "Which answer will be deleted, zebrafish?");
        await GivesAsync(two, "Which answer will be evicted?", evicted);
        await GivesAsync(two, "Which answer will be judged?", judged);
        await GivesAsync(two, "Which answer will be pinned?", pinned);
        await GivesAsync(two, "Which answer will be deleted, zebrafish?", deleted);
        var newer = await AskAsync(one, "Which answer will be pinned?", ("Reprise-Cache", "refresh"));
        await GivesAsync(one, "Which answer will be pinned?", newer);
        await GivesAsync(two, "Which answer will be pinned?", newer);
        stage.Calls.ShouldBe(5);

        await onTwo.EvictFromCacheAsync(new EvictionRequest { Source = evicted }, Cancellation);
        await GivesAsync(one, "Which answer will be evicted?", null);

        await onOne.UpdateInteractionQualityAsync(judged, 0.1, cancellationToken: Cancellation);
        await GivesAsync(one, "Which answer will be judged?", null);
        await GivesAsync(two, "Which answer will be judged?", null);
        await onTwo.UpdateInteractionQualityAsync(judged, 0.9, cancellationToken: Cancellation);
        await GivesAsync(two, "Which answer will be judged?", judged);
        // The first one gives it to nobody and so does not look at its record, but when all are compared.
        await GivesAsync(one, "Which answer will be judged?", judged);

        await onTwo.PinCachedAsync(pinned, Cancellation);
        await GivesAsync(one, "Which answer will be pinned?", pinned);

        Holds(folder, "zebrafish").ShouldBeTrue();
        (await onTwo.DeleteAsync(new DeletionRequest { Q = $"id:{deleted}" }, Cancellation)).Interactions.ShouldBe(1);
        await Eventually.HoldsAsync("the question has left the files of the other server, which nobody asked for it", () => !Holds(folder, "zebrafish"));
        await GivesAsync(one, "Which answer will be deleted, zebrafish?", null);
        stage.Calls.ShouldBe(5);
    }

    [Fact]
    public async Task A_server_that_was_killed_knows_what_became_of_the_record_when_it_is_back()
    {
        await using var stage = await PostgresStage.StartOnSharedAsync();
        var folder = stage.NewFolder();
        await using var one = await stage.ServeAsync(folder, settings: s_settings);
        await using var two = await stage.ServeAsync(stage.NewFolder(), settings: s_settings);
        using var onTwo = new RepriseClient(two.Http);
        var evicted = await AskAsync(one, "Which answer will be evicted?");
        await GivesAsync(two, "Which answer will be evicted?", evicted);
        // Its answer is in the journal, wherever else it is by now.
        var last = await AskAsync(one, "Which answer came last?");
        one.Kill();

        await onTwo.EvictFromCacheAsync(new EvictionRequest { Source = evicted }, Cancellation);
        await using var again = await stage.ServeAsync(folder, settings: s_settings);

        await GivesAsync(again, "Which answer came last?", last);
        await GivesAsync(two, "Which answer came last?", last);
        await GivesAsync(again, "Which answer will be evicted?", null);
        stage.Calls.ShouldBe(2);
    }

    /// <summary>Asks the provider, and returns the id of its answer.</summary>
    private static async Task<string> AskAsync(ServerProcess server, string text, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(server, text, headers);
        answer.EnsureSuccessStatusCode();
        Header(answer, "Reprise-Cache").ShouldBe("miss");
        return Header(answer, "Reprise-Id")!;
    }

    /// <summary>Waits until a server gives the answer of that interaction, or none when null.</summary>
    private static async Task GivesAsync(ServerProcess server, string text, string? source)
    {
        await Eventually.HoldsAsync($"'{text}' is answered with {source ?? "nothing"}", async () =>
        {
            using var answer = await SendAsync(server, text, ("Cache-Control", "only-if-cached"));
            var given = Header(answer, "Reprise-Cache") == "hit" ? Header(answer, "Reprise-Cache-Source") : null;
            return given == source;
        });
    }

    private static async Task<HttpResponseMessage> SendAsync(ServerProcess server, string text, params (string Name, string Value)[] headers)
    {
        var body = $$"""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"{{text}}"}]}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await server.Http.SendAsync(request, Cancellation);
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    /// <summary>Whether the cache's files of a server hold a word anywhere.</summary>
    private static bool Holds(string folder, string word)
    {
        var sought = Encoding.UTF8.GetBytes(word);
        foreach (var path in Directory.GetFiles(folder, "cache.db*"))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            file.CopyTo(copy);
            if (copy.ToArray().AsSpan().IndexOf(sought) >= 0) return true;
        }

        return false;
    }
}
