using Reprise.Encryption;
using Reprise.Settings;
using Reprise.Storage.Sqlite;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Storage.Tests;

/// <summary>Stores whose contents are sealed. All of one fixture share their keys, as servers on one database do.</summary>
public abstract class EncryptedFixture : StoreFixture
{
    private readonly InMemorySettingsStore _settings = new(TimeProvider.System);
    private readonly KeyShelf _shelf;

    private protected EncryptedFixture()
    {
        _shelf = new KeyShelf(_settings, new LocalMasterKey(new byte[LocalMasterKey.Length]), null, null, TimeProvider.System);
        Sealer = new Sealer(_shelf);
    }

    private protected ISealer Sealer { get; }

    /// <summary>Parts of words and values are hidden by design; that such a question is refused, and never answered wrongly, is what these stores are tested for.</summary>
    public override bool Answers(Filter filter)
    {
        try
        {
            new SealedFilter(Sealer, new SealedWords(Sealer), Samples.Project).Of(filter);
            return true;
        }
        catch (UnansweredFilterException)
        {
            return false;
        }
    }

    private protected IInteractionStore Seal(IInteractionStore inner, bool sealsBodies) => new EncryptedInteractionStore(inner, Sealer, sealsBodies, _shelf.OpenAsync);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _shelf.Dispose();
        await _settings.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public sealed class EncryptedMemoryFixture : EncryptedFixture
{
    protected override IInteractionStore Create() => Seal(new InMemoryInteractionStore(), sealsBodies: true);
}

public sealed class EncryptedSqliteFixture : EncryptedFixture
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<IInteractionStore, (string Name, SqliteInteractionStore Inner)> _stores = [];

    public override void FailAt(IInteractionStore store, int step) => _stores[store].Inner.FailAtStep = step;

    public override bool Heal(IInteractionStore store)
    {
        _stores[store].Inner.FailAtStep = 0;
        return false;
    }

    protected override IInteractionStore Create() => Create($"{_stores.Count}.db");

    protected override IInteractionStore CreateOver(IInteractionStore store) => Create(_stores[store].Name);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private IInteractionStore Create(string name)
    {
        var options = new SqliteStoreOptions { Path = _folder.File(name), IdleBeforeMaintenance = TimeSpan.Zero };
        var inner = new SqliteInteractionStore(options, new ManualTimeProvider(Samples.Noon.AddDays(2)), Sealer);
        var store = Seal(inner, sealsBodies: false);
        _stores.Add(store, (name, inner));
        return store;
    }
}
