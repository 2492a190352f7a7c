using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

/// <summary>
/// What every engine must do, whatever it is made of. One class a subject below it; an engine derives each with its fixture, and a test fails when it leaves
/// one out without a reason.
/// </summary>
public abstract class StoreConformance(StoreFixture fixture) : IAsyncLifetime
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected StoreFixture Fixture => fixture;

    public ValueTask InitializeAsync()
    {
        if (TestContext.Current.TestMethod is { } test && Engines.ReasonAgainst(GetType(), test.MethodName) is { } reason) Assert.Skip(reason);
        return ValueTask.CompletedTask;
    }

    protected Task<IInteractionStore> OpenAsync() => fixture.OpenAsync();

    protected static Task<AppendResult> AppendAsync(IInteractionStore store, params RecordedInteraction[] interactions) =>
        store.AppendAsync(new StoreBatch { Interactions = interactions }, Cancellation);

    protected static Task<AppendResult> AppendFactsAsync(IInteractionStore store, params Fact[] facts) =>
        store.AppendAsync(new StoreBatch { Facts = facts }, Cancellation);

    protected static async Task<IReadOnlyList<InteractionId>> IdsAsync(IInteractionStore store, string filter, string project = Samples.Project)
    {
        var page = await store.SearchAsync(Samples.Query(filter, limit: InteractionQuery.MaxLimit, project), Cancellation);
        return [.. page.Items.Select(item => item.Interaction.Id)];
    }

    /// <summary>Everything a query selects, whole, page by page.</summary>
    protected static async Task<IReadOnlyList<RecordedInteraction>> ReadAllAsync(IInteractionStore store, InteractionQuery query)
    {
        var all = new List<RecordedInteraction>();
        while (true)
        {
            var page = await store.ReadAsync(query, Cancellation);
            page.Items.Count.ShouldBeLessThanOrEqualTo(query.Limit);
            if (page.Cursor is not null) page.Items.ShouldNotBeEmpty("a page with another behind it holds one at least");
            all.AddRange(page.Items);
            if (page.Cursor is null) return all;
            query = query with { Cursor = page.Cursor };
        }
    }

    public async ValueTask DisposeAsync()
    {
        await fixture.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
