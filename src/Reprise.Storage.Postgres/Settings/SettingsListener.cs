using Npgsql;

namespace Reprise.Storage.Postgres.Settings;

/// <summary>Hears on a connection of its own what other servers change. A lost connection is made again, and then said to have missed anything.</summary>
internal sealed class SettingsListener : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A connection that says nothing for so long is asked whether it still is one.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    private readonly PostgresDatabase _sessions;
    private readonly Action<string> _heard;
    private readonly Action _missed;
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _hears = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _listening;

    /// <param name="sessions">Opens connections that belong to no pool.</param>
    /// <param name="heard">Gets each word.</param>
    /// <param name="missed">Called when words may have been missed.</param>
    public SettingsListener(PostgresDatabase sessions, Action<string> heard, Action missed)
    {
        (_sessions, _heard, _missed) = (sessions, heard, missed);
        _listening = Task.Run(ListenAsync);
    }

    /// <summary>Ends when it hears, or has failed to for the first time.</summary>
    public Task FirstTryAsync(CancellationToken cancellationToken) => _hears.Task.WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(false);
        _closing.Dispose();
    }

    private async Task ListenAsync()
    {
        var isFirst = true;
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(isFirst).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (PostgresFailure.Is(exception) || exception is OperationCanceledException or InvalidOperationException)
            {
                // Whoever writes or reads meets the same trouble and reports it.
            }

            isFirst = false;
            _hears.TrySetResult();
            await Task.Delay(Pause, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenAsync(bool isFirst)
    {
        var connection = await _sessions.OpenAsync(_closing.Token).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            connection.Notification += (_, word) => _heard(word.Payload);
            await ExecuteAsync(connection, $"LISTEN {SettingsSql.Channel}").ConfigureAwait(false);
            if (!isFirst) _missed();
            _hears.TrySetResult();
            while (true)
            {
                if (!await connection.WaitAsync(Silence, _closing.Token).ConfigureAwait(false)) await ExecuteAsync(connection, "SELECT 1").ConfigureAwait(false);
            }
        }
    }

    private async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false)) await command.ExecuteNonQueryAsync(_closing.Token).ConfigureAwait(false);
    }
}
