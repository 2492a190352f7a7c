using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

public abstract class SearchConformance(StoreFixture fixture) : StoreConformance(fixture)
{
    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData("common", false)]
    [InlineData("common", true)]
    [InlineData("model:even", false)]
    [InlineData("session:s2", true)]
    [InlineData("-common OR latency_ms>3", false)]
    public async Task Following_cursors_gives_everything_once_in_order(string filter, bool ascending)
    {
        var store = await OpenAsync();
        foreach (var batch in Enumerable.Range(0, 90).Select(Make).Chunk(13)) await AppendAsync(store, batch);
        var whole = await store.SearchAsync(Samples.Query(filter, limit: 1000) with { Ascending = ascending }, Cancellation);
        var pages = await PagesAsync(store, Samples.Query(filter, limit: 7) with { Ascending = ascending });
        pages.ShouldBe(whole.Items.Select(item => item.Interaction.Id));
        var times = whole.Items.Select(item => item.Interaction.Timestamp).ToArray();
        times.ShouldBe(ascending ? times.Order() : times.OrderDescending());
        times.Length.ShouldBeGreaterThan(7);
    }

    [Fact]
    public async Task A_last_page_that_is_full_has_no_cursor()
    {
        var store = await OpenAsync();
        await AppendAsync(store, [.. Enumerable.Range(0, 10).Select(Make)]);
        var page = await store.SearchAsync(Samples.Query(limit: 10), Cancellation);
        page.Items.Count.ShouldBe(10);
        page.Cursor.ShouldBeNull();
    }

    [Fact]
    public async Task Newer_interactions_do_not_move_the_pages_that_follow()
    {
        var store = await OpenAsync();
        await AppendAsync(store, [.. Enumerable.Range(0, 10).Select(Make)]);
        var first = await store.SearchAsync(Samples.Query(limit: 4), Cancellation);
        await AppendAsync(store, [.. Enumerable.Range(100, 10).Select(Make)]);
        var second = await store.SearchAsync(Samples.Query(limit: 4) with { Cursor = first.Cursor }, Cancellation);
        second.Items.Select(item => item.Interaction.Timestamp.Second).ShouldBe([5, 4, 3, 2]);
    }

    [Fact]
    public async Task From_counts_and_to_does_not()
    {
        var store = await OpenAsync();
        await AppendAsync(store, [.. Enumerable.Range(0, 10).Select(Make)]);
        var page = await store.SearchAsync(Samples.Query() with { From = Samples.Noon.AddSeconds(3), To = Samples.Noon.AddSeconds(6) }, Cancellation);
        page.Items.Select(item => item.Interaction.Timestamp.Second).ShouldBe([5, 4, 3]);
    }

    [Fact]
    public async Task Projects_see_only_their_own()
    {
        var store = await OpenAsync();
        await AppendAsync(store, [.. Enumerable.Range(0, 30).Select(i => Samples.Recorded(i, "shared word", project: $"p{i % 3}", with: it => it with { SessionId = "s", Model = "m", Tags = ["t"] }))]);
        foreach (var filter in new[] { "", "word", "\"shared word\"", "wor*", "session:s", "tag:t", "model:m", "-other", "kind:llm" }.Where(filter => Fixture.Answers(Samples.Filter(filter))))
        {
            for (var project = 0; project < 3; project++) (await IdsAsync(store, filter, $"p{project}")).Count.ShouldBe(10, filter);
            (await IdsAsync(store, filter, "p9")).ShouldBeEmpty(filter);
        }
    }

    [Fact]
    public async Task Interactions_stored_late_are_found_at_their_time()
    {
        var store = await OpenAsync();
        await AppendAsync(store, Make(50), Make(10), Make(30));
        await AppendAsync(store, Make(20), Make(40));
        var page = await store.SearchAsync(Samples.Query("common"), Cancellation);
        page.Items.Select(item => item.Interaction.Timestamp.Second).ShouldBe([50, 40, 30, 20, 10]);
    }

    [Fact]
    public async Task A_session_is_read_from_its_start()
    {
        var store = await OpenAsync();
        await AppendAsync(store, [.. Enumerable.Range(0, 20).Select(Make)]);
        var page = await store.SearchAsync(Samples.Query("session:s1") with { Ascending = true }, Cancellation);
        page.Items.Select(item => item.Interaction.Timestamp.Second).ShouldBe([1, 4, 7, 10, 13, 16, 19]);
    }

    private static RecordedInteraction Make(int second) =>
        Samples.Recorded(second, second % 5 == 0 ? "common words and a tenth" : "common words", with: it => it with { SessionId = $"s{second % 3}", Model = second % 2 == 0 ? "even" : "odd", LatencyMs = second });

    private static async Task<IReadOnlyList<InteractionId>> PagesAsync(IInteractionStore store, InteractionQuery query)
    {
        var ids = new List<InteractionId>();
        while (true)
        {
            var page = await store.SearchAsync(query, Cancellation);
            page.Items.Count.ShouldBeLessThanOrEqualTo(query.Limit);
            ids.AddRange(page.Items.Select(item => item.Interaction.Id));
            if (page.Cursor is null) return ids;
            query = query with { Cursor = page.Cursor };
        }
    }
}
