using Reprise.Interactions;
using Reprise.Proof;
using Reprise.Proof.Chain;
using Reprise.Proof.Verification;
using Reprise.Settings;
using Reprise.Storage.Sqlite;
using Reprise.Storage.Sqlite.Proof;
using Reprise.Storage.Sqlite.Settings;
using Reprise.Store;

namespace Reprise.Storage.Tests.Proof;

/// <summary>A data folder with a record, settings and their proof, as a server has it.</summary>
internal sealed class ProvenFolder : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<IAsyncDisposable> _open = [];

    public ProvenFolder(ProofOptions? options = null) => Options = options ?? new ProofOptions { CheckpointEntries = 40 };

    public ProofOptions Options { get; }

    public string Path => _folder.Path;

    public string Record => _folder.File("reprise.db");

    public string Settings => _folder.File("settings.db");

    public string Proof => _folder.File("proof.db");

    public string KeyFile => _folder.File("proof.key");

    public ProofLog Log { get; private set; } = null!;

    public ProvenStore Store { get; private set; } = null!;

    public ProvenSettings Audit { get; private set; } = null!;

    /// <summary>Starts it, as a server would.</summary>
    /// <param name="around">What stands between the store and its proof.</param>
    /// <param name="proof">What stands around the proof's store.</param>
    public async Task<ProvenFolder> StartAsync(Func<IInteractionStore, IInteractionStore>? around = null, Func<IProofStore, IProofStore>? proof = null)
    {
        IProofStore kept = new SqliteProofStore(Proof);
        kept = proof?.Invoke(kept) ?? kept;
        IInteractionStore engine = new SqliteInteractionStore(new SqliteStoreOptions { Path = Record, IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);
        Log = new ProofLog(kept, Options, KeyFile, "test", TimeProvider.System);
        Store = new ProvenStore(around?.Invoke(engine) ?? engine, Log);
        Audit = new ProvenSettings(new SqliteSettingsStore(Settings, TimeProvider.System), Log);
        _open.AddRange([Store, Audit, kept]);
        await Audit.OpenAsync(TestContext.Current.CancellationToken);
        await Store.OpenAsync(TestContext.Current.CancellationToken);
        return this;
    }

    /// <summary>Stops it in order.</summary>
    public async Task StopAsync()
    {
        foreach (var one in _open) await one.DisposeAsync();
        _open.Clear();
    }

    /// <summary>Verifies what lies in the folder, which nothing has open.</summary>
    public async Task<VerificationReport> VerifyAsync(VerificationOptions? options = null)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var store = new SqliteInteractionStore(new SqliteStoreOptions { Path = Record, IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);
        await using var settings = new SqliteSettingsStore(Settings, TimeProvider.System);
        await using var proof = new SqliteProofStore(Proof);
        using var key = SigningKey.Load(KeyFile);
        await store.OpenAsync(cancellationToken);
        return await new Verifier(proof, store, settings, key, flush: null).RunAsync(options ?? new VerificationOptions(), null, cancellationToken);
    }

    /// <summary>Runs statements on one of the files, past everything.</summary>
    public static void Edit(string file, string sql)
    {
        using var database = SqliteDatabase.Open(file, create: false, TimeSpan.FromSeconds(5));
        database.Execute(sql);
        database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <summary>A hundred interactions with bodies, some facts and some entries of the audit log.</summary>
    public async Task<Sown> SowAsync(int count = 100)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var records = Enumerable.Range(0, count).Select(second => Samples.Full(second)).ToList();
        var facts = records.Where((_, i) => i % 10 == 0).Select((record, i) => Samples.Fact(record, FactKind.Feedback, 1000 + i, "helpful", 1, "fine")).ToList();
        foreach (var batch in records.Chunk(25)) await Store.AppendAsync(new StoreBatch { Interactions = batch }, cancellationToken);
        await Store.AppendAsync(new StoreBatch { Facts = facts }, cancellationToken);
        await Audit.AppendAuditAsync([.. Enumerable.Range(0, 5).Select(i => Entry(i))], cancellationToken);
        await Log.FlushAsync(cancellationToken);
        return new Sown(records, facts);
    }

    public static AuditEntry Entry(int second) => new()
    {
        Id = InteractionId.At(Samples.Noon.AddSeconds(second)), Timestamp = Samples.Noon.AddSeconds(second), Project = Samples.Project, Actor = "local", Action = "record.read", Subject = $"{second}", Details = "{\"count\":1}",
    };

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }
}

/// <summary>What was recorded.</summary>
internal sealed record Sown(IReadOnlyList<RecordedInteraction> Records, IReadOnlyList<Fact> Facts);
