using Microsoft.Extensions.Configuration;
using Reprise.EndToEnd.Tests.Cli;
using Reprise.Interactions;
using Reprise.Server.Stores;
using Reprise.Server.Tests.Api;
using Reprise.Settings;
using Reprise.Storage.Sqlite.Settings;
using Reprise.Store;
using Reprise.Tests;
using Reprise.Transfer.Migration;

namespace Reprise.EndToEnd.Tests.Transfer;

public sealed class MigrateCommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_migration_killed_again_and_again_ends_with_everything_and_nothing_twice()
    {
        using var folder = new TempFolder();
        await using (var source = await FilledStores.OpenSqliteAsync(folder, "from")) await FilledStores.FillAsync(source, seed: 7, count: 5_000);
        var marks = new MigrationMarkFile(Path.Combine(folder.File("from"), "migrate-sqlite-sqlite.json"));
        var kills = 0;
        for (long reached = 0; kills < 3; kills++)
        {
            using var process = Run.Start(Arguments(folder));
            await Eventually.HoldsAsync("another page is copied", () => process.HasExited || (marks.Read()?.Interactions ?? 0) > reached);
            if (process.HasExited) break;
            process.Kill();
            await process.WaitForExitAsync(Cancellation);
            reached = marks.Read()!.Interactions;
            reached.ShouldBeLessThan(5_000, "the machine copied all before it was killed");
        }

        kills.ShouldBe(3);
        var last = await Run.Process(Arguments(folder));

        last.ExitCode.ShouldBe(0, last.Error);
        last.Lines.Single().GetProperty("records_compared").GetInt64().ShouldBe(5_000);
        marks.Exists.ShouldBeFalse();
        await using var from = await FilledStores.OpenSqliteAsync(folder, "from");
        await using var to = await FilledStores.OpenSqliteAsync(folder, "to");
        (await new MigrationCheck(from, to, toHoldsMore: false).RunAsync(MigrationCheckDepth.All, _ => { }, Cancellation)).Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Everything_moves_to_PostgreSQL_and_back()
    {
        var server = await PostgresServer.SharedAsync();
        var connection = await server.CreateDatabaseAsync();
        using var folder = new TempFolder();
        await using (var source = await FilledStores.OpenSqliteAsync(folder, "from")) await FilledStores.FillAsync(source, seed: 11, count: 900);

        var there = await Run.Here("store", "migrate", "--from", "sqlite", "--to", "postgres", "--data", folder.File("from"), "--to-set", $"Storage:Postgres:ConnectionString={connection}");
        there.ExitCode.ShouldBe(0, there.Error);
        var back = await Run.Here("store", "migrate", "--from", "postgres", "--to", "sqlite", "--data", folder.File("to"), "--from-set", $"Storage:Postgres:ConnectionString={connection}");

        back.ExitCode.ShouldBe(0, back.Error);
        back.Error.ShouldContain("900 records in full: all equal");
        (there.Error + back.Error).ShouldNotContain("Host=", Case.Insensitive, "no connection string is told");
        await using var from = await FilledStores.OpenSqliteAsync(folder, "from");
        await using var to = await FilledStores.OpenSqliteAsync(folder, "to");
        (await new MigrationCheck(from, to, toHoldsMore: false).RunAsync(MigrationCheckDepth.All, _ => { }, Cancellation)).Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Holds_and_the_audit_log_come_along()
    {
        using var folder = new TempFolder();
        await using (var source = await FilledStores.OpenSqliteAsync(folder, "from")) await FilledStores.FillAsync(source, seed: 2, count: 3);
        var entry = new AuditEntry { Id = InteractionId.At(DateTimeOffset.UnixEpoch.AddDays(1)), Timestamp = DateTimeOffset.UnixEpoch.AddDays(1), Project = "a", Actor = "local", Action = "hold.create", Subject = "h" };
        await using (var settings = new SqliteSettingsStore(Path.Combine(folder.File("from"), "settings.db"), TimeProvider.System))
            await settings.PutAsync(new Setting { Project = "a", Kind = "hold", Key = "h", Value = """{"filter":"tag:case"}""" }, null, entry, Cancellation);

        for (var round = 0; round < 2; round++)
        {
            var run = await Run.Here([.. Arguments(folder), round == 0 ? "--restart" : "--merge"]);
            run.ExitCode.ShouldBe(0, run.Error);
            run.Error.ShouldContain(round == 0 ? "Copied 1 settings and 1 entries" : "Copied 0 settings and 1 entries of the audit log; 1 settings were there");
        }

        await using var kept = new SqliteSettingsStore(Path.Combine(folder.File("to"), "settings.db"), TimeProvider.System);
        (await kept.ListAsync(null, "hold", Cancellation)).ShouldHaveSingleItem().Value.ShouldContain("tag:case");
        (await kept.AuditAsync(new AuditQuery(), Cancellation)).Entries.ShouldBe([entry]);
    }

    [Fact]
    public async Task A_hold_whose_name_the_target_uses_for_another_is_kept_under_a_name_of_its_own()
    {
        using var folder = new TempFolder();
        foreach (var (name, user) in new[] { ("from", "alice"), ("to", "bob") })
        {
            await using (var store = await FilledStores.OpenSqliteAsync(folder, name)) await FilledStores.FillAsync(store, seed: user.Length, count: 3);
            await PutAsync(folder, name, new Setting { Project = "a", Kind = "hold", Key = "case-1", Value = $$"""{"filter":"user:{{user}}"}""" });
        }

        for (var round = 0; round < 2; round++)
        {
            var run = await Run.Here([.. Arguments(folder), "--merge"]);
            run.ExitCode.ShouldBe(0, run.Error);
            if (round == 0) run.Error.ShouldContain("hold case-1 is now case-1-from-sqlite");
        }

        await using var kept = new SqliteSettingsStore(Path.Combine(folder.File("to"), "settings.db"), TimeProvider.System);
        (await kept.ListAsync("a", "hold", Cancellation)).Select(hold => (hold.Key, hold.Value)).ShouldBe([("case-1", """{"filter":"user:bob"}"""), ("case-1-from-sqlite", """{"filter":"user:alice"}""")]);
        (await kept.AuditAsync(new AuditQuery(), Cancellation)).Entries.ShouldHaveSingleItem().Subject.ShouldBe("case-1-from-sqlite");
    }

    [Fact]
    public async Task Policies_that_differ_for_the_same_records_are_refused_before_anything_is_copied()
    {
        using var folder = new TempFolder();
        await using (var source = await FilledStores.OpenSqliteAsync(folder, "from")) await FilledStores.FillAsync(source, seed: 1, count: 3);
        await using (var target = await FilledStores.OpenSqliteAsync(folder, "to")) await target.AppendAsync(new StoreBatch { Interactions = [new RandomRecord(5).Next("mine") with { Facts = [] }] }, Cancellation);
        await PutAsync(folder, "from", new Setting { Project = "a", Kind = "retention", Key = "all", Value = """{"days":0}""" });
        await PutAsync(folder, "to", new Setting { Project = "", Kind = "retention", Key = "all", Value = """{"days":7}""" });

        var refused = await Run.Here([.. Arguments(folder), "--merge"]);
        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldContain("""all projects, retention all: not set here, {"days":7} there""");
        refused.Error.ShouldNotContain("project a, ", Case.Sensitive, "the target has no such project");
        await using (var target = await FilledStores.OpenSqliteAsync(folder, "to")) (await StoreMigration.CountAsync(target, Cancellation)).ShouldBe(1);

        await PutAsync(folder, "from", new Setting { Project = "", Kind = "retention", Key = "all", Value = """{ "days": 7 }""" });
        var merged = await Run.Here([.. Arguments(folder), "--merge"]);
        merged.ExitCode.ShouldBe(0, merged.Error);
        await using var kept = new SqliteSettingsStore(Path.Combine(folder.File("to"), "settings.db"), TimeProvider.System);
        (await kept.FindAsync("a", "retention", "all", Cancellation)).ShouldNotBeNull().Value.ShouldBe("""{"days":0}""");
    }

    [Fact]
    public async Task The_check_misses_a_hold_that_did_not_come()
    {
        var time = new ManualTimeProvider();
        var (from, to) = (new InMemorySettingsStore(time), new InMemorySettingsStore(time));
        await from.PutAsync(new Setting { Project = "a", Kind = "hold", Key = "h", Value = """{"filter":"tag:case"}""" }, null, null, Cancellation);
        var migration = new SettingsMigration(from, to, [new MigratedKind("hold", SettingConflict.KeepBoth)], merge: true, time);
        (await migration.MissingAsync(Cancellation)).ShouldBe(["project a: hold h is missing"]);
        (await migration.CopyAsync(Cancellation)).Written.ShouldBe(1);
        (await migration.MissingAsync(Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_target_with_records_is_refused_unless_asked_and_keeps_its_own()
    {
        using var folder = new TempFolder();
        await using (var source = await FilledStores.OpenSqliteAsync(folder, "from")) await FilledStores.FillAsync(source, seed: 1, count: 90);
        await using (var target = await FilledStores.OpenSqliteAsync(folder, "to")) await target.AppendAsync(new StoreBatch { Interactions = [new RandomRecord(5).Next("mine") with { Facts = [] }] }, Cancellation);

        var refused = await Run.Here(Arguments(folder));
        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldContain("holds 1 interactions already");
        var merged = await Run.Here([.. Arguments(folder), "--merge"]);

        merged.ExitCode.ShouldBe(0, merged.Error);
        await using var to = await FilledStores.OpenSqliteAsync(folder, "to");
        (await to.ProjectsAsync(Cancellation)).ShouldContain("mine");
        (await StoreMigration.CountAsync(to, Cancellation)).ShouldBe(91);
    }

    [Fact]
    public async Task A_store_that_a_server_uses_is_refused_by_name()
    {
        using var folder = new TempFolder();
        await using var source = await FilledStores.OpenSqliteAsync(folder, "from");
        var run = await Run.Process(Arguments(folder));
        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("in use by another Reprise");
        run.Error.ShouldContain(folder.File("from"));
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused()
    {
        using var folder = new TempFolder();
        (await Run.Here(Arguments(folder))).Error.ShouldContain("There is no reprise.db");
        await using (await FilledStores.OpenSqliteAsync(folder, "from")) { }

        (await Run.Here("store", "migrate", "--from", "sqlite", "--to", "sqlite", "--data", folder.File("from"))).Error.ShouldContain("are the same store");
        (await Run.Here("store", "migrate", "--from", "sqlite", "--to", "mysql")).ExitCode.ShouldBe(2);
        await File.WriteAllTextAsync(Path.Combine(folder.File("from"), "migrate-sqlite-sqlite.json"), """{"from":"sqlite /elsewhere","to":"x"}""", Cancellation);
        var other = await Run.Here(Arguments(folder));
        other.ExitCode.ShouldBe(1);
        other.Error.ShouldContain("another migration");
        (await Run.Here([.. Arguments(folder), "--restart"])).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_record_that_was_moved_by_a_setting_is_found_where_it_is()
    {
        using var folder = new TempFolder();
        await using (var source = await FilledStores.OpenSqliteAsync(folder, "from")) await FilledStores.FillAsync(source, seed: 1, count: 3);
        File.Move(Path.Combine(folder.File("from"), "reprise.db"), folder.File("elsewhere.db"));
        (await Run.Here(Arguments(folder))).Error.ShouldContain("There is no reprise.db");
        var run = await Run.Here([.. Arguments(folder), "--from-set", $"Storage:Sqlite:Path={folder.File("elsewhere.db")}"]);
        run.ExitCode.ShouldBe(0, run.Error);
    }

    [Fact]
    public async Task A_database_is_named_by_where_it_is_whatever_the_password()
    {
        async Task<string> NameAsync(string password)
        {
            var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Storage:Postgres:ConnectionString", $"Host=db.example;Database=calls;Username=me;Password={password}")]).Build();
            await using var engine = StoreEngines.Create(settings, "postgres", "data");
            return engine.Description;
        }

        (await NameAsync("one")).ShouldBe("postgres db.example:5432/calls public");
        (await NameAsync("two")).ShouldBe(await NameAsync("one"));
    }

    [Fact]
    public async Task A_fact_that_waits_is_missed_in_a_target_that_holds_more_unless_its_interaction_has_come_there()
    {
        var random = new RandomRecord(3);
        var record = random.Next("a") with { Facts = [] };
        var fact = random.Fact("a", record.Interaction.Id);
        await using var from = new InMemoryInteractionStore();
        await from.AppendAsync(new StoreBatch { Facts = [fact] }, Cancellation);
        await using var to = new InMemoryInteractionStore();
        await to.AppendAsync(new StoreBatch { Interactions = [record] }, Cancellation);
        Task<MigrationCheckResult> CheckAsync() => new MigrationCheck(from, to, toHoldsMore: true).RunAsync(MigrationCheckDepth.All, _ => { }, Cancellation);
        (await CheckAsync()).Differences.ShouldHaveSingleItem().ShouldContain("is missing");
        await to.AppendAsync(new StoreBatch { Facts = [fact] }, Cancellation);
        (await CheckAsync()).Differences.ShouldBeEmpty();
    }

    private static async Task PutAsync(TempFolder folder, string name, Setting setting)
    {
        await using var settings = new SqliteSettingsStore(Path.Combine(folder.File(name), "settings.db"), TimeProvider.System);
        await settings.PutAsync(setting, null, null, Cancellation);
    }

    private static string[] Arguments(TempFolder folder) => ["store", "migrate", "--from", "sqlite", "--to", "sqlite", "--from-data", folder.File("from"), "--to-data", folder.File("to"), "--json"];
}
