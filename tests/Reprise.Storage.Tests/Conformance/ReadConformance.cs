using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

public abstract class ReadConformance(StoreFixture fixture) : StoreConformance(fixture)
{
    [Fact]
    public async Task Every_value_is_read_as_it_was_stored_with_facts_and_without_words()
    {
        var store = await OpenAsync();
        var (full, bare) = (Samples.Full(1), Samples.Recorded(2, "some words"));
        var facts = new[] { Samples.Fact(full, FactKind.Feedback, 3, value: 1, text: "gut"), Samples.Fact(full, FactKind.Label, 4, "topic", text: "billing") };
        await AppendAsync(store, full, bare);
        await AppendFactsAsync(store, [.. facts.Reverse()]);
        var page = await store.ReadAsync(Samples.Query() with { Ascending = true }, Cancellation);
        page.Cursor.ShouldBeNull();
        page.Items.Count.ShouldBe(2);
        Difference.ShouldBeSame(page.Items[0], full);
        Difference.ShouldBeSame(page.Items[1], bare);
        page.Items[0].Facts.ShouldBe(facts);
        page.Items[1].Facts.ShouldBeEmpty();
        page.Items.ShouldAllBe(item => item.SearchText == "");
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData("common", false)]
    [InlineData("model:even", true)]
    [InlineData("session:s2", false)]
    [InlineData("-common OR latency_ms>3", true)]
    public async Task Pages_hold_what_the_pages_of_a_search_hold_and_end_where_they_end(string filter, bool ascending)
    {
        var store = await OpenAsync();
        foreach (var batch in Enumerable.Range(0, 60).Select(Make).Chunk(13)) await AppendAsync(store, batch);
        var query = Samples.Query(filter, limit: 7) with { Ascending = ascending };
        var pages = 0;
        while (true)
        {
            var found = await store.SearchAsync(query, Cancellation);
            var read = await store.ReadAsync(query, Cancellation);
            read.Items.Select(item => item.Interaction.Id).ShouldBe(found.Items.Select(item => item.Interaction.Id));
            read.Cursor.ShouldBe(found.Cursor);
            foreach (var (whole, row) in read.Items.Zip(found.Items)) Difference.Between(whole.Interaction, row.Interaction).ShouldBeEmpty();
            pages++;
            if (read.Cursor is null) break;
            query = query with { Cursor = read.Cursor };
        }

        pages.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task Bodies_come_byte_for_byte_whatever_they_are_and_an_empty_one_is_told_from_none()
    {
        var seed = Seed.Next();
        var random = new Random(seed);
        var store = await OpenAsync();
        RecordedInteraction[] all =
        [
            .. Enumerable.Range(0, 60).Select(i => Samples.Recorded(i) with { Request = Body(random), Response = random.Next(3) == 0 ? null : Body(random) }),
            Samples.Recorded(100) with { Request = new Body { Bytes = ReadOnlyMemory<byte>.Empty }, Response = null },
            Samples.Recorded(101) with { Request = null, Response = new Body { Bytes = ReadOnlyMemory<byte>.Empty, ContentType = "text/plain" } },
            Samples.Recorded(102),
        ];
        foreach (var batch in all.Chunk(17)) await AppendAsync(store, batch);
        var read = (await ReadAllAsync(store, Samples.Query(limit: 25) with { Ascending = true })).ToDictionary(item => item.Interaction.Id);
        read.Count.ShouldBe(all.Length);
        foreach (var one in all) Difference.ShouldBeSame(read[one.Interaction.Id], one, $"seed {seed}");
    }

    [Fact]
    public async Task The_pieces_of_a_stream_and_headers_keep_their_order_and_repetitions()
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1) with
        {
            Response = new Body { Bytes = new byte[1000], Chunks = [.. Enumerable.Range(0, 500).Select(i => new BodyChunk(2, i % 3 == 0 ? 0 : i * 1000))] },
            ResponseHeaders = [new("x-b", "2"), new("x-a", "1"), new("x-b", "1"), new("X-B", ""), new("x-b", "2")],
        };
        await AppendAsync(store, one);
        Difference.ShouldBeSame((await store.ReadAsync(Samples.Query(), Cancellation)).Items.ShouldHaveSingleItem(), one);
    }

    [Fact]
    public async Task A_page_ends_early_when_its_bodies_are_large_and_the_next_goes_on_behind_it()
    {
        var store = await OpenAsync();
        const int Half = 6 << 20;
        var noise = new byte[64 << 10];
        new Random(5).NextBytes(noise);
        var large = Enumerable.Range(0, Half / noise.Length).SelectMany(_ => noise).ToArray();
        var body = new Body { Bytes = large };
        var all = Enumerable.Range(0, 5).Select(i => Samples.Recorded(i) with { Request = body, Response = body }).ToArray();
        foreach (var one in all) await AppendAsync(store, one);
        var ids = new List<InteractionId>();
        var query = Samples.Query() with { Ascending = true };
        var pages = 0;
        do
        {
            var page = await store.ReadAsync(query, Cancellation);
            page.Items.Count.ShouldBeInRange(1, 3, "five of 12 MB do not go into one page");
            foreach (var item in page.Items) (item.Request!.Bytes.Span.SequenceEqual(large) && item.Response!.Bytes.Span.SequenceEqual(large)).ShouldBeTrue();
            ids.AddRange(page.Items.Select(item => item.Interaction.Id));
            query = query with { Cursor = page.Cursor };
            pages++;
        }
        while (query.Cursor is not null);
        ids.ShouldBe(all.Select(one => one.Interaction.Id));
        pages.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Newer_interactions_do_not_move_the_pages_that_follow()
    {
        var store = await OpenAsync();
        await AppendAsync(store, [.. Enumerable.Range(0, 10).Select(Make)]);
        var first = await store.ReadAsync(Samples.Query(limit: 4), Cancellation);
        await AppendAsync(store, [.. Enumerable.Range(100, 10).Select(Make)]);
        var second = await store.ReadAsync(Samples.Query(limit: 4) with { Cursor = first.Cursor }, Cancellation);
        second.Items.Select(item => item.Interaction.Timestamp.Second).ShouldBe([5, 4, 3, 2]);
    }

    [Fact]
    public async Task From_counts_to_does_not_and_projects_see_only_their_own()
    {
        var store = await OpenAsync();
        await AppendAsync(store, [.. Enumerable.Range(0, 10).Select(Make), .. Enumerable.Range(0, 10).Select(i => Samples.Recorded(i, project: "other"))]);
        var page = await store.ReadAsync(Samples.Query() with { From = Samples.Noon.AddSeconds(3), To = Samples.Noon.AddSeconds(6) }, Cancellation);
        page.Items.Select(item => (item.Interaction.Project, item.Interaction.Timestamp.Second)).ShouldBe([(Samples.Project, 5), (Samples.Project, 4), (Samples.Project, 3)]);
        (await store.ReadAsync(Samples.Query(project: "nobody"), Cancellation)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_limit_out_of_range_and_a_cursor_that_is_none_are_refused()
    {
        var store = await OpenAsync();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => store.ReadAsync(Samples.Query(limit: 0), Cancellation));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => store.ReadAsync(Samples.Query(limit: InteractionQuery.MaxLimit + 1), Cancellation));
        await Should.ThrowAsync<ArgumentException>(() => store.ReadAsync(Samples.Query() with { Cursor = "nonsense" }, Cancellation));
        await Should.ThrowAsync<ArgumentException>(() => store.ReadAsync(Samples.Query() with { Cursor = "a1" }, Cancellation));
    }

    private static Body Body(Random random)
    {
        var bytes = BodySamples.Any(random);
        var cut = bytes.Length > 1 ? random.Next(1, bytes.Length) : 0;
        return new Body
        {
            Bytes = bytes,
            ContentType = random.Next(3) == 0 ? null : "application/json",
            ContentEncoding = random.Next(3) == 0 ? "gzip" : null,
            Chunks = cut > 0 && random.Next(2) == 0 ? [new BodyChunk(cut, random.Next(5000)), new BodyChunk(bytes.Length - cut, 0)] : [],
        };
    }

    private static RecordedInteraction Make(int second) =>
        Samples.Recorded(second, "common words", with: it => it with { SessionId = $"s{second % 3}", Model = second % 2 == 0 ? "even" : "odd", LatencyMs = second });
}
