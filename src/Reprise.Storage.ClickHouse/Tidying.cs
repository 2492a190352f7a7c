using Reprise.Storage.ClickHouse.Http;
using Reprise.Storage.ClickHouse.Queries;

namespace Reprise.Storage.ClickHouse;

/// <summary>
/// Takes out of the files what was removed. A deletion only marks rows and a small drop of bodies lies beside them, until their part is merged, which large and old parts
/// never are. Some minutes after a removal, and at most once a day since it writes these parts anew, the server is told to do it in the background.
/// </summary>
internal sealed class Tidying : IAsyncDisposable
{
    private static readonly TimeSpan s_after = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_every = TimeSpan.FromDays(1);

    private readonly ClickHouseClient _client;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private long? _last;
    private bool _isDue;

    public Tidying(ClickHouseClient client, TimeProvider time)
    {
        (_client, _time) = (client, time);
        _timer = time.CreateTimer(_ => _ = TryAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something was removed, or may have been by one that ended since.</summary>
    public void Expect()
    {
        lock (_lock)
        {
            if (_isDue) return;
            _isDue = true;
            var rest = _last is { } last ? s_every - _time.GetElapsedTime(last) : TimeSpan.Zero;
            _timer.Change(rest > s_after ? rest : s_after, Timeout.InfiniteTimeSpan);
        }
    }

    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(isAwaited: false, cancellationToken);

    /// <param name="isAwaited">Whether it ends when the server has done it, or when it was told to.</param>
    /// <param name="cancellationToken">Stops telling; what was told goes on.</param>
    public async Task RunAsync(bool isAwaited, CancellationToken cancellationToken)
    {
        var rows = await _client.QueryAsync(
            "SELECT table, replaceRegexpOne(partition_id, '^patch-[0-9a-f]+-', '') AS partition, max(has_lightweight_delete) > 0 AS marked, max(startsWith(name, 'patch-')) > 0 AS patched FROM system.parts "
            + "WHERE database = currentDatabase() AND table IN ('interactions', 'facts') AND active GROUP BY table, partition HAVING marked OR patched",
            cancellationToken).ConfigureAwait(false);
        while (!rows.AtEnd)
        {
            var (table, partition, isMarked, isPatched) = (rows.Text(), rows.Text(), rows.Flag(), rows.Flag());
            if (isPatched) await ApplyAsync(table, "PATCHES", partition, isAwaited, cancellationToken).ConfigureAwait(false);
            if (isMarked) await ApplyAsync(table, "DELETED MASK", partition, isAwaited, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private Task ApplyAsync(string table, string what, string partition, bool isAwaited, CancellationToken cancellationToken)
    {
        var sql = new SqlText().Add($"ALTER TABLE {table} APPLY {what} IN PARTITION ID ").Value(partition).Add(isAwaited ? " SETTINGS mutations_sync = 1" : " SETTINGS mutations_sync = 0");
        return _client.ExecuteAsync(sql.ToString(), inDatabase: true, isSlow: isAwaited, cancellationToken);
    }

    private async Task TryAsync()
    {
        var isDone = false;
        try
        {
            await RunAsync(CancellationToken.None).ConfigureAwait(false);
            isDone = true;
        }
        catch (Exception exception) when (exception is ClickHouseException or ObjectDisposedException)
        {
            // The server is away or its user may not: later.
        }

        lock (_lock)
        {
            _last = _time.GetTimestamp();
            _isDue = false;
        }

        if (!isDone) Expect();
    }
}
