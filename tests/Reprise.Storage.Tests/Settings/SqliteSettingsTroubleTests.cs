using Reprise.Interactions;
using Reprise.Settings;
using Reprise.Storage.Sqlite;
using Reprise.Storage.Sqlite.Settings;
using Reprise.Store;

namespace Reprise.Storage.Tests.Settings;

/// <summary>What the settings store on SQLite does when file, folder or disk are not as they should be.</summary>
public sealed class SqliteSettingsTroubleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Path => _folder.File("settings.db");

    [Fact]
    public async Task What_was_written_is_there_after_a_restart()
    {
        await using (var store = Create())
        {
            await store.PutAsync(Hold, null, Entry, Cancellation);
        }

        await using var again = Create();
        (await again.FindAsync("", "hold", "a", Cancellation))!.Version.ShouldBe(1);
        (await again.AuditAsync(new AuditQuery(), Cancellation)).Entries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_and_left_alone()
    {
        await using (var store = Create()) await store.OpenAsync(Cancellation);
        using (var database = SqliteDatabase.Open(Path, create: false, TimeSpan.Zero)) database.Execute("PRAGMA user_version = 999");
        await using var again = Create();
        var refusal = await Should.ThrowAsync<StoreException>(() => again.OpenAsync(Cancellation));
        refusal.IsTransient.ShouldBeFalse();
        refusal.Message.ShouldContain("newer version");
    }

    [Fact]
    public async Task A_second_process_is_kept_out()
    {
        await using var store = Create();
        await store.OpenAsync(Cancellation);
        await using var second = Create();
        (await Should.ThrowAsync<StoreException>(() => second.OpenAsync(Cancellation))).Message.ShouldContain("another Reprise");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_waited_for()
    {
        var blocked = _folder.File("blocked");
        await File.WriteAllTextAsync(blocked, "", Cancellation);
        await using var store = new SqliteSettingsStore(System.IO.Path.Combine(blocked, "settings.db"), TimeProvider.System);
        (await Should.ThrowAsync<StoreException>(() => store.OpenAsync(Cancellation))).IsTransient.ShouldBeTrue();
        File.Delete(blocked);
        (await store.PutAsync(Hold, null, null, Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_fault_at_any_step_leaves_setting_and_log_together_or_neither()
    {
        for (var step = 1; ; step++)
        {
            await using var store = new SqliteSettingsStore(_folder.File($"fault-{step}.db"), TimeProvider.System);
            await store.OpenAsync(Cancellation);
            store.FailAtStep = step;
            var failed = false;
            try
            {
                await store.PutAsync(Hold, 0, Entry, Cancellation);
            }
            catch (StoreException)
            {
                failed = true;
            }

            store.FailAtStep = 0;
            var expected = failed ? 0 : 1;
            (await store.ListAsync(null, "hold", Cancellation)).Count.ShouldBe(expected, $"step {step}");
            (await store.AuditAsync(new AuditQuery(), Cancellation)).Entries.Count.ShouldBe(expected, $"step {step}");
            if (!failed)
            {
                step.ShouldBeGreaterThan(3);
                return;
            }

            (await store.PutAsync(Hold, 0, Entry, Cancellation)).ShouldNotBeNull();
            (await store.AuditAsync(new AuditQuery(), Cancellation)).Entries.Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task The_log_cannot_be_changed_with_SQL_either()
    {
        await using (var store = Create()) await store.AppendAuditAsync([Entry], Cancellation);
        using var database = SqliteDatabase.Open(Path, create: false, TimeSpan.Zero);
        Should.Throw<Exception>(() => database.Execute("DELETE FROM audit")).Message.ShouldContain("only appended");
        Should.Throw<Exception>(() => database.Execute("UPDATE audit SET actor = 'nobody'")).Message.ShouldContain("only appended");
    }

    private static Setting Hold { get; } = new() { Project = "", Kind = "hold", Key = "a", Value = "{}" };

    private static AuditEntry Entry { get; } = new()
    {
        Id = InteractionId.FromForeign("entry"),
        Timestamp = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero),
        Project = "",
        Actor = "local",
        Action = "hold.create",
    };

    public void Dispose() => _folder.Dispose();

    private SqliteSettingsStore Create() => new(Path, TimeProvider.System);
}
