using Reprise.Interactions;
using Reprise.Proof.Verification;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Storage.Tests.Proof;

/// <summary>What may happen to a record, and verifies.</summary>
public sealed class LawfulTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_recorded_verifies()
    {
        await using var folder = await new ProvenFolder().StartAsync();
        await folder.SowAsync();
        await folder.StopAsync();

        var report = await folder.VerifyAsync();

        Clean(report);
        (report.Interactions, report.Facts, report.AuditEntries).ShouldBe((100, 10, 5));
        // One says that it began, one that nothing was there before.
        report.Entries.ShouldBe(117);
        report.Checkpoints.ShouldBeGreaterThan(1);
        report.Pending.ShouldBe(0);
    }

    [Fact]
    public async Task Any_record_that_a_store_keeps_verifies()
    {
        var seed = Conformance.Seed.Next();
        await using var folder = await new ProvenFolder().StartAsync();
        var random = new RandomRecords(seed);
        for (var i = 0; i < 10; i++) await folder.Store.AppendAsync(random.Batch(40), Cancellation);
        await folder.StopAsync();

        Clean(await folder.VerifyAsync(), $"seed {seed}");
    }

    [Fact]
    public async Task A_batch_sent_again_is_chained_once()
    {
        await using var folder = await new ProvenFolder().StartAsync();
        var batch = new StoreBatch { Interactions = [Samples.Full(1), Samples.Full(2)], Facts = [Samples.Fact(Samples.Full(1), FactKind.Flag)] };
        for (var i = 0; i < 3; i++) await folder.Store.AppendAsync(batch, Cancellation);
        await folder.StopAsync();

        var report = await folder.VerifyAsync();

        Clean(report);
        report.Entries.ShouldBe(5);
    }

    [Fact]
    public async Task Deletion_and_retention_leave_tombstones_that_say_why_and_verify()
    {
        await using var folder = await new ProvenFolder().StartAsync();
        var sown = await folder.SowAsync();
        (await folder.Store.DeleteAsync(Samples.Query() with { To = sown.Records[30].Interaction.Timestamp, Reason = "retention", Actor = "reprise" }, Cancellation)).ShouldBe(30);
        (await folder.Store.DeleteAsync(Samples.Query() with { From = sown.Records[90].Interaction.Timestamp, Reason = "erasure:7" }, Cancellation)).ShouldBe(10);
        await folder.StopAsync();

        var report = await folder.VerifyAsync();

        Clean(report);
        report.Interactions.ShouldBe(60);
        // Interactions with the facts that went with them.
        report.Removed.ShouldBe(new Dictionary<string, long> { ["retention"] = 33, ["erasure:7"] = 11 }, ignoreOrder: true);
    }

    [Fact]
    public async Task Bodies_that_retention_took_leave_the_columns_provable()
    {
        await using var folder = await new ProvenFolder().StartAsync();
        var sown = await folder.SowAsync();
        (await folder.Store.DropBodiesAsync(Samples.Query() with { To = sown.Records[30].Interaction.Timestamp, Reason = "retention" }, Cancellation)).ShouldBe(30);
        (await folder.Store.DropBodiesAsync(Samples.Query() with { To = sown.Records[30].Interaction.Timestamp, Reason = "retention" }, Cancellation)).ShouldBe(0);
        await folder.StopAsync();

        var report = await folder.VerifyAsync();

        Clean(report);
        report.BodiesRemoved.ShouldBe(new Dictionary<string, long> { ["retention"] = 30 });
        ProvenFolder.Edit(folder.RecordFile, "UPDATE interactions SET error_message = 'other' WHERE position = (SELECT min(position) FROM interactions)");
        (await folder.VerifyAsync()).Findings.ShouldHaveSingleItem().Id.ShouldBe(sown.Records[0].Interaction.Id.ToString());
    }

    [Fact]
    public async Task What_was_deleted_may_come_again()
    {
        await using var folder = await new ProvenFolder().StartAsync();
        var sown = await folder.SowAsync(10);
        await folder.Store.DeleteAsync(Samples.Query(), Cancellation);
        await folder.Store.AppendAsync(new StoreBatch { Interactions = sown.Records }, Cancellation);
        await folder.StopAsync();

        Clean(await folder.VerifyAsync());
    }

    [Fact]
    public async Task Facts_that_come_before_and_long_after_their_interaction_verify()
    {
        await using var folder = await new ProvenFolder().StartAsync();
        var record = Samples.Full(1);
        await folder.Store.AppendAsync(new StoreBatch { Facts = [Samples.Fact(record, FactKind.Label, 1, "early"), Samples.Fact(Samples.Full(9), FactKind.Label, 2, "waits")] }, Cancellation);
        await folder.Store.AppendAsync(new StoreBatch { Interactions = [record] }, Cancellation);
        await folder.StopAsync();
        await folder.StartAsync();
        await folder.Store.AppendAsync(new StoreBatch { Facts = [Samples.Fact(record, FactKind.Correction, 3, "total_cost_usd", 0.5)] }, Cancellation);
        await folder.StopAsync();

        var report = await folder.VerifyAsync();

        Clean(report);
        report.Facts.ShouldBe(3);
    }

    [Fact]
    public async Task What_was_on_record_before_the_proof_is_taken_over_once()
    {
        await using var folder = new ProvenFolder();
        await using (var before = new Reprise.Storage.Sqlite.SqliteInteractionStore(new() { Path = folder.RecordFile }, TimeProvider.System))
        {
            await before.AppendAsync(new RandomRecords(7).Batch(300), Cancellation);
        }

        await folder.StartAsync();
        await Eventually.HoldsAsync("what was there is taken over", () => folder.Log.Status is { Adopting: false, Healthy: true });
        await folder.StopAsync();
        Clean(await folder.VerifyAsync());

        // From then on what nobody chained is somebody else's.
        await using (var store = new Reprise.Storage.Sqlite.SqliteInteractionStore(new() { Path = folder.RecordFile }, TimeProvider.System))
        {
            await store.AppendAsync(new StoreBatch { Interactions = [Samples.Full(5)] }, Cancellation);
        }

        await folder.StartAsync();
        await folder.StopAsync();
        (await folder.VerifyAsync()).Findings.ShouldHaveSingleItem().Kind.ShouldBe("inserted");
    }

    [Fact]
    public async Task Compaction_changes_nothing_that_is_proven()
    {
        await using var folder = await new ProvenFolder().StartAsync();
        var sown = await folder.SowAsync();
        await folder.Store.DeleteAsync(Samples.Query() with { To = sown.Records[50].Interaction.Timestamp, Reason = "retention" }, Cancellation);
        await ((Reprise.Storage.Sqlite.SqliteInteractionStore)folder.Store.Inner).MaintainAsync(Cancellation);
        await folder.StopAsync();

        Clean(await folder.VerifyAsync());
    }

    private static void Clean(VerificationReport report, string? about = null) =>
        report.Findings.Select(static finding => $"{finding.Kind} {finding.What} {finding.Sequence} {finding.Id}: {finding.Text}").ShouldBeEmpty(about);
}
