using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

/// <summary>
/// What every engine must do, whatever it is made of. One class a subject below it; an engine derives each with its fixture, and a test fails when it leaves
/// one out.
/// </summary>
public abstract class StoreConformance(StoreFixture fixture) : IAsyncDisposable
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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

    public async ValueTask DisposeAsync()
    {
        await fixture.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
