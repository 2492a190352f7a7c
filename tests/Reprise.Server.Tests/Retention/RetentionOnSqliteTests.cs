using Microsoft.Extensions.DependencyInjection;
using Reprise.Interactions;
using Reprise.Retention;
using Reprise.Server.Tests.Hosts;
using Reprise.Settings;
using Reprise.Storage.Sqlite;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Retention;

/// <summary>Retention on the engine most people have.</summary>
public sealed class RetentionOnSqliteTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Recording_goes_on_during_a_run_and_nothing_of_it_is_lost()
    {
        using var folder = new TempFolder();
        await using var store = new SqliteInteractionStore(new SqliteStoreOptions { Path = folder.File("reprise.db") }, TimeProvider.System);
        await store.OpenAsync(Cancellation);
        var now = TimeProvider.System.GetUtcNow();
        var options = new RetentionOptions { StepSize = 50, Share = 0.5 };
        await OldRecords.AppendAsync(store, [.. Enumerable.Range(0, 3000).Select(i => OldRecords.Of(now, 100 + (i / 100.0)))]);

        var settings = new InMemorySettingsStore(TimeProvider.System);
        using var holds = new Holds(settings, TimeProvider.System);
        var run = new RetentionRun(store, settings, new RetentionPolicies(settings, options, TimeProvider.System), holds, options, TimeProvider.System);
        var steps = 0;
        var running = run.RunAsync(null, dryRun: false, "reprise", _ => Task.FromResult(Interlocked.Increment(ref steps) > 0), Cancellation);
        var recorded = 0;
        while (!running.IsCompleted)
        {
            await OldRecords.AppendAsync(store, OldRecords.Of(now, 1));
            recorded++;
        }

        (await running).Lines.Sum(line => line.Interactions).ShouldBe(3000);
        steps.ShouldBeGreaterThanOrEqualTo(60);
        recorded.ShouldBeGreaterThan(60, "an append waits for a step at most, not for the run");
        var left = await store.AggregateAsync(new AggregateQuery { Project = Projects.Default }, Cancellation);
        left.Rows.Single().Count.ShouldBe(recorded);
    }

    [Fact]
    public async Task A_dry_run_and_a_run_count_the_same_and_leave_the_same_as_in_memory()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        using var folder = new TempFolder();
        await using var sqlite = new SqliteInteractionStore(new SqliteStoreOptions { Path = folder.File("reprise.db") }, TimeProvider.System);
        await sqlite.OpenAsync(Cancellation);
        await using var memory = new InMemoryInteractionStore();
        var time = new ManualTimeProvider();
        var records = Enumerable.Range(0, 300).Select(_ => OldRecords.Of(time.GetUtcNow(), random.Next(120), $"u{random.Next(4)}", bytes: random.Next(1, 100))).ToArray();
        var options = new RetentionOptions { StepSize = 7, Share = 1, Default = new RetentionScopeOptions { BodyDays = 20, MaxInteractions = 180, MaxBytes = 8000 } };
        var lines = new List<IReadOnlyList<RetentionLine>>();
        var left = new List<IReadOnlyList<(InteractionId, bool)>>();
        foreach (IInteractionStore store in new IInteractionStore[] { sqlite, memory })
        {
            await OldRecords.AppendAsync(store, records);
            var settings = new InMemorySettingsStore(time);
            using var holds = new Holds(settings, time);
            await holds.PlaceAsync(Projects.Default, "case-1", FilterParser.Parse("user:u1", time.GetUtcNow()).Filter!, "a lawsuit", "local", Cancellation);
            var run = new RetentionRun(store, settings, new RetentionPolicies(settings, options, time), holds, options, time);
            lines.Add((await run.RunAsync(null, dryRun: true, "reprise", static _ => Task.FromResult(true), Cancellation)).Lines);
            lines.Add((await run.RunAsync(null, dryRun: false, "reprise", static _ => Task.FromResult(true), Cancellation)).Lines);
            var page = await store.ReadAsync(new InteractionQuery { Project = Projects.Default, Limit = InteractionQuery.MaxLimit }, Cancellation);
            // Within one position's tie the order is the engine's.
            left.Add([.. page.Items.Select(item => (item.Interaction.Id, item.Request is not null)).OrderBy(item => item.Id)]);
        }

        left[0].ShouldBe(left[1], $"seed {seed}");
        foreach (var other in lines.Skip(1)) other.ShouldBe(lines[0], $"seed {seed}");
        lines[0].ShouldContain(line => line.Rule == RetentionLine.BodyDays && line.Interactions > 0);
    }

    [Fact]
    public async Task A_server_has_its_settings_in_a_file_beside_the_record()
    {
        using var folder = new TempFolder();
        await using (var server = await TestServer.StartInAsync(folder.Path, []))
        {
            using var client = new Client.RepriseClient(server.Http);
            await client.PlaceHoldAsync(new Client.Documents.HoldRequest("case-1", "user:alice", "a lawsuit"), Cancellation);
        }

        File.Exists(folder.File("settings.db")).ShouldBeTrue();
        await using var again = await TestServer.StartInAsync(folder.Path, []);
        (await again.Services.GetRequiredService<Holds>().ListAsync(Projects.Default, Cancellation)).ShouldHaveSingleItem().Name.ShouldBe("case-1");
    }
}
