using System.Text;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

public abstract class LimitsConformance(StoreFixture fixture) : StoreConformance(fixture)
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(InteractionQuery.MaxLimit + 1)]
    public async Task A_limit_out_of_range_is_refused(int limit)
    {
        var store = await OpenAsync();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => store.SearchAsync(Samples.Query(limit: limit), Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a1")]
    [InlineData("d-1")]
    [InlineData("dffffffffffffffffff")]
    [InlineData("'; DROP TABLE interactions --")]
    public async Task A_cursor_that_is_none_is_refused(string cursor)
    {
        var store = await OpenAsync();
        await Should.ThrowAsync<ArgumentException>(() => store.SearchAsync(Samples.Query() with { Cursor = cursor }, Cancellation));
    }

    [Fact]
    public async Task Aggregates_refuse_unknown_fields_too_many_groups_and_tiny_buckets()
    {
        var store = await OpenAsync();
        var query = new AggregateQuery { Project = Samples.Project };
        await Should.ThrowAsync<ArgumentException>(() => store.AggregateAsync(query with { GroupBy = ["nonsense"] }, Cancellation));
        await Should.ThrowAsync<ArgumentException>(() => store.AggregateAsync(query with { GroupBy = ["latency_ms"] }, Cancellation));
        await Should.ThrowAsync<ArgumentException>(() => store.AggregateAsync(query with { GroupBy = ["model", "status", "user"] }, Cancellation));
        await Should.ThrowAsync<ArgumentException>(() => store.AggregateAsync(query with { Bucket = TimeSpan.FromMilliseconds(10) }, Cancellation));
    }

    [Fact]
    public async Task Hostile_text_is_only_text()
    {
        var store = await OpenAsync();
        string[] hostile = ["'; DROP TABLE interactions; --", "\" OR 1=1", "%", "_", "*", "\0", "a\0b", "NEAR(a b)", "{", "\u202e", "🙂", new string('x', 100_000), "col:val", "^a", "-"];
        var all = hostile.Select((text, i) => Samples.Recorded(i, text + " anchor", with: it => it with { SessionId = text, Model = text, Tags = [text], ErrorMessage = text })).ToArray();
        await AppendAsync(store, all);
        (await IdsAsync(store, "anchor")).Count.ShouldBe(hostile.Length);
        foreach (var (text, i) in hostile.Select((text, i) => (text, i)))
        {
            foreach (var name in new[] { "session", "model", "tag" })
            {
                var filter = new FieldFilter(FilterFields.Find(name)!, FilterOperator.Equal, text);
                var page = await store.SearchAsync(new InteractionQuery { Project = Samples.Project, Filter = filter }, Cancellation);
                page.Items.ShouldHaveSingleItem($"{name} {i}").Interaction.Id.ShouldBe(all[i].Interaction.Id);
                page.Items[0].Interaction.ErrorMessage.ShouldBe(text);
            }
        }
    }

    [Fact]
    public async Task Bodies_of_megabytes_come_back()
    {
        var store = await OpenAsync();
        var text = BodySamples.Text(new Random(3), 20_000);
        var large = Encoding.UTF8.GetBytes($"[{string.Join(",", Enumerable.Repeat($"\"{text}\"", 40))}]");
        var one = Samples.Recorded(1) with { Request = new Body { Bytes = large }, Response = new Body { Bytes = large } };
        await AppendAsync(store, one);
        var found = await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation);
        found!.Request!.Bytes.Span.SequenceEqual(large).ShouldBeTrue();
        found.Response!.Bytes.Span.SequenceEqual(large).ShouldBeTrue();
    }

    [Fact]
    public async Task Extreme_numbers_are_kept()
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1, with: it => it with
        {
            LatencyMs = long.MaxValue, RequestBytes = long.MaxValue, HttpStatus = int.MinValue, Usage = new TokenUsage { PromptTokens = long.MinValue }, QualityScore = double.MaxValue,
        });
        await AppendAsync(store, one);
        Difference.ShouldBeSame(await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation), one);
    }
}
