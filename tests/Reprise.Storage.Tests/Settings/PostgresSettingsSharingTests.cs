using System.Collections.Concurrent;
using Reprise.Interactions;
using Reprise.Settings;
using Reprise.Storage.Postgres;
using Reprise.Storage.Postgres.Settings;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Storage.Tests.Settings;

/// <summary>Several servers on one PostgreSQL database, and what becomes of them when sessions end or the database does.</summary>
public sealed class PostgresSettingsSharingTests : IAsyncDisposable
{
    private const string HoldsTheLeadersLock = "pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)";
    private readonly PostgresSettingsFixture _fixture = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_by_one_server_is_told_to_the_other()
    {
        var (first, second, _) = await TwoAsync();
        var told = new ConcurrentQueue<SettingChange>();
        var own = new ConcurrentQueue<SettingChange>();
        using var watch = second.Watch(told.Enqueue);
        using var watchOwn = first.Watch(own.Enqueue);
        await first.PutAsync(Of("Ünïcode \U0001F600 \"key\""), null, null, Cancellation);
        await Eventually.HoldsAsync("the other server is told", () => told.Count == 1);
        await first.RemoveAsync("shop", "view", "Ünïcode \U0001F600 \"key\"", null, Cancellation);
        await Eventually.HoldsAsync("the other server is told again", () => told.Count == 2);
        told.ShouldAllBe(change => change == new SettingChange("shop", "view", "Ünïcode \U0001F600 \"key\""));
        own.Count.ShouldBe(2, "a server hears of its own changes once, when it makes them");
    }

    [Fact]
    public async Task A_lost_connection_is_made_again_and_says_that_anything_may_have_changed()
    {
        var (first, second, database) = await TwoAsync();
        var told = new ConcurrentQueue<SettingChange>();
        using var watch = second.Watch(told.Enqueue);
        await PostgresSettingsFixture.EndSessionsAsync(database, "query LIKE 'LISTEN%'");
        await Eventually.HoldsAsync("the other server is told that anything may have changed", () => told.Contains(new SettingChange("", "", "")));
        await first.PutAsync(Of("a"), null, null, Cancellation);
        await Eventually.HoldsAsync("the other server hears again", () => told.Contains(new SettingChange("shop", "view", "a")));
    }

    [Fact]
    public async Task Of_two_servers_one_leads_and_the_other_does_when_the_first_one_ends()
    {
        var (first, second, _) = await TwoAsync();
        (await first.TryLeadAsync(Cancellation)).ShouldBeTrue();
        (await second.TryLeadAsync(Cancellation)).ShouldBeFalse();
        (await first.TryLeadAsync(Cancellation)).ShouldBeTrue();
        await first.DisposeAsync();
        await Eventually.HoldsAsync("the other one leads", () => second.TryLeadAsync(Cancellation));
    }

    [Fact]
    public async Task Who_loses_the_session_that_leads_stops_leading()
    {
        var (first, second, database) = await TwoAsync();
        (await first.TryLeadAsync(Cancellation)).ShouldBeTrue();
        (await PostgresSettingsFixture.EndSessionsAsync(database, HoldsTheLeadersLock)).ShouldBe(1L);
        await Eventually.HoldsAsync("the other one leads", () => second.TryLeadAsync(Cancellation));
        (await first.TryLeadAsync(Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task Servers_that_start_together_make_the_tables_once()
    {
        var database = await PostgresSettingsFixture.CreateDatabaseAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _fixture.OpenOnAsync(database)));
        (await PostgresSettingsFixture.AskAsync(database, "SELECT count(*) FROM reprise_settings_version")).ShouldBe((long)SettingsSchema.Version);
    }

    [Fact]
    public async Task Two_installations_in_schemas_of_their_own_share_neither_settings_nor_leader()
    {
        var database = await PostgresSettingsFixture.CreateDatabaseAsync();
        await using var first = new PostgresSettingsStore(new PostgresStoreOptions { ConnectionString = database, Schema = "first One" }, TimeProvider.System);
        await using var second = new PostgresSettingsStore(new PostgresStoreOptions { ConnectionString = database, Schema = "second" }, TimeProvider.System);
        await first.PutAsync(Of("a"), null, Entry, Cancellation);
        (await second.FindAsync("shop", "view", "a", Cancellation)).ShouldBeNull();
        (await second.AuditAsync(new AuditQuery(), Cancellation)).Entries.ShouldBeEmpty();
        (await first.TryLeadAsync(Cancellation)).ShouldBeTrue();
        (await second.TryLeadAsync(Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task Tables_of_a_newer_version_are_refused_and_left_alone()
    {
        var (_, _, database) = await TwoAsync();
        await PostgresSettingsFixture.AskAsync(database, "INSERT INTO reprise_settings_version (version) VALUES (999)");
        var refusal = await Should.ThrowAsync<StoreException>(() => _fixture.OpenOnAsync(database));
        refusal.IsTransient.ShouldBeFalse();
        refusal.Message.ShouldContain("newer version");
    }

    [Fact]
    public async Task Sessions_that_end_are_not_noticed_by_those_who_read_or_append()
    {
        var (first, _, database) = await TwoAsync();
        await first.PutAsync(Of("a"), null, null, Cancellation);
        await PostgresSettingsFixture.EndSessionsAsync(database);
        (await first.FindAsync("shop", "view", "a", Cancellation)).ShouldNotBeNull();
        await PostgresSettingsFixture.EndSessionsAsync(database);
        await first.AppendAuditAsync([Entry], Cancellation);
        await PostgresSettingsFixture.EndSessionsAsync(database);
        (await first.AuditAsync(new AuditQuery(), Cancellation)).Entries.ShouldBe([Entry]);
    }

    [Fact]
    public async Task A_change_whose_entry_cannot_be_written_is_not_made()
    {
        var (first, _, database) = await TwoAsync();
        await PostgresSettingsFixture.AskAsync(database, "ALTER TABLE reprise_audit ADD CONSTRAINT fault CHECK (actor <> 'local')");
        (await Should.ThrowAsync<StoreException>(() => first.PutAsync(Of("a"), null, Entry, Cancellation))).IsTransient.ShouldBeFalse();
        (await first.FindAsync("shop", "view", "a", Cancellation)).ShouldBeNull();
        await PostgresSettingsFixture.AskAsync(database, "ALTER TABLE reprise_audit DROP CONSTRAINT fault");
        (await first.PutAsync(Of("a"), 0, Entry, Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_log_cannot_be_changed_with_SQL_either()
    {
        var (first, _, database) = await TwoAsync();
        await first.AppendAuditAsync([Entry], Cancellation);
        foreach (var sql in new[] { "DELETE FROM reprise_audit", "UPDATE reprise_audit SET actor = 'nobody'", "TRUNCATE reprise_audit" })
            (await Should.ThrowAsync<Exception>(() => PostgresSettingsFixture.AskAsync(database, sql))).Message.ShouldContain("only appended");
    }

    [Fact]
    public async Task A_database_that_is_down_is_transient_leads_nobody_and_is_used_when_it_is_back()
    {
        await using var server = await PostgresServer.StartAsync();
        var database = await server.CreateDatabaseAsync();
        server.Kill();
        await using var store = new PostgresSettingsStore(new PostgresStoreOptions { ConnectionString = database }, TimeProvider.System);
        (await Should.ThrowAsync<StoreException>(() => store.OpenAsync(Cancellation))).IsTransient.ShouldBeTrue();
        (await store.TryLeadAsync(Cancellation)).ShouldBeFalse();
        await server.RestartAsync();
        (await store.PutAsync(Of("a"), null, Entry, Cancellation)).ShouldNotBeNull();
        (await store.TryLeadAsync(Cancellation)).ShouldBeTrue();
        server.Kill();
        (await Should.ThrowAsync<StoreException>(() => store.FindAsync("shop", "view", "a", Cancellation))).IsTransient.ShouldBeTrue();
        (await store.TryLeadAsync(Cancellation)).ShouldBeFalse();
        await server.RestartAsync();
        (await store.FindAsync("shop", "view", "a", Cancellation)).ShouldNotBeNull();
        (await store.AuditAsync(new AuditQuery(), Cancellation)).Entries.Count.ShouldBe(1);
    }

    private static Setting Of(string key) => new() { Project = "shop", Kind = "view", Key = key, Value = "{}" };

    private static AuditEntry Entry { get; } = new()
    {
        Id = InteractionId.FromForeign("entry"),
        Timestamp = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero),
        Project = "",
        Actor = "local",
        Action = "hold.create",
    };

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    private async Task<(ISettingsStore First, ISettingsStore Second, string Database)> TwoAsync()
    {
        var database = await PostgresSettingsFixture.CreateDatabaseAsync();
        return (await _fixture.OpenOnAsync(database), await _fixture.OpenOnAsync(database), database);
    }
}
