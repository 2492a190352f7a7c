using System.Globalization;
using Reprise.Cache.Entries;
using Reprise.Embeddings;
using Reprise.Interactions;
using Reprise.Store;
using SQLitePCL;

namespace Reprise.Storage.Sqlite.Cache;

/// <summary>
/// Keeps the entries of the cache in one SQLite file of their own: one connection writes, a few read beside it. A file that is damaged is set aside as
/// <c>cache.db.damaged-time</c> for whoever wants to look at it, until it is dropped; somebody else's as <c>cache.db.foreign-time</c>, and stays.
/// </summary>
public sealed class SqliteCacheEntries : ICacheEntries
{
    private const int MostReaders = 4;
    private const string Damaged = ".damaged-";
    private const string Foreign = ".foreign-";
    private const string Stamp = "yyyyMMdd'T'HHmmssfff'Z'";
    private const int StampLength = 19;

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly TimeSpan _busyTimeout;
    private readonly Lock _writing = new();
    private SqliteLock? _lock;
    private CacheWriter? _writer;
    private CacheReaders? _readers;
    private Scopes _scopes = new();
    private volatile bool _isDamaged;
    private volatile bool _isDisposed;

    /// <param name="path">The file; its folder is made where it is missing. SQLite keeps two more files beside it.</param>
    /// <param name="time">For the name of a file that is set aside.</param>
    /// <param name="busyTimeout">How long to wait for another program that holds the file; 10 seconds when null.</param>
    public SqliteCacheEntries(string path, TimeProvider time, TimeSpan? busyTimeout = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(time);
        (_path, _time, _busyTimeout) = (Path.GetFullPath(path), time, busyTimeout ?? TimeSpan.FromSeconds(10));
    }

    /// <summary>For tests: the so-manieth step of a statement in each call fails like a disk does; 0 for none.</summary>
    internal int FailAtStep { get; set; }

    /// <summary>For tests: how long the file may become, in pages; a longer one is a full disk.</summary>
    internal int MostPages
    {
        set => Write(writer =>
        {
            writer.Database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {value}"));
            return true;
        });
    }

    public CacheEntriesState Open()
    {
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_writer is not null && !_isDamaged) return CacheEntriesState.Opened;
            return Guard(() =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
                _lock ??= SqliteLock.Take(_path);
                var isNew = new FileInfo(_path) is not { Exists: true, Length: > 0 };
                if (_isDamaged)
                {
                    Close();
                    SetAside(Damaged);
                }
                else if (TryConnect(out var isForeign))
                {
                    return isNew ? CacheEntriesState.New : CacheEntriesState.Opened;
                }
                else
                {
                    SetAside(isForeign ? Foreign : Damaged);
                }

                if (!TryConnect(out _)) throw new CacheEntriesException($"'{_path}' cannot be begun anew.");
                _isDamaged = false;
                return CacheEntriesState.Damaged;
            });
        }
    }

    public CacheEntriesAdded Add(IReadOnlyList<CacheEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return entries.Count == 0 ? new CacheEntriesAdded([], []) : Write(writer => writer.Add(entries));
    }

    public CacheEntry? Find(long number) => Read(number, static (reader, number) => reader.Find(number));

    public IReadOnlyList<CacheEntry> FindExact(PartitionKey exact, int most) => Read((exact, most), static (reader, asked) => reader.FindExact(asked.exact, asked.most));

    public IReadOnlyList<CacheEntry> FindBySource(string project, InteractionId source)
    {
        var found = Read(source, static (reader, source) => reader.FindBySource(source));
        found.RemoveAll(entry => entry.Project != project);
        return found;
    }

    public IReadOnlyList<CacheEntry> List(string? project, string? policy, long after, int limit)
    {
        if (project is null && policy is null) return Read((after, limit), static (reader, asked) => reader.List(asked.after, asked.limit));
        var found = _scopes.With(project, policy).SelectMany(scope => Read((scope, after, limit), static (reader, asked) => reader.List(asked.scope, asked.after, asked.limit)));
        return [.. found.OrderBy(entry => entry.Number).Take(limit)];
    }

    public bool Update(long number, double? quality, bool isPinned, DateTimeOffset? expires) => Write(writer => writer.Update(number, quality, isPinned, expires));

    public int Remove(IReadOnlyList<long> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return numbers.Count == 0 ? 0 : Write(writer => writer.Remove(numbers));
    }

    public IReadOnlyList<CacheEntryCount> Count() => Write(_ => (IReadOnlyList<CacheEntryCount>)
        [.. _scopes.Counts().Select(count => new CacheEntryCount(count.Scope.Project, count.Scope.Policy, count.Entries, count.Scope.Generation))
            .OrderBy(count => count.Project, StringComparer.Ordinal).ThenBy(count => count.Policy, StringComparer.Ordinal).ThenBy(count => count.Generation)]);

    public string? Note(string name) => Read(name, static (reader, name) => reader.Note(name));

    public void SetNote(string name, string value) => Write(writer =>
    {
        writer.SetNote(name, value);
        return true;
    });

    public void Scrub()
    {
        if (_isDamaged) throw new CacheEntriesException($"'{_path}' is damaged.") { IsDamage = true };
        Write(writer =>
        {
            writer.Scrub();
            return true;
        });
    }

    public void Flush()
    {
        if (_isDamaged) throw new CacheEntriesException($"'{_path}' is damaged.") { IsDamage = true };
        Write(writer =>
        {
            writer.Flush();
            return true;
        });
    }

    public void DropSetAside(TimeSpan age)
    {
        var now = _time.GetUtcNow();
        try
        {
            var folder = Path.GetDirectoryName(_path)!;
            if (!Directory.Exists(folder)) return;
            var start = Path.GetFileName(_path) + Damaged;
            foreach (var file in Directory.GetFiles(folder, start + "*"))
            {
                var stamp = Path.GetFileName(file).AsSpan(start.Length);
                if (stamp.Length < StampLength || !DateTimeOffset.TryParseExact(stamp[..StampLength], Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) continue;
                // A clock that was set back keeps nothing for longer.
                if (now - at >= age || at - now > age) File.Delete(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CacheEntriesException($"What was set aside beside '{_path}' cannot be deleted: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        lock (_writing)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            Close();
            _lock?.Dispose();
        }
    }

    private T Read<TAsked, T>(TAsked asked, Func<CacheReader, TAsked, T> read)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        try
        {
            return Opened(_readers).Read(asked, read, FailAtStep);
        }
        catch (SqliteFailure failure)
        {
            throw Explain(failure);
        }
        catch (ObjectDisposedException e) when (!_isDisposed)
        {
            throw new CacheEntriesException($"'{_path}' is being begun anew.", e);
        }
    }

    private T Write<T>(Func<CacheWriter, T> write)
    {
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var writer = Opened(_writer);
            try
            {
                writer.Database.FailAfterSteps = FailAtStep;
                return write(writer);
            }
            catch (SqliteFailure failure)
            {
                throw Explain(failure);
            }
            finally
            {
                writer.Database.FailAfterSteps = 0;
            }
        }
    }

    private T Opened<T>(T? part) where T : class => part
        ?? (_isDamaged ? throw new CacheEntriesException($"'{_path}' is damaged.") { IsDamage = true } : throw new InvalidOperationException("The entries of the cache are not open."));

    /// <summary>False when what is there is damaged or somebody else's. Everything else that fails, fails.</summary>
    private bool TryConnect(out bool isForeign)
    {
        isForeign = false;
        var database = SqliteDatabase.Open(_path, create: true, _busyTimeout);
        try
        {
            if (CacheSchema.IsForeign(database))
            {
                isForeign = true;
                database.Dispose();
                return false;
            }

            // The log is synced at checkpoints only: what a lost power supply takes, the record still knows. Deleted texts are written over with zeros.
            database.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON; PRAGMA cache_size = -2000; PRAGMA temp_store = MEMORY");
            CacheSchema.Migrate(database, _path);
            _scopes = Scopes.Load(database);
            _writer = new CacheWriter(database, _scopes, new CacheReader(database, _scopes, Break));
            _readers = new CacheReaders(OpenReader, MostReaders);
            return true;
        }
        catch (SqliteFailure failure) when (IsUnusable(failure))
        {
            database.Dispose();
            return false;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private CacheReader OpenReader()
    {
        var database = SqliteDatabase.Open(_path, create: false, _busyTimeout);
        try
        {
            // A megabyte holds the inner pages of a million entries; the leaves are in the system's cache.
            database.Execute("PRAGMA cache_size = -1000; PRAGMA query_only = 1; PRAGMA temp_store = MEMORY");
            return new CacheReader(database, _scopes, Break);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private void Break() => _isDamaged = true;

    private void Close()
    {
        _readers?.Dispose();
        _writer?.Dispose();
        (_readers, _writer) = (null, null);
    }

    private void SetAside(string word)
    {
        var aside = _path + word + _time.GetUtcNow().ToString(Stamp, CultureInfo.InvariantCulture);
        if (File.Exists(_path)) File.Move(_path, aside, overwrite: true);
        if (File.Exists(_path + "-wal")) File.Move(_path + "-wal", aside + "-wal", overwrite: true);
        File.Delete(_path + "-shm");
    }

    private T Guard<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (SqliteFailure failure)
        {
            throw Explain(failure);
        }
        catch (StoreException e)
        {
            throw new CacheEntriesException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CacheEntriesException($"The folder of '{_path}' cannot be used: {e.Message}", e);
        }
    }

    private CacheEntriesException Explain(SqliteFailure failure)
    {
        var isDamage = IsDamage(failure);
        if (isDamage) _isDamaged = true;
        return new CacheEntriesException(failure.ToStoreException(_path).Message, failure) { IsDamage = isDamage };
    }

    private static bool IsDamage(SqliteFailure failure) => (failure.Code & 0xFF) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>A table that is missing counts as damage too when opening.</summary>
    private static bool IsUnusable(SqliteFailure failure) => IsDamage(failure) || (failure.Code & 0xFF) is raw.SQLITE_ERROR;
}
