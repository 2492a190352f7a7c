using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

public abstract class FilterConformance(StoreFixture fixture) : StoreConformance(fixture)
{
    [Theory]
    [MemberData(nameof(FilterCases.Rows), MemberType = typeof(FilterCases))]
    public async Task A_filter_selects_what_the_table_says(string caption, string query, string expected)
    {
        var store = await OpenAsync();
        await store.AppendAsync(FilterCases.All.ToBatch(), Cancellation);
        var ids = FilterCases.All.Interactions.ToDictionary(one => InteractionId.FromForeign(one.Key), one => one.Key);
        string.Concat((await IdsAsync(store, query)).Select(id => ids[id])).ShouldBe(expected, caption);
        (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project, Filter = Samples.Filter(query) }, Cancellation))
            .Rows.Sum(row => row.Count).ShouldBe(expected.Length, caption);
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

    [Fact]
    public async Task Random_filters_select_what_the_oracle_selects()
    {
        var seed = Environment.TickCount;
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
            var because = $"seed {seed}, query {i}: {FilterText.Of(query.Filter)}";
            var expected = await oracle.SearchAsync(query, Cancellation);
            var found = await store.SearchAsync(query, Cancellation);
            found.Items.Select(item => item.Interaction.Id).ShouldBe(expected.Items.Select(item => item.Interaction.Id), because);
            found.Cursor.ShouldBe(expected.Cursor, because);
            found.Items.SelectMany(item => item.Facts).ShouldBe(expected.Items.SelectMany(item => item.Facts), because);
        }
    }
}
