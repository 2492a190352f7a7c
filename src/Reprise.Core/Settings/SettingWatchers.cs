namespace Reprise.Settings;

/// <summary>Those who want to hear of changes; each engine has one. Safe for use from many threads.</summary>
internal sealed class SettingWatchers
{
    private readonly Lock _lock = new();
    private Action<SettingChange>[] _watchers = [];

    public bool Any => _watchers.Length > 0;

    /// <summary>Tells <paramref name="changed"/> of every change until what is returned is disposed.</summary>
    public IDisposable Add(Action<SettingChange> changed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        lock (_lock) _watchers = [.. _watchers, changed];
        return new Watching(this, changed);
    }

    public void Tell(SettingChange change)
    {
        foreach (var watcher in _watchers) watcher(change);
    }

    /// <summary>Says that anything may have changed.</summary>
    public void TellOfAnything() => Tell(new SettingChange("", "", ""));

    private void Remove(Action<SettingChange> changed)
    {
        lock (_lock)
        {
            var left = _watchers.ToList();
            left.Remove(changed);
            _watchers = [.. left];
        }
    }

    private sealed class Watching(SettingWatchers owner, Action<SettingChange> changed) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0) owner.Remove(changed);
        }
    }
}
