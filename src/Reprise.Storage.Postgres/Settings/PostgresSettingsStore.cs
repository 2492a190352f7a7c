using Npgsql;
using Reprise.Interactions;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Storage.Postgres.Settings;

/// <summary>
/// Keeps settings and the audit log in PostgreSQL, beside the interactions, for all servers on that database: changes are told by LISTEN and NOTIFY, and who
/// leads is decided by an advisory lock. Needs real sessions for both, so a pooler in transaction mode must not stand in between.
/// </summary>
public sealed class PostgresSettingsStore : ISettingsStore
{
    // Beside the recorder's: settings are read rarely, and must not wait for it.
    private const int Pool = 4;

    private readonly PostgresDatabase _connections;
    private readonly PostgresDatabase _sessions;
    private readonly TimeProvider _time;
    private readonly string _me;
    private readonly SettingWatchers _watchers = new();
    private readonly Leadership _leadership;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private SettingsListener? _listener;
    private volatile bool _isOpen;
    private bool _isDisposed;

    /// <param name="options">Of the store of interactions; its connection string, schema and limits count.</param>
    /// <param name="time">For when a setting was written.</param>
    public PostgresSettingsStore(PostgresStoreOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _connections = Open(options, connection => connection.MaxPoolSize = Pool);
        _sessions = Open(options, static connection => connection.Pooling = false);
        _time = time;
        _me = InteractionId.New(time).ToString();
        _leadership = new Leadership(_sessions);
    }

    public string Engine => "postgres";

    public Task OpenAsync(CancellationToken cancellationToken) => EnsureOpenAsync(cancellationToken);

    public IDisposable Watch(Action<SettingChange> changed) => _watchers.Add(changed);

    public Task<Setting?> FindAsync(string project, string kind, string key, CancellationToken cancellationToken)
    {
        SettingRules.CheckName(project, kind, key);
        return RunAsync(
            async connection => (await ReadAsync(SettingsSql.Find(connection, project, kind, key), SettingsSql.ReadSetting, cancellationToken).ConfigureAwait(false)).FirstOrDefault(),
            isRepeatable: true,
            cancellationToken);
    }

    public Task<IReadOnlyList<Setting>> ListAsync(string? project, string kind, CancellationToken cancellationToken)
    {
        SettingRules.CheckKind(project, kind);
        return RunAsync<IReadOnlyList<Setting>>(
            async connection =>
            {
                var found = await ReadAsync(SettingsSql.List(connection, project, kind), SettingsSql.ReadSetting, cancellationToken).ConfigureAwait(false);
                // Sorted here: a database's own order is its collation's.
                return [.. found.OrderBy(setting => setting.Project, StringComparer.Ordinal).ThenBy(setting => setting.Key, StringComparer.Ordinal)];
            },
            isRepeatable: true,
            cancellationToken);
    }

    public async Task<Setting?> PutAsync(Setting setting, long? expectedVersion, AuditEntry? audit, CancellationToken cancellationToken)
    {
        SettingRules.Check(setting);
        if (audit is not null) SettingRules.Check(audit);
        var change = new SettingChange(setting.Project, setting.Kind, setting.Key);
        var kept = setting with { ChangedAt = SettingRules.Kept(_time.GetUtcNow()) };
        var versions = await RunAsync(
            connection => ReadAsync(SettingsSql.Put(connection, kept, expectedVersion, audit, SettingsWord.Write(_me, change)), static row => row.GetInt64(0), cancellationToken),
            isRepeatable: false,
            cancellationToken).ConfigureAwait(false);
        if (versions.Count == 0) return null;
        _watchers.Tell(change);
        return kept with { Version = versions[0] };
    }

    public async Task<bool> RemoveAsync(string project, string kind, string key, AuditEntry? audit, CancellationToken cancellationToken)
    {
        SettingRules.CheckName(project, kind, key);
        if (audit is not null) SettingRules.Check(audit);
        var change = new SettingChange(project, kind, key);
        var removed = await RunAsync(
            connection => ReadAsync(SettingsSql.Remove(connection, project, kind, key, audit, SettingsWord.Write(_me, change)), static row => row.GetInt64(0), cancellationToken),
            isRepeatable: false,
            cancellationToken).ConfigureAwait(false);
        if (removed.Count == 0) return false;
        _watchers.Tell(change);
        return true;
    }

    public Task AppendAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var entry in entries) SettingRules.Check(entry);
        if (entries.Count == 0) return Task.CompletedTask;
        return RunAsync(connection => ReadAsync(SettingsSql.Append(connection, entries), static _ => 0, cancellationToken), isRepeatable: true, cancellationToken);
    }

    public Task<AuditPage> AuditAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        SettingRules.Check(query);
        return RunAsync(
            async connection =>
            {
                var found = await ReadAsync(SettingsSql.Audit(connection, query), SettingsSql.ReadEntry, cancellationToken).ConfigureAwait(false);
                return new AuditPage([.. found.Take(query.Limit)], found.Count > query.Limit);
            },
            isRepeatable: true,
            cancellationToken);
    }

    public Task<bool> TryLeadAsync(CancellationToken cancellationToken) => _leadership.TryLeadAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _opening.WaitAsync().ConfigureAwait(false);
        _isDisposed = true;
        _isOpen = false;
        _opening.Release();
        if (Interlocked.Exchange(ref _listener, null) is { } listener) await listener.DisposeAsync().ConfigureAwait(false);
        await _leadership.DisposeAsync().ConfigureAwait(false);
        await _sessions.DisposeAsync().ConfigureAwait(false);
        await _connections.DisposeAsync().ConfigureAwait(false);
    }

    private static PostgresDatabase Open(PostgresStoreOptions options, Action<NpgsqlConnectionStringBuilder> change)
    {
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString) { MinPoolSize = 0 };
        change(connection);
        return new PostgresDatabase(new PostgresStoreOptions
        {
            ConnectionString = connection.ConnectionString,
            Schema = options.Schema,
            CommandTimeout = options.CommandTimeout,
            LockTimeout = options.LockTimeout,
        });
    }

    private async Task EnsureOpenAsync(CancellationToken cancellationToken)
    {
        if (_isOpen) return;
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_isOpen) return;
            await SettingsSchema.MigrateAsync(_connections, cancellationToken).ConfigureAwait(false);
            _listener ??= new SettingsListener(_sessions, Heard, _watchers.TellOfAnything);
            await _listener.FirstTryAsync(cancellationToken).ConfigureAwait(false);
            _isOpen = true;
        }
        catch (Exception exception) when (PostgresFailure.Is(exception))
        {
            throw PostgresFailure.ToStoreException(exception);
        }
        finally
        {
            _opening.Release();
        }
    }

    // Own changes were told when they were made.
    private void Heard(string word)
    {
        var (sender, change) = SettingsWord.Read(word);
        if (sender != _me) _watchers.Tell(change);
    }

    /// <summary>The guard against changes is lifted inside the transaction only.</summary>
    public Task RewriteAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var entry in entries) SettingRules.Check(entry);
        return RunAsync(
            async connection =>
            {
                var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                await using var _ = transaction.ConfigureAwait(false);
                var rewrite = SettingsSql.Rewrite(connection, entries);
                await using (rewrite.ConfigureAwait(false)) await rewrite.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return true;
            },
            isRepeatable: true,
            cancellationToken);
    }

    public Task ScrubAsync(CancellationToken cancellationToken) => RunAsync(connection => PostgresScrub.RunAsync(connection, "reprise_settings", "reprise_audit"), isRepeatable: true, cancellationToken);

    /// <summary>Runs on a connection of the pool; once more on another when the first was lost and that can do no harm.</summary>
    private async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, bool isRepeatable, CancellationToken cancellationToken)
    {
        await EnsureOpenAsync(cancellationToken).ConfigureAwait(false);
        for (var isSecond = false; ; isSecond = true)
        {
            NpgsqlConnection? connection = null;
            try
            {
                connection = await _connections.OpenAsync(cancellationToken).ConfigureAwait(false);
                return await work(connection).ConfigureAwait(false);
            }
            catch (Exception exception) when (isRepeatable && !isSecond && IsLost(exception))
            {
                // All connections of a server that was restarted are lost; those left in the pool with it.
                if (connection is not null) NpgsqlConnection.ClearPool(connection);
            }
            catch (Exception exception) when (PostgresFailure.Is(exception))
            {
                throw PostgresFailure.ToStoreException(exception);
            }
            finally
            {
                if (connection is not null) await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>The session ended or never began, so that the same call may do on another one.</summary>
    private static bool IsLost(Exception exception) => exception is PostgresException refused
        ? refused.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow || refused.SqlState.StartsWith("08", StringComparison.Ordinal)
        : PostgresFailure.Is(exception);

    private static async Task<List<T>> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using (command.ConfigureAwait(false))
        {
            var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                var all = new List<T>();
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false)) all.Add(read(rows));
                return all;
            }
        }
    }
}
