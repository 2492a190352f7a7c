using Reprise.Storage.Sqlite;
using Reprise.Store;

namespace Reprise.Storage.Tests;

/// <summary>Makes empty stores of one engine for tests, and takes them away again.</summary>
public abstract class StoreFixture : IAsyncDisposable
{
    private readonly List<IInteractionStore> _stores = [];

    /// <summary>A new, empty, open store.</summary>
    public async Task<IInteractionStore> OpenAsync()
    {
        var store = Create();
        _stores.Add(store);
        await store.OpenAsync(TestContext.Current.CancellationToken);
        return store;
    }

    protected abstract IInteractionStore Create();

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var store in _stores) await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public sealed class MemoryFixture : StoreFixture
{
    protected override IInteractionStore Create() => new InMemoryInteractionStore();
}

public sealed class SqliteFixture : StoreFixture
{
    private readonly TemporaryFolder _folder = new();
    private int _count;

    protected override IInteractionStore Create() =>
        new SqliteInteractionStore(new SqliteStoreOptions { Path = _folder.File($"{_count++}.db"), IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
