using System.Globalization;
using Npgsql;

namespace Reprise.Storage.Postgres.Settings;

/// <summary>
/// One server of those on a database leads: the one whose session holds an advisory lock. The session is a connection of its own, so that the lock ends with
/// the server, however that ends, and another one gets it.
/// </summary>
internal sealed class Leadership(string connectionString) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private NpgsqlConnection? _session;

    public async Task<bool> TryLeadAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_session is { } session && await AsksAsync(session, "SELECT true", cancellationToken).ConfigureAwait(false)) return true;
            await EndAsync().ConfigureAwait(false);
            return await TryBeginAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        await EndAsync().ConfigureAwait(false);
        _gate.Release();
    }

    private async Task<bool> TryBeginAsync(CancellationToken cancellationToken)
    {
        var session = new NpgsqlConnection(connectionString);
        try
        {
            await session.OpenAsync(cancellationToken).ConfigureAwait(false);
            var take = string.Create(CultureInfo.InvariantCulture, $"SELECT pg_try_advisory_lock({AdvisoryLocks.Leader})");
            if (await AsksAsync(session, take, cancellationToken).ConfigureAwait(false))
            {
                _session = session;
                return true;
            }
        }
        catch (Exception exception) when (SettingsFailure.IsOne(exception))
        {
            // Who cannot ask does not lead.
        }
        finally
        {
            if (_session is null) await session.DisposeAsync().ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>False when the session is gone, too.</summary>
    private static async Task<bool> AsksAsync(NpgsqlConnection session, string sql, CancellationToken cancellationToken)
    {
        try
        {
            var command = new NpgsqlCommand(sql, session);
            await using (command.ConfigureAwait(false)) return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
        }
        catch (Exception exception) when (SettingsFailure.IsOne(exception) || exception is InvalidOperationException)
        {
            return false;
        }
    }

    private async ValueTask EndAsync()
    {
        if (_session is not { } session) return;
        _session = null;
        await session.DisposeAsync().ConfigureAwait(false);
    }
}
