using Reprise.Encryption;
using Reprise.Settings;
using Reprise.Storage.Sqlite.Settings;
using Reprise.Tests;

namespace Reprise.Storage.Tests.Settings;

/// <summary>Makes empty settings stores of one engine for tests, and takes them away again.</summary>
public abstract class SettingsFixture : IAsyncDisposable
{
    private readonly List<ISettingsStore> _stores = [];

    internal ManualTimeProvider Time { get; } = new();

    /// <summary>A new, empty, open store.</summary>
    public async Task<ISettingsStore> OpenAsync() => await OpenAsync(await CreateAsync());

    /// <summary>Opens a store, and closes it when the test ends.</summary>
    protected async Task<ISettingsStore> OpenAsync(ISettingsStore store)
    {
        _stores.Add(store);
        await store.OpenAsync(TestContext.Current.CancellationToken);
        return store;
    }

    protected abstract Task<ISettingsStore> CreateAsync();

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var store in _stores) await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public sealed class MemorySettingsFixture : SettingsFixture
{
    protected override Task<ISettingsStore> CreateAsync() => Task.FromResult<ISettingsStore>(new InMemorySettingsStore(Time));
}

public sealed class SqliteSettingsFixture : SettingsFixture
{
    private readonly TemporaryFolder _folder = new();
    private int _count;

    protected override Task<ISettingsStore> CreateAsync() => Task.FromResult<ISettingsStore>(new SqliteSettingsStore(_folder.File($"{_count++}.db"), Time));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>Values and audit entries sealed, over SQLite.</summary>
public sealed class EncryptedSettingsFixture : SettingsFixture
{
    private readonly TemporaryFolder _folder = new();
    private int _count;

    protected override Task<ISettingsStore> CreateAsync()
    {
        var inner = new SqliteSettingsStore(_folder.File($"{_count++}.db"), Time);
        var shelf = new KeyShelf(inner, new LocalMasterKey(new byte[LocalMasterKey.Length]), null, null, Time);
        return Task.FromResult<ISettingsStore>(new EncryptedSettingsStore(inner, shelf, new Sealer(shelf)));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
