using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Access;

/// <summary>
/// The <see cref="AccessList"/> in force, read again after each change: a key that is revoked opens nothing from the next request on, on other servers from when
/// their settings store tells them. Safe for use from many threads.
/// </summary>
public sealed class AccessBook : IDisposable
{
    /// <summary>So long the last list counts while the store cannot be read: a relay must outlive a database that is restarted, and a revoked key must not live on for ever.</summary>
    public static readonly TimeSpan MostStale = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private readonly ISettingsStore _settings;
    private readonly TimeProvider _time;
    private readonly IDisposable _watch;
    private readonly SemaphoreSlim _reading = new(1, 1);
    private long _changes = 1;
    private volatile Reading? _last;
    private long _failedAt;
    private bool _hasFailed;

    public AccessBook(ISettingsStore settings, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_settings, _time) = (settings, time);
        _watch = settings.Watch(Changed);
    }

    /// <summary>The list; answered at once unless something has changed. Throws a <see cref="StoreException"/> when it cannot be read and none that is fresh enough is there.</summary>
    public ValueTask<AccessList> GetAsync(CancellationToken cancellationToken) =>
        _last is { } last && last.Changes == Interlocked.Read(ref _changes) ? new ValueTask<AccessList>(last.List) : ReadAsync(cancellationToken);

    public void Dispose()
    {
        _watch.Dispose();
        _reading.Dispose();
    }

    private void Changed(SettingChange change)
    {
        if (change.Kind is "" or User.SettingKind or ApiKey.SettingKind or Membership.SettingKind or ProjectEntry.SettingKind) Interlocked.Increment(ref _changes);
    }

    private async ValueTask<AccessList> ReadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Counted before it is read: what changes meanwhile is read again.
            var changes = Interlocked.Read(ref _changes);
            if (_last is { } last)
            {
                if (last.Changes == changes) return last.List;
                if (_hasFailed && _time.GetElapsedTime(_failedAt) < s_pause && IsFreshEnough(last)) return last.List;
            }

            try
            {
                var list = await LoadAsync(cancellationToken).ConfigureAwait(false);
                _last = new Reading(list, changes, _time.GetTimestamp());
                _hasFailed = false;
                return list;
            }
            catch (StoreException) when (_last is { } stale && IsFreshEnough(stale))
            {
                (_hasFailed, _failedAt) = (true, _time.GetTimestamp());
                return _last.List;
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    private bool IsFreshEnough(Reading reading) => _time.GetElapsedTime(reading.At) < MostStale;

    private async Task<AccessList> LoadAsync(CancellationToken cancellationToken)
    {
        var users = await _settings.ListAsync("", User.SettingKind, cancellationToken).ConfigureAwait(false);
        var keys = await _settings.ListAsync(null, ApiKey.SettingKind, cancellationToken).ConfigureAwait(false);
        var members = await _settings.ListAsync(null, Membership.SettingKind, cancellationToken).ConfigureAwait(false);
        var projects = await _settings.ListAsync(null, ProjectEntry.SettingKind, cancellationToken).ConfigureAwait(false);
        return new AccessList(
            users.Select(AccessJson.ReadUser).OfType<User>(), keys.Select(AccessJson.ReadKey).OfType<ApiKey>(), [.. members.Select(AccessJson.ReadMember).OfType<Membership>()], [.. projects.Select(AccessJson.ReadProject)]);
    }

    private sealed record Reading(AccessList List, long Changes, long At);
}
