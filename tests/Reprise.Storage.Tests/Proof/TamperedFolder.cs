using Reprise.Interactions;
using Reprise.Proof;
using Reprise.Proof.Chain;
using Reprise.Storage.Sqlite;
using Reprise.Storage.Sqlite.Proof;
using Reprise.Storage.Sqlite.Settings;
using Reprise.Store;

namespace Reprise.Storage.Tests.Proof;

/// <summary>A folder that somebody with access to the files does something to; a case says what.</summary>
internal sealed class TamperedFolder(ProvenFolder folder, Sown sown, ExportedCheckpoint exported, string older)
{
    /// <summary>The interaction most cases work on; it has facts, bodies and a checkpoint behind it.</summary>
    public const int Victim = 50;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ProvenFolder Folder => folder;

    public Sown Sown => sown;

    /// <summary>Exported when everything stood.</summary>
    public ExportedCheckpoint Exported => exported;

    /// <summary>A copy of all files from before the last records came.</summary>
    public string Older => older;

    public InteractionId Id(int record = Victim) => sown.Records[record].Interaction.Id;

    public string Row(int record = Victim) => $"id = x'{Hex(Id(record))}'";

    public void Record(string sql) => ProvenFolder.Edit(folder.RecordFile, sql);

    public void Proof(string sql) => ProvenFolder.Edit(folder.ProofFile, sql);

    /// <summary>Past the triggers that guard the audit log.</summary>
    public void Audit(string sql) => ProvenFolder.Edit(folder.SettingsFile, $"DROP TRIGGER audit_keeps; DROP TRIGGER audit_stays; {sql}");

    /// <summary>The place of an entry by the id of what it is about.</summary>
    public long Sequence(InteractionId id)
    {
        using var database = SqliteDatabase.Open(folder.ProofFile, create: false, TimeSpan.FromSeconds(5));
        return database.Scalar($"SELECT min(sequence) FROM entries WHERE id = x'{Hex(id)}'");
    }

    public long ProofScalar(string sql)
    {
        using var database = SqliteDatabase.Open(folder.ProofFile, create: false, TimeSpan.FromSeconds(5));
        return database.Scalar(sql);
    }

    public async Task StoreAsync(Func<IInteractionStore, Task> work)
    {
        await using var store = new SqliteInteractionStore(new SqliteStoreOptions { Path = folder.RecordFile, IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);
        await store.OpenAsync(Cancellation);
        await work(store);
    }

    public async Task SettingsAsync(Func<SqliteSettingsStore, Task> work)
    {
        await using var settings = new SqliteSettingsStore(folder.SettingsFile, TimeProvider.System);
        await work(settings);
    }

    public async Task ProofAsync(Func<SqliteProofStore, Task> work)
    {
        await using var proof = new SqliteProofStore(folder.ProofFile);
        await work(proof);
    }

    /// <summary>Makes all hashes of the chain fit again from an entry on, as somebody can who has no key.</summary>
    public async Task RechainAsync(long from)
    {
        var rewritten = new List<(long Sequence, byte[] Chain)>();
        await ProofAsync(async proof =>
        {
            var chain = from == 0 ? new byte[32] : (await proof.ReadAsync(from - 1, 1, Cancellation))[0].Chain.ToArray();
            foreach (var entry in await proof.ReadAsync(from, int.MaxValue, Cancellation)) rewritten.Add((entry.Sequence, chain = MerkleTree.Link(chain, entry.Leaf())));
        });
        Proof(string.Concat(rewritten.Select(static one => $"UPDATE entries SET chain = x'{Convert.ToHexString(one.Chain)}' WHERE sequence = {one.Sequence};")));
    }

    /// <summary>Puts the files of the older copy in place of those here.</summary>
    public void PutBack(params string[] names)
    {
        foreach (var name in names)
        {
            foreach (var end in new[] { "", "-wal", "-shm" }) File.Delete(Path.Combine(folder.Path, name + end));
            File.Copy(Path.Combine(older, name), Path.Combine(folder.Path, name));
        }
    }

    public static string Hex(InteractionId id) => Convert.ToHexString(id.ToByteArray());
}
