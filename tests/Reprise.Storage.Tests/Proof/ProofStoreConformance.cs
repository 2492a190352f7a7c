using System.Security.Cryptography;
using Reprise.Interactions;
using Reprise.Proof;
using Reprise.Proof.Chain;
using Reprise.Storage.Postgres;
using Reprise.Storage.Postgres.Proof;
using Reprise.Storage.Sqlite.Proof;
using Reprise.Storage.Tests.Settings;

namespace Reprise.Storage.Tests.Proof;

/// <summary>What every store of a proof promises, with the one in memory as the oracle.</summary>
public sealed class ProofStoreConformance : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task An_engine_gives_back_what_the_oracle_gives(string engine)
    {
        await using var store = await OpenAsync(engine);
        var oracle = new InMemoryProofStore();
        (await store.HeadAsync(Cancellation)).ShouldBeNull();
        var ids = Enumerable.Range(0, 6).Select(static i => InteractionId.At(Samples.Noon.AddSeconds(i))).ToArray();
        var first = await BothAsync(one => one.AnnounceAsync(Announcement("a"), Cancellation));
        var second = await BothAsync(one => one.AnnounceAsync(Announcement("b"), Cancellation));
        second.ShouldBeGreaterThan(first);
        (await BothAsync(one => one.AppendAsync(Append(0, 0, ids[..4], [first]), Cancellation))).ShouldBeTrue();
        // Another wrote since.
        (await BothAsync(one => one.AppendAsync(Append(0, 4, ids[4..], []), Cancellation))).ShouldBeFalse();
        (await BothAsync(one => one.AppendAsync(
            Append(1, 4, ids[3..], []) with
            {
                Tiles = [new MerkleTile(8, 0, Bytes(1)), new MerkleTile(8, 1, Bytes(2)), new MerkleTile(16, 0, Bytes(3))],
                Checkpoint = new NumberedCheckpoint(1, new SignedCheckpoint("text\nof it", Bytes(4))),
                Destroyed = [new DestroyedSalt(0, false, 5), new DestroyedSalt(1, true, 5)],
            },
            Cancellation))).ShouldBeTrue();
        await SameAsync();
        await store.ForgetAsync([second], Cancellation);
        await oracle.ForgetAsync([second], Cancellation);
        await SameAsync();

        async Task<T> BothAsync<T>(Func<IProofStore, Task<T>> work)
        {
            var (mine, theirs) = (await work(store), await work(oracle));
            mine.ShouldBe(theirs);
            return mine;
        }

        async Task SameAsync()
        {
            (await store.HeadAsync(Cancellation))!.Text.ShouldBe((await oracle.HeadAsync(Cancellation))!.Text);
            (await store.ReadAsync(0, 100, Cancellation)).Select(Text).ShouldBe((await oracle.ReadAsync(0, 100, Cancellation)).Select(Text));
            (await store.ReadAsync(2, 3, Cancellation)).Select(Text).ShouldBe((await oracle.ReadAsync(2, 3, Cancellation)).Select(Text));
            (await store.FindAsync([ids[0], ids[3]], Cancellation)).Select(Text).ShouldBe((await oracle.FindAsync([ids[0], ids[3]], Cancellation)).Select(Text), ignoreOrder: true);
            (await store.TilesAsync(8, 1, 10, Cancellation)).Select(static tile => (tile.Level, tile.Index, Convert.ToHexString(tile.Hash.Span))).ShouldBe((await oracle.TilesAsync(8, 1, 10, Cancellation)).Select(static tile => (tile.Level, tile.Index, Convert.ToHexString(tile.Hash.Span))));
            (await store.CheckpointsAsync(1, 10, Cancellation)).Select(static one => (one.Number, one.Checkpoint.Text)).ShouldBe((await oracle.CheckpointsAsync(1, 10, Cancellation)).Select(static one => (one.Number, one.Checkpoint.Text)));
            (await store.AnnouncementsAsync(Cancellation)).Select(static one => (one.Owner, one.At, Convert.ToHexString(one.Content.Span))).ShouldBe((await oracle.AnnouncementsAsync(Cancellation)).Select(static one => (one.Owner, one.At, Convert.ToHexString(one.Content.Span))));
        }
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task What_was_written_is_there_after_a_restart(string engine)
    {
        var database = engine == "postgres" ? await PostgresSettingsFixture.CreateDatabaseAsync() : null;
        await using (var store = await OpenAsync(engine, database)) await store.AppendAsync(Append(0, 0, [InteractionId.At(Samples.Noon)], []), Cancellation);
        await using (var store = await OpenAsync(engine, database)) (await store.ReadAsync(0, 10, Cancellation)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Two_servers_on_one_database_add_to_one_chain()
    {
        var database = await PostgresSettingsFixture.CreateDatabaseAsync();
        var key = _folder.File("proof.key");
        await using var one = await OpenAsync("postgres", database);
        await using var other = await OpenAsync("postgres", database);
        await using var record = new Reprise.Store.InMemoryInteractionStore();
        var first = new ProofLog(one, new ProofOptions { CheckpointEntries = 20 }, key, "one", TimeProvider.System);
        await first.OpenAsync(Cancellation);
        var second = new ProofLog(other, new ProofOptions { CheckpointEntries = 20 }, key, "other", TimeProvider.System);
        await using (var a = new ProvenStore(record, first))
        await using (var b = new ProvenStore(record, second))
        {
            await b.OpenAsync(Cancellation);
            await Task.WhenAll(WriteAsync(a, 0), WriteAsync(b, 1000));
        }

        using var signing = SigningKey.Load(key);
        var settings = new Reprise.Settings.InMemorySettingsStore(TimeProvider.System);
        var report = await new Reprise.Proof.Verification.Verifier(one, record, settings, signing, null).RunAsync(new(), null, Cancellation);
        report.Findings.Select(static finding => finding.Text).ShouldBeEmpty();
        report.Interactions.ShouldBe(100);

        static async Task WriteAsync(ProvenStore store, int from)
        {
            for (var i = 0; i < 50; i += 5) await store.AppendAsync(new Reprise.Store.StoreBatch { Interactions = [.. Enumerable.Range(from + i, 5).Select(ProvenFolder.Record)] }, Cancellation);
        }
    }

    public void Dispose() => _folder.Dispose();

    private async Task<IProofStore> OpenAsync(string engine, string? database = null)
    {
        IProofStore store = engine == "sqlite" ? new SqliteProofStore(_folder.File("proof.db"))
            : new PostgresProofStore(new PostgresStoreOptions { ConnectionString = database ?? await PostgresSettingsFixture.CreateDatabaseAsync() });
        await store.OpenAsync(Cancellation);
        return store;
    }

    private static ProofAppend Append(long version, long from, InteractionId[] ids, IReadOnlyList<long> settled) => new()
    {
        ExpectedVersion = version,
        Head = new SealedText($"head {version}", Bytes(9)),
        Settled = settled,
        Entries = [.. ids.Select((id, i) => new ProofEntry
        {
            Sequence = from + i, Kind = i % 2 == 0 ? ProofKind.Interaction : ProofKind.Fact, Project = "p", Id = id, About = i % 2 == 0 ? default : ids[0], At = 5, Digest = Bytes(i), Salt = Bytes(i + 1), Chain = Bytes(i + 2),
            Bodies = i % 2 == 0 ? Bytes(i + 3) : default, BodiesSalt = i % 2 == 0 ? Bytes(i + 4) : default, Detail = i == 3 ? "{}" : null,
        })],
    };

    private static Announcement Announcement(string owner) => new() { Owner = owner, At = 7, Content = Bytes(5), Seal = Bytes(6) };

    private static byte[] Bytes(int seed) => SHA256.HashData([(byte)seed]);

    private static string Text(ProofEntry entry) => $"{entry.ToText()} {Convert.ToHexString(entry.Salt.Span)} {Convert.ToHexString(entry.BodiesSalt.Span)} {Convert.ToHexString(entry.Chain.Span)} {entry.GoneBy} {entry.Detail} {entry.About}";
}
