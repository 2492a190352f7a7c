using Reprise.Proof.Verification;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Storage.Tests.Proof;

/// <summary>Kills, failures and restarts: what was recorded verifies, and recording goes on.</summary>
public sealed class TroubleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Moments { get; } = ["append:before", "append:after", "delete:before", "delete:after", "drop:before", "drop:after"];

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task What_a_kill_leaves_verifies_after_the_next_start(string moment)
    {
        await using var folder = new ProvenFolder();
        KilledStore killed = null!;
        await folder.StartAsync(inner => killed = new KilledStore(inner, folder));
        var sown = await folder.SowAsync();
        killed.At = moment;
        await folder.Store.AppendAsync(new StoreBatch { Interactions = [ProvenFolder.Record(500)], Facts = [Samples.Fact(sown.Records[40], Interactions.FactKind.Flag, 5000, value: 1)] }, Cancellation);
        await folder.Store.DeleteAsync(Samples.Query() with { To = sown.Records[20].Interaction.Timestamp, Reason = "retention" }, Cancellation);
        await folder.Store.DropBodiesAsync(Samples.Query() with { To = sown.Records[40].Interaction.Timestamp, Reason = "retention" }, Cancellation);
        await folder.StopAsync();

        // What lay on the disk at that moment, before anybody takes it up.
        await using var left = killed.Left!;
        Clean(await left.VerifyAsync());
        await left.StartAsync();
        await Eventually.HoldsAsync("what was announced is settled", () => left.Log.Status.Doubtful == 0);
        await left.StopAsync();
        Clean(await left.VerifyAsync());
    }

    [Fact]
    public async Task Recording_goes_on_while_the_proof_cannot_be_written_and_is_chained_later()
    {
        await using var folder = new ProvenFolder();
        FailingProofStore failing = null!;
        await folder.StartAsync(proof: inner => failing = new FailingProofStore(inner));
        await Eventually.HoldsAsync("it has begun", () => folder.Log.Status is { Healthy: true, Adopting: false });
        failing.IsDown = true;

        var sown = Enumerable.Range(0, 30).Select(ProvenFolder.Record).ToList();
        (await folder.Store.AppendAsync(new StoreBatch { Interactions = sown }, Cancellation)).Stored.ShouldBe(30);
        folder.Log.Status.Healthy.ShouldBeFalse();
        folder.Log.Status.Queued.ShouldBe(30);
        folder.Log.Status.Message.ShouldBe("The disk is full.");
        // Without a tombstone it would look like tampering.
        (await Should.ThrowAsync<StoreException>(() => folder.Store.DeleteAsync(Samples.Query(), Cancellation))).IsTransient.ShouldBeTrue();

        failing.IsDown = false;
        await Eventually.HoldsAsync("it is chained", () => folder.Log.Status is { Healthy: true, Queued: 0 });
        await folder.StopAsync();
        Clean(await folder.VerifyAsync());
    }

    [Fact]
    public async Task A_batch_whose_store_said_that_it_failed_is_chained_when_it_was_stored()
    {
        await using var folder = new ProvenFolder();
        LyingStore lying = null!;
        await folder.StartAsync(inner => lying = new LyingStore(inner));
        var batch = new StoreBatch { Interactions = [.. Enumerable.Range(0, 5).Select(ProvenFolder.Record)] };
        lying.Lies = true;
        await Should.ThrowAsync<StoreException>(() => folder.Store.AppendAsync(batch, Cancellation));
        lying.Lies = false;
        (await folder.Store.AppendAsync(batch, Cancellation)).Known.ShouldBe(5);
        await Eventually.HoldsAsync("it is settled", () => folder.Log.Status.Doubtful == 0);
        await folder.StopAsync();

        Clean(await folder.VerifyAsync());
    }

    [Fact]
    public async Task A_proof_that_something_else_wrote_to_is_not_written_on()
    {
        await using var folder = await new ProvenFolder().StartAsync();
        await folder.SowAsync(10);
        await folder.StopAsync();
        ProvenFolder.Edit(folder.ProofFile, "UPDATE head SET content = replace(content, 'whole', 'adopting')");

        await folder.StartAsync(proof: static inner => inner);
        folder.Log.Status.Healthy.ShouldBeFalse();
        folder.Log.Status.Message!.ShouldContain("changed by something else");
        // It is recorded, and counted as what it is.
        await folder.Store.AppendAsync(new StoreBatch { Interactions = [ProvenFolder.Record(900)] }, Cancellation);
        folder.Log.Status.Unproven.ShouldBe(1);
        await folder.StopAsync();
        (await folder.VerifyAsync()).Findings.ShouldContain(static finding => finding.Kind == "forged" && finding.What == "head");
    }

    [Fact]
    public async Task A_proof_that_is_gone_is_not_begun_again_in_silence()
    {
        await using var folder = await new ProvenFolder().StartAsync();
        await folder.SowAsync(10);
        await folder.StopAsync();
        foreach (var file in Directory.GetFiles(folder.Path, "proof.db*")) File.Delete(file);

        await folder.StartAsync(proof: static inner => inner);

        folder.Log.Status.Healthy.ShouldBeFalse();
        folder.Log.Status.Message!.ShouldContain("There was a proof here");
    }

    [Fact]
    public async Task Verification_beside_recording_and_removal_finds_nothing()
    {
        await using var folder = await new ProvenFolder().StartAsync();
        var sown = await folder.SowAsync(400);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var busy = Task.Run(
            async () =>
            {
                for (var i = 0; !ending.IsCancellationRequested; i++)
                {
                    await folder.Store.AppendAsync(new StoreBatch { Interactions = [ProvenFolder.Record(1000 + i)], Facts = [Samples.Fact(sown.Records[399 - (i % 100)], Interactions.FactKind.Flag, 20_000 + i, value: 1)] }, Cancellation);
                    if (i % 10 == 0) await folder.Store.DeleteAsync(Samples.Query() with { To = sown.Records[Math.Min(250, i)].Interaction.Timestamp, Reason = "retention" }, Cancellation);
                }
            },
            Cancellation);
        for (var i = 0; i < 5; i++)
        {
            var report = await new Verifier(folder.Log.Store, folder.Store, folder.Audit, folder.Log.Key, folder.Log.FlushAsync).RunAsync(new VerificationOptions(), null, Cancellation);
            Clean(report);
        }

        await ending.CancelAsync();
        await busy;
    }

    [Fact]
    public async Task Since_looks_at_what_came_since_only()
    {
        await using var folder = await new ProvenFolder().StartAsync();
        var sown = await folder.SowAsync();
        await folder.StopAsync();
        var between = TimeProvider.System.GetUtcNow();
        await Eventually.HoldsAsync("the clock goes on", () => TimeProvider.System.GetUtcNow() > between.AddMilliseconds(5));
        await folder.StartAsync();
        var late = Enumerable.Range(0, 20).Select(second => Samples.Recorded((int)(between - Samples.Noon).TotalSeconds + 10 + second)).ToList();
        await folder.Store.AppendAsync(new StoreBatch { Interactions = late }, Cancellation);
        await folder.StopAsync();

        var report = await folder.VerifyAsync(new VerificationOptions { Since = between.AddMilliseconds(2) });
        Clean(report);
        (report.Entries, report.Interactions, report.From).ShouldBe((20, 20, 117));

        ProvenFolder.Edit(folder.RecordFile, $"UPDATE interactions SET error_message = 'x' WHERE id = x'{TamperedFolder.Hex(sown.Records[5].Interaction.Id)}'");
        Clean(await folder.VerifyAsync(new VerificationOptions { Since = between.AddMilliseconds(2) }));
        ProvenFolder.Edit(folder.RecordFile, $"UPDATE interactions SET error_message = 'x' WHERE id = x'{TamperedFolder.Hex(late[5].Interaction.Id)}'");
        (await folder.VerifyAsync(new VerificationOptions { Since = between.AddMilliseconds(2) })).Findings.ShouldHaveSingleItem().Id.ShouldBe(late[5].Interaction.Id.ToString());
    }

    private static void Clean(VerificationReport report) =>
        report.Findings.Select(static finding => $"{finding.Kind} {finding.What} {finding.Sequence} {finding.Id}: {finding.Text}").ShouldBeEmpty();

    /// <summary>Takes a copy of all files at one moment: what a process that is killed then leaves.</summary>
    private sealed class KilledStore(IInteractionStore inner, ProvenFolder folder) : DelegatingStore(inner)
    {
        public string? At { get; set; }

        public ProvenFolder? Left { get; private set; }

        public override Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken) => AroundAsync("append", () => base.AppendAsync(batch, cancellationToken));

        public override Task<long> DeleteAsync(InteractionQuery query, CancellationToken cancellationToken) => AroundAsync("delete", () => base.DeleteAsync(query, cancellationToken));

        public override Task<long> DropBodiesAsync(InteractionQuery query, CancellationToken cancellationToken) => AroundAsync("drop", () => base.DropBodiesAsync(query, cancellationToken));

        private async Task<T> AroundAsync<T>(string what, Func<Task<T>> work)
        {
            Copy($"{what}:before");
            var result = await work();
            Copy($"{what}:after");
            return result;
        }

        private void Copy(string moment)
        {
            if (At == moment) Left ??= ProvenFolder.CopyOf(folder.Path);
        }
    }

    /// <summary>Stores, and says that it could not.</summary>
    private sealed class LyingStore(IInteractionStore inner) : DelegatingStore(inner)
    {
        public bool Lies { get; set; }

        public override async Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken)
        {
            var result = await base.AppendAsync(batch, cancellationToken);
            return Lies ? throw new StoreException("The connection was lost.") { IsTransient = true } : result;
        }
    }
}
