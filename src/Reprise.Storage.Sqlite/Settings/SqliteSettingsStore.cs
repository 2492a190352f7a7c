using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Storage.Sqlite.Settings;

/// <summary>
/// Keeps settings and the audit log in one SQLite file of their own, so that they never wait for the recorder's lock. One connection, one call at a time: all
/// of it is small. A call that finds it closed opens it, so that a folder that could not be written at the start is used as soon as it can.
/// </summary>
public sealed class SqliteSettingsStore : ISettingsStore
{
    private readonly TimeProvider _time;
    private readonly string _path;
    private readonly TimeSpan _busyTimeout;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SettingWatchers _watchers = new();
    private SqliteDatabase? _database;
    private SqliteLock? _lock;
    private bool _isDisposed;

    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="time">For when a setting was written.</param>
    /// <param name="busyTimeout">How long to wait for another program that holds the file; 10 seconds when null.</param>
    public SqliteSettingsStore(string path, TimeProvider time, TimeSpan? busyTimeout = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(time);
        _path = Path.GetFullPath(path);
        _time = time;
        _busyTimeout = busyTimeout ?? TimeSpan.FromSeconds(10);
    }

    public string Engine => "sqlite";

    /// <summary>For tests: the so-manieth step of a statement in the next call fails like a disk does; 0 for none.</summary>
    internal int FailAtStep { get; set; }

    public Task OpenAsync(CancellationToken cancellationToken) => RunAsync(_ => true, cancellationToken);

    public IDisposable Watch(Action<SettingChange> changed) => _watchers.Add(changed);

    public Task<Setting?> FindAsync(string project, string kind, string key, CancellationToken cancellationToken)
    {
        SettingRules.CheckName(project, kind, key);
        return RunAsync(database => SettingsSql.Find(database, project, kind, key), cancellationToken);
    }

    public Task<IReadOnlyList<Setting>> ListAsync(string? project, string kind, CancellationToken cancellationToken)
    {
        SettingRules.CheckKind(project, kind);
        return RunAsync(database => SettingsSql.List(database, project, kind), cancellationToken);
    }

    public async Task<Setting?> PutAsync(Setting setting, long? expectedVersion, AuditEntry? audit, CancellationToken cancellationToken)
    {
        SettingRules.Check(setting);
        if (audit is not null) SettingRules.Check(audit);
        var kept = await RunAsync(database => database.Transact(() => Put(database, setting, expectedVersion, audit)), cancellationToken).ConfigureAwait(false);
        if (kept is not null) _watchers.Tell(new SettingChange(setting.Project, setting.Kind, setting.Key));
        return kept;
    }

    public async Task<bool> RemoveAsync(string project, string kind, string key, AuditEntry? audit, CancellationToken cancellationToken)
    {
        SettingRules.CheckName(project, kind, key);
        if (audit is not null) SettingRules.Check(audit);
        var wasThere = await RunAsync(
            database => database.Transact(() =>
            {
                if (!SettingsSql.Remove(database, project, kind, key)) return false;
                if (audit is not null) SettingsSql.Append(database, audit);
                return true;
            }),
            cancellationToken).ConfigureAwait(false);
        if (wasThere) _watchers.Tell(new SettingChange(project, kind, key));
        return wasThere;
    }

    public Task AppendAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var entry in entries) SettingRules.Check(entry);
        return RunAsync(
            database => database.Transact(() =>
            {
                foreach (var entry in entries) SettingsSql.Append(database, entry);
                return true;
            }),
            cancellationToken);
    }

    public Task RewriteAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var entry in entries) SettingRules.Check(entry);
        return RunAsync(
            database => database.Transact(() =>
            {
                SettingsSql.Rewrite(database, entries);
                return true;
            }),
            cancellationToken);
    }

    public Task ScrubAsync(CancellationToken cancellationToken) => RunAsync(
        database =>
        {
            SqliteScrub.Rebuild(database);
            return true;
        },
        cancellationToken);

    public Task<AuditPage> AuditAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        SettingRules.Check(query);
        return RunAsync(database => SettingsSql.Audit(database, query), cancellationToken);
    }

    /// <summary>Always: the file is this process's alone.</summary>
    public Task<bool> TryLeadAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        _isDisposed = true;
        _database?.Dispose();
        _lock?.Dispose();
        (_database, _lock) = (null, null);
        _gate.Release();
    }

    private Setting? Put(SqliteDatabase database, Setting setting, long? expectedVersion, AuditEntry? audit)
    {
        var version = SettingsSql.Find(database, setting.Project, setting.Kind, setting.Key)?.Version ?? 0;
        if (expectedVersion is { } expected && expected != version) return null;
        var kept = setting with { Version = version + 1, ChangedAt = SettingRules.Kept(_time.GetUtcNow()) };
        SettingsSql.Put(database, kept);
        if (audit is not null) SettingsSql.Append(database, audit);
        return kept;
    }

    private async Task<T> RunAsync<T>(Func<SqliteDatabase, T> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _database ??= Open();
            _database.FailAfterSteps = FailAtStep;
            return work(_database);
        }
        catch (SqliteFailure failure)
        {
            throw failure.ToStoreException(_path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The folder of '{_path}' cannot be used: {exception.Message}", exception) { IsTransient = true };
        }
        finally
        {
            _gate.Release();
        }
    }

    private SqliteDatabase Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        _lock ??= SqliteLock.Take(_path);
        var database = SqliteDatabase.Open(_path, create: true, _busyTimeout);
        try
        {
            // FULL: a decision survives a power cut. It is made rarely, so the disk's sync costs nobody anything.
            database.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = FAST; PRAGMA cache_size = -1000");
            SettingsSchema.Migrate(database, _path);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
