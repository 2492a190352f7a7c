using Reprise.Interactions;
using Reprise.Proof.Chain;
using Reprise.Proof.Recording;
using Reprise.Store;

namespace Reprise.Storage.Tests.Proof;

/// <summary>Ways to tamper with a record that lies in SQLite files.</summary>
internal static class TamperCases
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Columns of an interaction and what somebody writes into them.</summary>
    private static readonly (string Column, string Value)[] s_columns =
    [
        ("latency_ms", "1"), ("ttft_ms", "1"), ("prompt_tokens", "1"), ("completion_tokens", "1"), ("total_tokens", "1"), ("cached_tokens", "1"), ("cache_write_tokens", "1"),
        ("reasoning_tokens", "1"), ("recorded_cost", "1"), ("saved_cost", "NULL"), ("recorded_quality", "0.9"), ("request_bytes", "1"), ("response_bytes", "1"), ("session", "'s-2'"),
        ("user", "'u-2'"), ("trace", "NULL"), ("span", "'x'"), ("parent", "'x'"), ("ip", "'203.0.113.8'"), ("tags", "NULL"), ("operation", "'GET /'"), ("error_message", "'nothing'"), ("record_error", "NULL"),
        ("prompt_preview", "'Who are you?'"), ("content_preview", "NULL"), ("metadata", "'{}'"), ("file_metadata", "'[]'"), ("prompt_hash", "'x'"), ("input_hash", "x'00'"), ("extra", "NULL"),
        ("shape", "-1, own_shape = (SELECT replace(value, 'gpt-4o', 'gpt-9') FROM shapes)"), ("position", "position + (60000 << 20)"),
    ];

    public static IReadOnlyList<TamperCase> All { get; } = [.. Columns(), .. Records(), .. Facts(), .. Audit(), .. Entries(), .. Checkpoints(), .. Whole()];

    private static IEnumerable<TamperCase> Columns() => s_columns.Select(static column => new TamperCase(
        $"write {column.Column} of an interaction", At(f => f.Record($"UPDATE interactions SET {column.Column} = {column.Value} WHERE {f.Row()}")), "altered", "interaction", Victim));

    private static IEnumerable<TamperCase> Records() =>
    [
        new("take the bodies of an interaction away", At(f => f.Record($"UPDATE interactions SET body = NULL WHERE {f.Row()}")), "altered", "interaction", Victim),
        new("take bodies and previews away as retention does", f => f.StoreAsync(store => store.DropBodiesAsync(Samples.Query() with { From = f.Sown.Records[50].Interaction.Timestamp, To = f.Sown.Records[51].Interaction.Timestamp }, Cancellation)), "removed", "interaction", Victim),
        new("exchange the bodies of two interactions", At(f => f.Record($"UPDATE interactions SET body = (SELECT body FROM interactions WHERE {f.Row(95)}) WHERE {f.Row()}")), "altered", "interaction", Victim),
        new("put other text into a compressed pack of bodies", PackAsync, "altered", "interaction", Victim),
        new("damage a pack of bodies", At(f => f.Record("UPDATE packs SET data = x'02ffffffff'")), "unreadable", "record"),
        new("delete an interaction", At(f => f.Record($"DELETE FROM interactions WHERE {f.Row()}")), "removed", "interaction", Victim),
        new("delete an interaction as the store does", f => f.StoreAsync(store => store.DeleteAsync(Samples.Query() with { From = f.Sown.Records[50].Interaction.Timestamp, To = f.Sown.Records[51].Interaction.Timestamp }, Cancellation)), "removed", "interaction", Victim),
        new("delete the newest interactions", At(f => f.Record("DELETE FROM interactions WHERE position IN (SELECT position FROM interactions ORDER BY position DESC LIMIT 3)")), "removed", "interaction", static f => f.Id(99).ToString()),
        new("insert an interaction past the proof", f => f.StoreAsync(store => store.AppendAsync(new StoreBatch { Interactions = [s_stranger] }, Cancellation)), "inserted", "interaction", static _ => s_stranger.Interaction.Id.ToString()),
        new("insert a copy of an interaction under another id", At(f => f.Record(Copy(f, "x'00000000000000000000000000000001'"))), "inserted", "interaction", static _ => "00000000-0000-0000-0000-000000000001"),
        new("exchange the ids of two interactions", At(f => f.Record($"UPDATE interactions SET id = zeroblob(16) WHERE {f.Row()}; UPDATE interactions SET id = x'{TamperedFolder.Hex(f.Id())}' WHERE {f.Row(70)}; UPDATE interactions SET id = x'{TamperedFolder.Hex(f.Id(70))}' WHERE id = zeroblob(16)")), "altered", "interaction", Victim),
        new("give an interaction another id", At(f => f.Record($"UPDATE interactions SET id = zeroblob(16) WHERE {f.Row()}")), "removed", "interaction", Victim),
        new("record an interaction twice", At(f => f.Record($"DROP INDEX interactions_id; {Copy(f, "id")}")), "duplicated", "interaction", Victim),
        new("move an interaction to another project", At(f => f.Record($"INSERT INTO projects (name) VALUES ('theirs'); UPDATE interactions SET project = (SELECT id FROM projects WHERE name = 'theirs') WHERE {f.Row()}")), "moved", "interaction", Victim),
        new("rename the project", At(f => f.Record("UPDATE projects SET name = 'theirs' WHERE name = 'default'")), "moved", "interaction", Victim),
        new("put a lawfully deleted interaction back", f => f.StoreAsync(store => store.AppendAsync(new StoreBatch { Interactions = [f.Sown.Records[3]] }, Cancellation)), "returned", "interaction", static f => f.Id(3).ToString()),
        new("put lawfully dropped previews back", At(f => f.Record($"UPDATE interactions SET prompt_preview = 'back' WHERE {f.Row(15)}")), "returned", "interaction", static f => f.Id(15).ToString()),
        new("write another model into the shapes all interactions share", At(f => f.Record("UPDATE shapes SET value = replace(value, 'gpt-4o', 'gpt-9')")), "altered", "interaction", Victim),
    ];

    private static IEnumerable<TamperCase> Facts() =>
    [
        new("write the value of a fact", At(f => f.Record($"UPDATE facts SET value = -1 WHERE id = {Fact(f)}")), "altered", "fact", FactId),
        new("write the text of a fact", At(f => f.Record($"UPDATE facts SET text = 'bad' WHERE id = {Fact(f)}")), "altered", "fact", FactId),
        new("write the author of a fact", At(f => f.Record($"UPDATE facts SET author = 'me' WHERE id = {Fact(f)}")), "altered", "fact", FactId),
        new("write the kind of a fact", At(f => f.Record($"UPDATE facts SET kind = 2 WHERE id = {Fact(f)}")), "altered", "fact", FactId),
        new("write the time of a fact", At(f => f.Record($"UPDATE facts SET timestamp = 1 WHERE id = {Fact(f)}")), "altered", "fact", FactId),
        new("hang a fact onto another interaction", At(f => f.Record($"UPDATE facts SET interaction = x'{TamperedFolder.Hex(f.Id(70))}' WHERE id = {Fact(f)}")), "altered", "fact", FactId),
        new("delete a fact", At(f => f.Record($"DELETE FROM facts WHERE id = {Fact(f)}")), "removed", "fact", FactId),
        new("insert a fact past the proof", f => f.StoreAsync(store => store.AppendAsync(new StoreBatch { Facts = [s_gossip with { InteractionId = f.Id() }] }, Cancellation)), "inserted", "fact", static _ => s_gossip.FactId.ToString()),
        new("hide the facts of an interaction", At(f => f.Record($"UPDATE interactions SET facts = 0 WHERE {f.Row()}")), "removed", "fact", FactId),
    ];

    private static IEnumerable<TamperCase> Audit() =>
    [
        new("write the actor of an audit entry", At(static f => f.Audit("UPDATE audit SET actor = 'nobody' WHERE subject = '2'")), "altered", "audit", AuditId),
        new("write the subject of an audit entry", At(static f => f.Audit("UPDATE audit SET subject = 'x' WHERE subject = '2'")), "altered", "audit", AuditId),
        new("write the details of an audit entry", At(static f => f.Audit("UPDATE audit SET details = '{}' WHERE subject = '2'")), "altered", "audit", AuditId),
        new("write the time of an audit entry", At(static f => f.Audit("UPDATE audit SET at = at + 1 WHERE subject = '2'")), "altered", "audit", AuditId),
        new("delete an audit entry", At(static f => f.Audit("DELETE FROM audit WHERE subject = '2'")), "removed", "audit", AuditId),
        new("empty the audit log", At(static f => f.Audit("DELETE FROM audit")), "removed", "audit", AuditId),
        new("insert an audit entry past the proof", static f => f.SettingsAsync(settings => settings.AppendAuditAsync([ProvenFolder.Entry(77)], Cancellation)), "inserted", "audit"),
    ];

    private static IEnumerable<TamperCase> Entries() =>
    [
        new("write the digest of an entry", Entry("digest = zeroblob(32)"), "altered", "entry") { Number = Sequence },
        new("write the digest of an entry's bodies", Entry("bodies = zeroblob(32)"), "altered", "entry") { Number = Sequence },
        new("write the id of an entry", Entry("id = zeroblob(16)"), "altered", "entry") { Number = static f => f.Sequence(default) },
        new("write the kind of an entry", Entry("kind = 2"), "altered", "entry") { Number = Sequence },
        new("write the project of an entry", Entry("project = 'theirs'"), "altered", "entry") { Number = Sequence },
        new("write the time of an entry", Entry("at = at + 1"), "altered", "entry") { Number = Sequence },
        new("write the hash of an entry", Entry("chain = zeroblob(32)"), "altered", "entry") { Number = Sequence },
        new("write the salt of an entry", Entry("salt = zeroblob(16)"), "altered", "interaction", Victim),
        new("write the salt of an entry's bodies", Entry("bodies_salt = zeroblob(16)"), "altered", "interaction", Victim),
        new("destroy the salt of an entry", Entry("salt = NULL"), "altered", "interaction", Victim),
        new("destroy the salt of an entry's bodies", Entry("bodies_salt = NULL"), "altered", "interaction", Victim),
        new("mark an entry as removed without a tombstone", Entry("gone = 5"), "forged", "entry") { Number = Sequence },
        new("delete an entry with its interaction", At(f =>
        {
            f.Proof($"DELETE FROM entries WHERE {f.Row()}");
            f.Record($"DELETE FROM interactions WHERE {f.Row()}");
        }), "removed", "entry"),
        new("exchange two entries", At(f => f.Proof($"UPDATE entries SET sequence = -1 WHERE {f.Row(50)}; UPDATE entries SET sequence = sequence - 1 WHERE {f.Row(51)}; UPDATE entries SET sequence = (SELECT sequence + 1 FROM entries WHERE {f.Row(51)}) WHERE sequence = -1")), "altered", "entry"),
        new("cut off the end of the chain", At(static f => f.Proof("DELETE FROM entries WHERE sequence > (SELECT max(sequence) - 5 FROM entries)")), "truncated", "entry"),
        new("cut off the end and its interactions", At(static f =>
        {
            f.Proof("DELETE FROM entries WHERE sequence >= 60");
            f.Record("DELETE FROM interactions; DELETE FROM facts");
        }), "truncated", "checkpoint"),
        new("write a digest and make the chain fit again", RewriteAsync, "altered", "checkpoint"),
        new("alter an interaction, its digest, and make the chain fit again", ForgeAsync, "altered", "checkpoint"),
        new("chain an interaction behind the end", BehindAsync, "inserted", "entry"),
        new("forge a tombstone for an interaction that was deleted", TombstoneAsync, "inserted", "entry"),
        new("write another reason into a tombstone", At(static f => f.Proof("UPDATE entries SET detail = replace(detail, 'retention', 'erasure:9') WHERE kind = 4")), "altered", "entry"),
        new("make a tombstone cover more", At(static f => f.Proof("UPDATE entries SET detail = replace(detail, '\"entries\":[', '\"entries\":[60,') WHERE kind = 4")), "altered", "entry"),
        new("write a node of the tree", At(static f => f.Proof("INSERT OR REPLACE INTO tiles VALUES (8, 0, zeroblob(32))")), "inserted", "tree"),
        new("announce an interaction and insert it", AnnounceAsync, "forged", "announcement"),
    ];

    private static IEnumerable<TamperCase> Checkpoints() =>
    [
        new("delete a checkpoint", At(static f => f.Proof("DELETE FROM checkpoints WHERE number = 1")), "removed", "checkpoint"),
        new("delete the last checkpoint", At(static f => f.Proof("DELETE FROM checkpoints WHERE number = (SELECT max(number) FROM checkpoints)")), "removed", "checkpoint"),
        new("write the text of a checkpoint", At(static f => f.Proof("UPDATE checkpoints SET content = replace(content, char(10) || '26', char(10) || '27') WHERE number = 1; UPDATE checkpoints SET content = content || ' ' WHERE number = 2")), "forged", "checkpoint"),
        new("write the signature of a checkpoint", At(static f => f.Proof("UPDATE checkpoints SET signature = zeroblob(70) WHERE number = 2")), "forged", "checkpoint") { Number = static _ => 2 },
        new("exchange two checkpoints", At(static f => f.Proof("UPDATE checkpoints SET number = -1 WHERE number = 1; UPDATE checkpoints SET number = 1 WHERE number = 2; UPDATE checkpoints SET number = 2 WHERE number = -1")), "reordered", "checkpoint"),
        new("roll back to an older checkpoint", At(static f => f.Proof("UPDATE checkpoints SET content = (SELECT content FROM checkpoints WHERE number = 1), signature = (SELECT signature FROM checkpoints WHERE number = 1) WHERE number = 3")), "rolled_back", "checkpoint") { Number = static _ => 3 },
        new("sign a checkpoint with another key", SignAsync, "forged", "checkpoint"),
        new("write the head", At(static f => f.Proof("UPDATE head SET content = replace(content, 'whole', 'adopting')")), "forged", "head"),
        new("delete the head", At(static f => f.Proof("DELETE FROM head")), "removed", "head"),
    ];

    private static IEnumerable<TamperCase> Whole() =>
    [
        new("put an older copy of the record in place", At(static f => f.PutBack("reprise.db")), "removed", "interaction", static f => f.Id(99).ToString()),
        new("put an older copy of the proof in place", At(static f => f.PutBack("proof.db")), "inserted", "interaction", static f => f.Id(99).ToString()),
        new("put an older copy of the audit log in place", At(static f => f.PutBack("settings.db")), "removed", "audit"),
        new("put an older copy of everything in place", At(static f => f.PutBack("reprise.db", "proof.db", "settings.db")), "rolled_back", "checkpoint") { AgainstExported = true },
        new("delete the proof", At(static f =>
        {
            foreach (var file in Directory.GetFiles(f.Folder.Path, "proof.db*")) File.Delete(file);
        }), "inserted", "interaction", Victim),
        new("begin another proof over the altered record", AnotherAsync, "forged", "checkpoint") { AgainstExported = true },
        new("put another key in place", At(static f =>
        {
            File.Delete(f.Folder.KeyFile);
            using var key = SigningKey.Create();
            key.Save(f.Folder.KeyFile);
        }), "forged", "checkpoint"),
    ];

    private static readonly RecordedInteraction s_stranger = Samples.Full(500);
    private static readonly Fact s_gossip = Samples.Fact(s_stranger, FactKind.Feedback, 1234, "helpful", -1);

    private static string? Victim(TamperedFolder folder) => folder.Id().ToString();

    private static string? FactId(TamperedFolder folder) => folder.Sown.Facts[5].FactId.ToString();

    private static string? AuditId(TamperedFolder folder) => folder.Sown.AuditIds[2].ToString();

    private static long Sequence(TamperedFolder folder) => folder.Sequence(folder.Id());

    private static string Fact(TamperedFolder folder) => $"x'{TamperedFolder.Hex(folder.Sown.Facts[5].FactId)}'";

    private static Func<TamperedFolder, Task> Entry(string what) => At(f => f.Proof($"UPDATE entries SET {what} WHERE {f.Row()}"));

    private static Func<TamperedFolder, Task> At(Action<TamperedFolder> work) => folder =>
    {
        work(folder);
        return Task.CompletedTask;
    };

    private static string Copy(TamperedFolder folder, string id) =>
        $"CREATE TEMP TABLE one AS SELECT * FROM interactions WHERE {folder.Row()}; UPDATE one SET position = position + 1, id = {id}; INSERT INTO interactions SELECT * FROM one";

    /// <summary>Writes into the compressed bytes with the store's own means: a body of the same length in place of another.</summary>
    private static Task PackAsync(TamperedFolder folder)
    {
        using var database = Reprise.Storage.Sqlite.SqliteDatabase.Open(folder.Folder.RecordFile, create: false, TimeSpan.FromSeconds(5));
        var read = database.Prepare("SELECT id, bytes, data FROM packs");
        var packs = new List<(long Id, byte[] Plain)>();
        while (read.Step()) packs.Add((read.Long(0), Reprise.Storage.Sqlite.Bodies.Pack.Decompress(read.Bytes(2), (int)read.Long(1))));
        read.Reset();
        foreach (var (id, plain) in packs)
        {
            if (plain.AsSpan().IndexOf("gpt-4o"u8) is >= 0 and var at) "gpt-4x"u8.CopyTo(plain.AsSpan(at));
            var update = database.Prepare("UPDATE packs SET data = ?1 WHERE id = ?2");
            update.BindBlob(1, Reprise.Storage.Sqlite.Bodies.Pack.Compress(plain));
            update.Bind(2, id);
            update.Run();
        }

        return Task.CompletedTask;
    }

    private static async Task RewriteAsync(TamperedFolder folder)
    {
        var sequence = Sequence(folder);
        folder.Proof($"UPDATE entries SET digest = zeroblob(32) WHERE sequence = {sequence}");
        await folder.RechainAsync(sequence);
    }

    /// <summary>All that can be done without the key: the record, its digest, and every hash behind it fit.</summary>
    private static async Task ForgeAsync(TamperedFolder folder)
    {
        folder.Record($"UPDATE interactions SET error_message = 'nothing' WHERE {folder.Row()}");
        Draft? forged = null;
        await folder.StoreAsync(async store => forged = Draft.Of((await store.FindAsync(Samples.Project, folder.Id(), Cancellation))!));
        folder.Proof($"UPDATE entries SET digest = x'{Convert.ToHexString(forged!.Digest)}', salt = x'{Convert.ToHexString(forged.Salt)}', bodies = x'{Convert.ToHexString(forged.Bodies)}', bodies_salt = x'{Convert.ToHexString(forged.BodiesSalt)}' WHERE {folder.Row()}");
        await folder.RechainAsync(Sequence(folder));
    }

    private static async Task BehindAsync(TamperedFolder folder)
    {
        await folder.StoreAsync(store => store.AppendAsync(new StoreBatch { Interactions = [s_stranger] }, Cancellation));
        await AppendAsync(folder, Draft.Of(s_stranger).ToEntry(1));
    }

    private static async Task TombstoneAsync(TamperedFolder folder)
    {
        var sequence = Sequence(folder);
        folder.Record($"DELETE FROM interactions WHERE {folder.Row()}; DELETE FROM facts WHERE interaction = x'{TamperedFolder.Hex(folder.Id())}'");
        var detail = $$"""{"reason":"retention","entries":[{{sequence}}]}""";
        await AppendAsync(folder, new ProofEntry
        {
            Sequence = 0, Kind = ProofKind.Removed, Project = Samples.Project, Id = InteractionId.At(Samples.Noon), At = 1, Detail = detail, Digest = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(detail)),
        });
        folder.Proof($"UPDATE entries SET salt = NULL, bodies_salt = NULL, gone = (SELECT max(sequence) FROM entries) WHERE sequence = {sequence}");
    }

    /// <summary>Behind the end, with the hash that belongs there.</summary>
    private static async Task AppendAsync(TamperedFolder folder, ProofEntry entry)
    {
        var last = folder.ProofScalar("SELECT max(sequence) FROM entries");
        entry = entry with { Sequence = last + 1 };
        folder.Proof($"INSERT INTO entries (sequence, kind, project, id, at, digest, bodies, salt, bodies_salt, chain, detail) VALUES ({entry.Sequence}, {(int)entry.Kind}, '{entry.Project}', x'{TamperedFolder.Hex(entry.Id)}', {entry.At}, {Blob(entry.Digest)}, {Blob(entry.Bodies)}, {Blob(entry.Salt)}, {Blob(entry.BodiesSalt)}, zeroblob(32), {(entry.Detail is { } detail ? $"'{detail}'" : "NULL")})");
        await folder.RechainAsync(entry.Sequence);
    }

    private static async Task AnnounceAsync(TamperedFolder folder)
    {
        await folder.StoreAsync(store => store.AppendAsync(new StoreBatch { Interactions = [s_stranger] }, Cancellation));
        folder.Proof($"INSERT INTO announcements (owner, at, content, seal) VALUES ('test', 1, {Blob(DraftCodec.Write([Draft.Of(s_stranger)]))}, zeroblob(32))");
    }

    private static async Task SignAsync(TamperedFolder folder)
    {
        await RewriteAsync(folder);
        using var key = SigningKey.Create();
        await folder.ProofAsync(async proof =>
        {
            var last = (await proof.CheckpointsAsync(1, 1000, Cancellation))[^1];
            var frontier = new MerkleFrontier();
            var chain = new byte[32];
            var read = Checkpoint.Parse(last.Checkpoint.Text)!;
            foreach (var entry in await proof.ReadAsync(0, (int)read.Size, Cancellation))
            {
                frontier.Add(entry.Leaf());
                chain = entry.Chain.ToArray();
            }

            var text = (read with { Chain = Convert.ToHexStringLower(chain), Root = Convert.ToHexStringLower(frontier.Root()) }).ToText();
            s_forged = (last.Number, text, key.Sign(text));
        });
        folder.Proof($"UPDATE checkpoints SET content = '{s_forged.Text}', signature = {Blob(s_forged.Signature)} WHERE number = {s_forged.Number}");
    }

    [ThreadStatic]
    private static (long Number, string Text, byte[] Signature) s_forged;

    /// <summary>Throws the proof away with its key and lets the server begin anew.</summary>
    private static async Task AnotherAsync(TamperedFolder folder)
    {
        foreach (var file in Directory.GetFiles(folder.Folder.Path, "proof.*")) File.Delete(file);
        folder.Record($"UPDATE interactions SET error_message = 'nothing' WHERE {folder.Row()}");
        await folder.Folder.StartAsync();
        await Reprise.Tests.Eventually.HoldsAsync("it takes over what is there", () => !folder.Folder.Log.Status.Adopting);
        await folder.Folder.StopAsync();
    }

    private static string Blob(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty ? "NULL" : $"x'{Convert.ToHexString(bytes.Span)}'";
}
