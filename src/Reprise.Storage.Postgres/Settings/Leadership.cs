using Npgsql;

namespace Reprise.Storage.Postgres.Settings;

/// <summary>
/// One server of those on a database leads: the one whose session holds an advisory lock. The session is a connection of its own, so that the lock ends with
/// the server, however that ends, and another one gets it.
/// </summary>
internal sealed class Leadership(PostgresDatabase sessions) : IAsyncDisposable
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
        try
        {
            var session = await sessions.OpenAsync(cancellationToken).ConfigureAwait(false);
            var leads = false;
            try
            {
                leads = await AsksAsync(session, "SELECT pg_try_advisory_lock(hashtextextended($1, 4207))", cancellationToken, $"reprise/{sessions.Schema}/leader").ConfigureAwait(false);
                if (leads) _session = session;
            }
            finally
            {
                if (!leads) await session.DisposeAsync().ConfigureAwait(false);
            }

            return leads;
        }
        catch (Exception exception) when (PostgresFailure.Is(exception))
        {
            // Who cannot ask does not lead.
            return false;
        }
    }

    /// <summary>False when the session is gone, too.</summary>
    private static async Task<bool> AsksAsync(NpgsqlConnection session, string sql, CancellationToken cancellationToken, string? parameter = null)
    {
        try
        {
            var command = new NpgsqlCommand(sql, session);
            if (parameter is not null) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
            await using (command.ConfigureAwait(false)) return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
        }
        catch (Exception exception) when (PostgresFailure.Is(exception) || exception is InvalidOperationException)
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
