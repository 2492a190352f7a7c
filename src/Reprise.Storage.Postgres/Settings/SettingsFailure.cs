using System.Net.Sockets;
using Npgsql;
using Reprise.Store;

namespace Reprise.Storage.Postgres.Settings;

/// <summary>What PostgreSQL or the way to it failed at, in words a person can act on.</summary>
internal static class SettingsFailure
{
    /// <summary>Whether an exception is one this speaks of.</summary>
    public static bool IsOne(Exception exception) => exception is NpgsqlException or SocketException or IOException or TimeoutException;

    /// <summary>The session ended or never began, so that the same call may do on another one.</summary>
    public static bool IsLostConnection(Exception exception) => exception switch
    {
        // 57P01 to 57P03: ended by an administrator, by a crash, or just starting; 08...: connections as such.
        PostgresException refused => refused.SqlState.StartsWith("08", StringComparison.Ordinal) || refused.SqlState is "57P01" or "57P02" or "57P03",
        _ => IsOne(exception),
    };

    public static StoreException ToStoreException(Exception exception) => exception switch
    {
        // The server's message only: details may hold values of rows.
        PostgresException refused => new StoreException($"PostgreSQL refused settings: {refused.MessageText} ({refused.SqlState}).", refused)
        {
            IsTransient = refused.IsTransient || IsLostConnection(refused) || refused.SqlState.StartsWith("53", StringComparison.Ordinal),
        },
        _ => new StoreException($"PostgreSQL could not be reached for settings: {exception.Message}", exception) { IsTransient = true },
    };
}
