using Reprise.Storage.Sqlite;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Storage.Tests;

/// <summary>Makes empty stores of one engine for tests, and takes them away again. What an engine cannot do here it leaves out with a reason (<see cref="Conformance.LeavesOutAttribute"/>).</summary>
public abstract class StoreFixture : IAsyncDisposable
{
    private readonly List<IInteractionStore> _stores = [];

    /// <summary>A new, empty, open store.</summary>
    public Task<IInteractionStore> OpenAsync() => OpenAsync(Create());

    /// <summary>One more store over the same data; with both open at once where the engine is meant for that, else after the first is disposed of.</summary>
    public Task<IInteractionStore> OpenOverAsync(IInteractionStore store) => OpenAsync(CreateOver(store));

    /// <summary>
    /// From now on the so-manieth thing that each call of this store does outside of itself fails: a statement, a round trip, a request. What is counted is the
    /// engine's own matter, as long as a larger number fails later and one past the last fails nothing.
    /// </summary>
    /// <param name="store">One that this fixture made.</param>
    /// <param name="step">From 1.</param>
    public virtual void FailAt(IInteractionStore store, int step) => throw new NotSupportedException("Steps of this engine cannot be made to fail.");

    /// <summary>Ends what <see cref="FailAt"/> began.</summary>
    /// <returns>Whether anything failed since.</returns>
    public virtual bool Heal(IInteractionStore store) => throw new NotSupportedException("Steps of this engine cannot be made to fail.");

    /// <summary>Whether stores of this fixture can answer a filter; one that cannot throws <see cref="UnansweredFilterException"/>.</summary>
    public virtual bool Answers(Filter filter) => true;

    protected abstract IInteractionStore Create();

    protected virtual IInteractionStore CreateOver(IInteractionStore store) => throw new NotSupportedException("The data of this engine belong to one store.");

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var store in _stores) await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private async Task<IInteractionStore> OpenAsync(IInteractionStore store)
    {
        _stores.Add(store);
        await store.OpenAsync(TestContext.Current.CancellationToken);
        return store;
    }
}

public sealed class MemoryFixture : StoreFixture
{
    protected override IInteractionStore Create() => new InMemoryInteractionStore();
}

/// <summary>Its clock stands at two days after noon, so that rollups by minute are kept for a part of what tests record.</summary>
public sealed class SqliteFixture : StoreFixture
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<IInteractionStore, string> _names = [];

    public override void FailAt(IInteractionStore store, int step) => ((SqliteInteractionStore)store).FailAtStep = step;

    public override bool Heal(IInteractionStore store)
    {
        // What fails comes out of the call as an exception; no step is tried again inside.
        ((SqliteInteractionStore)store).FailAtStep = 0;
        return false;
    }

    protected override IInteractionStore Create() => Create($"{_names.Count}.db");

    protected override IInteractionStore CreateOver(IInteractionStore store) => Create(_names[store]);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private SqliteInteractionStore Create(string name)
    {
        var store = new SqliteInteractionStore(new SqliteStoreOptions { Path = _folder.File(name), IdleBeforeMaintenance = TimeSpan.Zero }, new ManualTimeProvider(Samples.Noon.AddDays(2)));
        _names.Add(store, name);
        return store;
    }
}
