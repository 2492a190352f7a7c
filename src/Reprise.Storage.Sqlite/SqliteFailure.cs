using Reprise.Store;
using SQLitePCL;

namespace Reprise.Storage.Sqlite;

/// <summary>An SQLite call that failed, with its result code; becomes a <see cref="StoreException"/> at the store's edge.</summary>
internal sealed class SqliteFailure(int code, string message) : Exception(message)
{
    public int Code { get; } = code;

    public StoreException ToStoreException(string path) => new($"{Explain(path)} (SQLite: {Message}, code {Code}).", this) { IsTransient = IsTransient };

    private bool IsTransient => (Code & 0xFF) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_READONLY
        or raw.SQLITE_CANTOPEN or raw.SQLITE_NOMEM or raw.SQLITE_PERM or raw.SQLITE_AUTH or raw.SQLITE_INTERRUPT;

    private string Explain(string path) => (Code & 0xFF) switch
    {
        raw.SQLITE_FULL => $"The disk of '{path}' is full",
        raw.SQLITE_READONLY => $"'{path}' cannot be written",
        raw.SQLITE_CANTOPEN => $"'{path}' cannot be opened or created; check the folder and its permissions",
        raw.SQLITE_IOERR => $"Reading or writing '{path}' failed",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"'{path}' is in use by another program",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => $"'{path}' is damaged or no database",
        _ => $"The database '{path}' could not do it",
    };
}
