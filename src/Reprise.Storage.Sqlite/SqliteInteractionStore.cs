using Reprise.Encryption;
using Reprise.Interactions;
using Reprise.Storage.Sqlite.Bodies;
using Reprise.Storage.Sqlite.Maintenance;
using Reprise.Storage.Sqlite.Queries;
using Reprise.Store;

namespace Reprise.Storage.Sqlite;

/// <summary>
/// Keeps interactions in one SQLite file. One connection writes, behind a gate that callers pass in turn; others read, each in a snapshot of its own. A call that
/// finds the store closed opens it, so that a folder that could not be written at the start is used as soon as it can.
/// </summary>
public sealed class SqliteInteractionStore : IInteractionStore
{
    // With the default of two seconds: about ten minutes.
    private const int MostBusyTicks = 300;

    // A file below this size is compacted when the store closes, as far as that goes in so much time.
    private const long SmallFileBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan MostAtClose = TimeSpan.FromMilliseconds(800);

    private readonly SqliteStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly string _path;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SemaphoreSlim _maintaining = new(1, 1);
    private readonly SqliteReaders _readers;
    private readonly PackSeal? _packSeal;
    private readonly WriterPace _pace;
    private readonly ProjectTable _projects = new();
    private readonly ShapeTable _shapes = new();
    private readonly CancellationTokenSource _closing = new();
    private SqliteWriter? _writer;
    private SqliteLock? _lock;
    private Task? _maintenance;
    private long _appends;
    private int _disposals;
    private volatile bool _isDisposed;

    /// <param name="options">The file and its limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="sealer">Seals bodies; null where encryption is off. Everything else is sealed around this store.</param>
    public SqliteInteractionStore(SqliteStoreOptions options, TimeProvider time, ISealer? sealer = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _options = options;
        _time = time;
        _path = Path.GetFullPath(options.Path);
        _pace = new WriterPace(time);
        _packSeal = sealer is null ? null : new PackSeal(sealer, _projects);
        _readers = new SqliteReaders(_path, options.MaxReaders, options.BusyTimeout, _packSeal);
    }

    public string Engine => "sqlite";

    public async Task OpenAsync(CancellationToken cancellationToken) => await WriteAsync(_ => true, cancellationToken).ConfigureAwait(false);

    public Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Interlocked.Increment(ref _appends);
        return WriteAsync(
            writer =>
            {
                var began = _pace.Now();
                var result = writer.Append(batch);
                _pace.NoteRecording(began);
                return result;
            },
            cancellationToken);
    }

    public Task<RecordedInteraction?> FindAsync(string project, InteractionId id, CancellationToken cancellationToken) =>
        ReadAsync<RecordedInteraction?>(project, null, (database, number) => RecordsOf(database, number, project).Find(id), cancellationToken);

    public Task<InteractionPage> SearchAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        QueryLimits.Check(query);
        return ReadAsync(query.Project, new InteractionPage([], null), (database, number) => RecordsOf(database, number, query.Project).Page(query), cancellationToken);
    }

    public Task<RecordPage> ReadAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        QueryLimits.Check(query);
        return ReadAsync(query.Project, new RecordPage([], null), (database, number) => RecordsOf(database, number, query.Project).Read(query), cancellationToken);
    }

    public Task<AggregateResult> AggregateAsync(AggregateQuery query, CancellationToken cancellationToken)
    {
        QueryLimits.Check(query);
        return ReadAsync(
            query.Project,
            new AggregateResult([]),
            (database, number) => new SqliteAggregate(database, _shapes.List).Run(query, number, SearchOf(database, number)),
            cancellationToken);
    }

    public Task<long> DeleteAsync(InteractionQuery query, CancellationToken cancellationToken) => InStepsAsync(query, "1", SqliteDeletion.Delete, cancellationToken);

    public Task<long> DropBodiesAsync(InteractionQuery query, CancellationToken cancellationToken) => InStepsAsync(query, SqliteDeletion.HasBodies, SqliteDeletion.DropBodies, cancellationToken);

    public async Task<IReadOnlyList<string>> ProjectsAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _writer) is null) await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await _readers.ReadAsync(ProjectTable.WithRecords, cancellationToken).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<Fact>> WaitingFactsAsync(string project, InteractionId? after, int limit, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<Fact>>(project, [], (database, number) => FactRows.Waiting(database, number, project, after, limit), cancellationToken);

    /// <summary>Lets calls under way end, makes a small file smaller (about a second at most), and closes. Calls that come later are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Increment(ref _disposals) > 1) return;

        // 1. No more background maintenance. It ends between two steps.
        await _closing.CancelAsync().ConfigureAwait(false);
        if (await MaintenanceAsync().ConfigureAwait(false) is { } maintenance) await maintenance.ConfigureAwait(false);

        // 2. Maintenance a caller asked for is told to end; then the last one, if the file is small.
        await _maintaining.WaitAsync().ConfigureAwait(false);
        await MaintainAtCloseAsync().ConfigureAwait(false);

        // 3. Readers and whoever writes end; those who wait are refused when they come in.
        await _gate.WaitAsync().ConfigureAwait(false);
        _isDisposed = true;
        await _readers.DisposeAsync().ConfigureAwait(false);
        _writer?.Dispose();
        _lock?.Dispose();
        _gate.Release();
        _maintaining.Release();
        _closing.Dispose();
    }

    /// <summary>
    /// Sweeps bodies and words of what was deleted, makes the index one part, so that no part holds a deleted word, forgets shapes that no row has, and writes the file anew.
    /// Readers go on; writers wait for the last two.
    /// </summary>
    public async Task ScrubAsync(CancellationToken cancellationToken)
    {
        await MaintainAsync(cancellationToken).ConfigureAwait(false);
        await _maintaining.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await WriteAsync(
                writer =>
                {
                    writer.Database.Execute("INSERT INTO search (search) VALUES ('optimize')");
                    writer.Transact(() => _shapes.ForgetUnused(writer.Database));
                    SqliteScrub.Rebuild(writer.Database);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _maintaining.Release();
        }
    }

    public Task<int> DeleteWaitingFactsAsync(string project, IReadOnlyList<InteractionId> factIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(factIds);
        return WriteAsync(writer => _projects.Find(project) is { } number ? SqliteDeletion.DeleteWaiting(writer, number, factIds) : 0, cancellationToken);
    }

    /// <summary>Does all maintenance there is to do now: sweeps, merges, shrinks. Recording goes on in between.</summary>
    public async Task MaintainAsync(CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        await MaintainAsync(() => false, ending.Token).ConfigureAwait(false);
    }

    /// <summary>For tests: the same, but stops as soon as <paramref name="isBusy"/> says so.</summary>
    internal async Task MaintainAsync(Func<bool> isBusy, CancellationToken cancellationToken)
    {
        // One at a time: what one pass has looked at, another must not change.
        await _maintaining.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await new StoreMaintenance(this, _path, _options.BusyTimeout, _time, _packSeal).RunAsync(isBusy, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _maintaining.Release();
        }
    }

    /// <summary>For tests: the so-manieth step of the next transaction fails like a disk does; 0 for none.</summary>
    internal int FailAtStep { get; set; }

    /// <summary>For tests: shapes past this many stay in their rows.</summary>
    internal int MostShapes
    {
        set => _shapes.Most = value;
    }

    internal async Task<T> WriteAsync<T>(Func<SqliteWriter, T> write, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _writer ??= Open();
            if (_options.IdleBeforeMaintenance > TimeSpan.Zero && !_closing.IsCancellationRequested) _maintenance ??= Task.Run(MaintainWhenIdleAsync, CancellationToken.None);
            _writer.Database.FailAfterSteps = FailAtStep;
            return write(_writer);
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

    /// <summary>The same for work that recording goes before: it waits after each of its steps as long as recording has much to do.</summary>
    internal async Task<T> WriteBesideAsync<T>(Func<SqliteWriter, T> write, CancellationToken cancellationToken)
    {
        var began = 0L;
        var result = await WriteAsync(
            writer =>
            {
                began = _pace.Now();
                return write(writer);
            },
            cancellationToken).ConfigureAwait(false);
        await _pace.YieldAsync(began, cancellationToken).ConfigureAwait(false);
        return result;
    }

    /// <summary>Changes what a query selects in steps, so that recording goes on in between; each step goes on behind the last one, so it ends.</summary>
    private async Task<long> InStepsAsync(InteractionQuery query, string condition, Func<SqliteWriter, Func<IReadOnlyList<long>>, long> change, CancellationToken cancellationToken)
    {
        QueryLimits.Check(query with { Cursor = null });
        Interlocked.Increment(ref _appends);
        long changed = 0;
        var range = PositionRange.Of(query.From, query.To);
        while (true)
        {
            var selected = await ReadAsync<IReadOnlyList<long>>(query.Project, [], (database, number) => Select(database, number, query.Filter, condition, range), cancellationToken).ConfigureAwait(false);
            if (selected.Count == 0) return changed;
            // Facts may have come since, such as those of a hold: the filter is asked again in the transaction that removes.
            changed += await WriteBesideAsync(
                writer => change(writer, () => SearchOf(writer.Database, _projects.Find(query.Project)!.Value, condition).Still(selected, query.Filter)),
                cancellationToken).ConfigureAwait(false);
            if (selected.Count < SqliteDeletion.StepRows) return changed;
            range = range with { High = selected[^1] - 1 };
        }
    }

    /// <summary>Maintains whenever nothing was stored for a while, and every so often even when something always is. Failures wait for the next time.</summary>
    private async Task MaintainWhenIdleAsync()
    {
        using var timer = new PeriodicTimer(_options.IdleBeforeMaintenance, _time);
        var (seen, maintained, ticks) = (-1L, -1L, 0);
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token).ConfigureAwait(false))
            {
                var appends = Interlocked.Read(ref _appends);
                var isDue = appends != maintained && (appends == seen || ++ticks >= MostBusyTicks);
                seen = appends;
                if (!isDue) continue;
                var isIdle = ticks < MostBusyTicks;
                ticks = 0;
                try
                {
                    await MaintainAsync(() => isIdle && Interlocked.Read(ref _appends) != appends, _closing.Token).ConfigureAwait(false);
                    maintained = appends;
                }
                catch (StoreException)
                {
                    // The same trouble meets whoever stores next, who reports it.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The store closes.
        }
    }

    private async Task<Task?> MaintenanceAsync()
    {
        // Behind the gate: whoever starts it is inside.
        await _gate.WaitAsync().ConfigureAwait(false);
        var maintenance = _maintenance;
        _gate.Release();
        return maintenance;
    }

    private async Task MaintainAtCloseAsync()
    {
        if (_maintenance is null || new FileInfo(_path) is not { Exists: true, Length: < SmallFileBytes }) return;
        var begin = _time.GetTimestamp();
        try
        {
            await new StoreMaintenance(this, _path, TimeSpan.Zero, _time, _packSeal).RunAsync(() => _time.GetElapsedTime(begin) > MostAtClose, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // The file stays as large as it is; the next start goes on.
        }
    }

    private async Task<T> ReadAsync<T>(string project, T none, Func<SqliteDatabase, int, T> read, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(project);
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (Volatile.Read(ref _writer) is null) await OpenAsync(cancellationToken).ConfigureAwait(false);
        if (_projects.Find(project) is not { } number) return none;
        return await _readers.ReadAsync(database => read(database, number), cancellationToken).ConfigureAwait(false);
    }

    private SqliteWriter Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        _lock ??= SqliteLock.Take(_path);
        var database = SqliteDatabase.Open(_path, create: true, _options.BusyTimeout, _packSeal);
        try
        {
            Configure(database, _options.Synchronous);
            SqliteSchema.Migrate(database, _path);
            var writer = new SqliteWriter(database, _projects, _shapes, _options.RememberedSegments);
            writer.KeepMinutes(_time);
            return writer;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Settings of the connection that writes.</summary>
    internal static void Configure(SqliteDatabase database, SqliteSynchronous synchronous = SqliteSynchronous.Normal)
    {
        // These two take effect only before the first table is made.
        database.Execute("PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL");
        database.Execute("PRAGMA journal_mode = WAL");
        database.Execute($"PRAGMA synchronous = {(synchronous is SqliteSynchronous.Full ? "FULL" : "NORMAL")}; PRAGMA secure_delete = FAST; PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 2000");
    }

    private List<long> Select(SqliteDatabase database, int number, Filter filter, string condition, PositionRange range)
    {
        var selected = new List<long>();
        SearchOf(database, number, condition).Visit("i.position", filter, range, ascending: false, SqliteDeletion.StepRows, row => selected.Add(row.Long(0)));
        return selected;
    }

    private SqliteRecords RecordsOf(SqliteDatabase database, int number, string project) => new(database, number, project, _shapes.List, SearchOf(database, number));

    private SqliteSearch SearchOf(SqliteDatabase database, int number, string condition = "1") => new(database, number, _projects.Numbers.Count > 1, _shapes.List, condition);
}
