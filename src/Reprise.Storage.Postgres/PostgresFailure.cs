using System.Net.Sockets;
using Npgsql;
using Reprise.Store;

namespace Reprise.Storage.Postgres;

/// <summary>What a failure of the driver or the server means to those who call a store.</summary>
internal static class PostgresFailure
{
    /// <summary>Whether this is a failure of the database, to be passed on as a <see cref="StoreException"/>.</summary>
    public static bool Is(Exception exception) => exception is NpgsqlException or SocketException or TimeoutException or IOException;

    public static StoreException ToStoreException(Exception exception) =>
        exception is PostgresException failure
            ? new StoreException($"{Explain(failure.SqlState)} (PostgreSQL: {failure.MessageText}, {failure.SqlState}).", failure) { IsTransient = IsTransient(failure.SqlState) }
            : new StoreException($"PostgreSQL cannot be reached or did not answer in time: {exception.Message}", exception) { IsTransient = true };

    /// <summary>Whether the connection is of no use any more: the server went away or ended it.</summary>
    public static bool IsBroken(Exception exception) =>
        exception is PostgresException failure ? failure.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown : exception is NpgsqlException { InnerException: IOException or SocketException };

    /// <summary>Whether the server ended one of two that stood in each other's way; the same transaction succeeds when it is run again.</summary>
    public static bool IsCollision(PostgresException failure) => failure.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    // What lies in the data, or in this program, stays wrong however often it is tried. A refused login or a table that someone took away does not.
    private static bool IsTransient(string state) => state[..2] switch
    {
        "22" or "23" or "54" or "XX" => false,
        "42" => state is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedTable,
        _ => true,
    };

    private static string Explain(string state) => state switch
    {
        PostgresErrorCodes.DiskFull => "The database's disk is full",
        PostgresErrorCodes.TooManyConnections => "The database takes no more connections",
        PostgresErrorCodes.OutOfMemory => "The database is out of memory",
        PostgresErrorCodes.LockNotAvailable => "Another program holds what is needed in the database",
        PostgresErrorCodes.QueryCanceled => "The database took longer than it may",
        PostgresErrorCodes.ReadOnlySqlTransaction => "The database is read-only at present",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => "The database is starting or stopping",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "The database refused the login",
        PostgresErrorCodes.InvalidCatalogName => "There is no such database",
        PostgresErrorCodes.InsufficientPrivilege => "The database user may not do this",
        _ => "The database could not do it",
    };
}
