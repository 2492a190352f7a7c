using System.Text;
using Reprise.Interactions;
using Reprise.Proof;
using Reprise.Proof.Chain;
using Reprise.Proof.Verification;
using Reprise.Settings;
using Reprise.Storage.Sqlite;
using Reprise.Storage.Sqlite.Proof;
using Reprise.Storage.Sqlite.Settings;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Storage.Tests.Proof;

/// <summary>A data folder with a record, settings and their proof, as a server has it.</summary>
internal sealed class ProvenFolder : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<IAsyncDisposable> _open = [];

    public ProvenFolder(ProofOptions? options = null) => Options = options ?? new ProofOptions { CheckpointEntries = 40 };

    public ProofOptions Options { get; }

    public string Path => _folder.Path;

    public string RecordFile => _folder.File("reprise.db");

    public string SettingsFile => _folder.File("settings.db");

    public string ProofFile => _folder.File("proof.db");

    public string KeyFile => _folder.File("proof.key");

    public ProofLog Log { get; private set; } = null!;

    public ProvenStore Store { get; private set; } = null!;

    public ProvenSettings Audit { get; private set; } = null!;

    /// <summary>A copy of what lies in another folder that nothing has open.</summary>
    public static ProvenFolder CopyOf(string folder)
    {
        var copy = new ProvenFolder();
        foreach (var file in Directory.GetFiles(folder).Where(static file => !file.EndsWith(".lock", StringComparison.Ordinal) && !file.EndsWith("-shm", StringComparison.Ordinal))) System.IO.File.Copy(file, System.IO.Path.Combine(copy.Path, System.IO.Path.GetFileName(file)), overwrite: true);
        return copy;
    }

    /// <summary>Starts it, as a server would.</summary>
    /// <param name="around">What stands between the store and its proof.</param>
    /// <param name="proof">What stands around the proof's store.</param>
    public async Task<ProvenFolder> StartAsync(Func<IInteractionStore, IInteractionStore>? around = null, Func<IProofStore, IProofStore>? proof = null)
    {
        IProofStore kept = new SqliteProofStore(ProofFile);
        kept = proof?.Invoke(kept) ?? kept;
        IInteractionStore engine = new SqliteInteractionStore(new SqliteStoreOptions { Path = RecordFile, IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);
        Log = new ProofLog(kept, Options, KeyFile, "test", TimeProvider.System);
        Store = new ProvenStore(around?.Invoke(engine) ?? engine, Log);
        Audit = new ProvenSettings(new SqliteSettingsStore(SettingsFile, TimeProvider.System), Log);
        _open.AddRange([Store, Audit, kept]);
        await Audit.OpenAsync(TestContext.Current.CancellationToken);
        await Store.OpenAsync(TestContext.Current.CancellationToken);
        if (proof is null) await Eventually.HoldsAsync("what was there is taken over", () => !Log.Status.Adopting);
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
        await using var store = new SqliteInteractionStore(new SqliteStoreOptions { Path = RecordFile, IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);
        await using var settings = new SqliteSettingsStore(SettingsFile, TimeProvider.System);
        await using var proof = new SqliteProofStore(ProofFile);
        using var key = SigningKey.Load(KeyFile);
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
        var records = Enumerable.Range(0, count).Select(static second => Record(second)).ToList();
        var facts = records.Where((_, i) => i % 10 == 0).Select((record, i) => Samples.Fact(record, FactKind.Feedback, 1000 + i, "helpful", 1, "fine")).ToList();
        foreach (var batch in records.Chunk(25))
        {
            await Store.AppendAsync(new StoreBatch { Interactions = batch }, cancellationToken);
            await Log.FlushAsync(cancellationToken);
        }

        await Store.AppendAsync(new StoreBatch { Facts = facts }, cancellationToken);
        var entries = Enumerable.Range(0, 5).Select(static i => Entry(i)).ToList();
        await Audit.AppendAuditAsync(entries, cancellationToken);
        await Log.FlushAsync(cancellationToken);
        return new Sown(records, facts, [.. entries.Select(static entry => entry.Id)]);
    }

    /// <summary>With every value set, and bodies of its own.</summary>
    public static RecordedInteraction Record(int second) =>
        Samples.Full(second) with { Request = new Body { Bytes = Encoding.UTF8.GetBytes($$"""{"model":"gpt-4o","seed":{{second}}}"""), ContentType = "application/json" } };

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
internal sealed record Sown(IReadOnlyList<RecordedInteraction> Records, IReadOnlyList<Fact> Facts, IReadOnlyList<InteractionId> AuditIds);
