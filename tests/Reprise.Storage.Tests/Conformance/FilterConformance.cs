using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

public abstract class FilterConformance(StoreFixture fixture) : StoreConformance(fixture)
{
    [Theory]
    [MemberData(nameof(FilterCases.Parts), MemberType = typeof(FilterCases))]
    public async Task Each_query_of_the_table_selects_what_the_table_says(int part)
    {
        var table = FilterCases.All[part];
        var store = await OpenAsync();
        await store.AppendAsync(table.ToBatch(), Cancellation);
        var keys = table.Interactions.ToDictionary(one => one.InteractionId, one => one.Key);
        var wrong = new List<string>();
        foreach (var (caption, query, expected) in table.Cases)
        {
            var filter = Samples.Filter(query);
            await CompareAsync(caption, query, expected, filter);
            // What people write as "not there" has an operator of its own, which callers inside may use.
            if (Missing(filter) is { } missing) await CompareAsync($"{caption}, by its own operator", query, expected, missing);
        }

        wrong.ShouldBeEmpty(table.About);

        async Task CompareAsync(string caption, string query, string expected, Filter filter)
        {
            if (!Fixture.Answers(filter))
            {
                await Should.ThrowAsync<UnansweredFilterException>(() => store.SearchAsync(new InteractionQuery { Project = Samples.Project, Filter = filter }, Cancellation));
                return;
            }

            var page = await store.SearchAsync(new InteractionQuery { Project = Samples.Project, Filter = filter }, Cancellation);
            var found = string.Concat(page.Items.Select(item => keys[item.Interaction.Id]));
            if (found != expected) wrong.Add($"{caption}: {query} selects '{found}' instead of '{expected}'");
            var counted = (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project, Filter = filter }, Cancellation)).Rows.Sum(row => row.Count);
            if (counted != expected.Length) wrong.Add($"{caption}: {query} counts {counted} instead of {expected.Length}");
        }
    }

    [Fact]
    public async Task An_id_selects_one()
    {
        var store = await OpenAsync();
        var all = Enumerable.Range(0, 5).Select(i => Samples.Recorded(i)).ToArray();
        await AppendAsync(store, all);
        var id = all[3].Interaction.Id;
        (await IdsAsync(store, $"id:{id}")).ShouldBe([id]);
        (await IdsAsync(store, $"id:{id.ToString()[..20]}*")).ShouldContain(id);
        (await IdsAsync(store, $"-id:{id}")).Count.ShouldBe(4);
        (await IdsAsync(store, "id:nonsense")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("flagged:true flagged:false")]
    [InlineData("flagged:false flagged:true")]
    [InlineData("flagged:true -flagged:true")]
    [InlineData("(flagged:true rating>0) flagged:false")]
    public async Task A_filter_that_contradicts_itself_selects_nothing(string filter)
    {
        var store = await OpenAsync();
        await AppendAsync(store, [.. Enumerable.Range(0, 5).Select(i => Samples.Recorded(i))]);
        (await IdsAsync(store, filter)).ShouldBeEmpty();
        (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project, Filter = Samples.Filter(filter) }, Cancellation)).Rows.Sum(static row => row.Count).ShouldBe(0);
    }

    [Fact]
    public async Task Random_filters_select_what_the_oracle_selects()
    {
        var seed = Seed.Next();
        var random = new RandomRecords(seed);
        var store = await OpenAsync();
        await using var oracle = new InMemoryInteractionStore();
        for (var i = 0; i < 12; i++)
        {
            var batch = random.Batch(40);
            await store.AppendAsync(batch, Cancellation);
            await oracle.AppendAsync(batch, Cancellation);
        }

        for (var i = 0; i < 400; i++)
        {
            var query = random.Query();
            if (!Fixture.Answers(query.Filter)) continue;
            var because = $"seed {seed}, query {i}: {FilterText.Of(query.Filter)}";
            var expected = await oracle.SearchAsync(query, Cancellation);
            var found = await store.SearchAsync(query, Cancellation);
            found.Items.Select(item => item.Interaction.Id).ShouldBe(expected.Items.Select(item => item.Interaction.Id), because);
            found.Cursor.ShouldBe(expected.Cursor, because);
            found.Items.SelectMany(item => item.Facts).ShouldBe(expected.Items.SelectMany(item => item.Facts), because);
        }
    }

    private static FieldFilter? Missing(Filter filter) =>
        filter is NotFilter { Inner: FieldFilter { Operator: FilterOperator.Present } present } ? present with { Operator = FilterOperator.Missing } : null;
}
