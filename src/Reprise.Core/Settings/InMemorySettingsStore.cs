using Reprise.Interactions;

namespace Reprise.Settings;

/// <summary>Keeps settings in memory, in the plainest way: the oracle other engines are measured against. Lost when the process ends.</summary>
public sealed class InMemorySettingsStore(TimeProvider time) : ISettingsStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<(string Project, string Kind, string Key), Setting> _settings = new(NameOrder.Instance);
    private readonly SortedDictionary<InteractionId, AuditEntry> _audit = [];
    private readonly SettingWatchers _watchers = new();

    public string Engine => "memory";

    public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public IDisposable Watch(Action<SettingChange> changed) => _watchers.Add(changed);

    public Task<Setting?> FindAsync(string project, string kind, string key, CancellationToken cancellationToken)
    {
        SettingRules.CheckName(project, kind, key);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock) return Task.FromResult(_settings.GetValueOrDefault((project, kind, key)));
    }

    public Task<IReadOnlyList<Setting>> ListAsync(string? project, string kind, CancellationToken cancellationToken)
    {
        SettingRules.CheckKind(project, kind);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            IReadOnlyList<Setting> found = [.. _settings.Values.Where(setting => setting.Kind == kind && (project is null || setting.Project == project))];
            return Task.FromResult(found);
        }
    }

    public Task<Setting?> PutAsync(Setting setting, long? expectedVersion, AuditEntry? audit, CancellationToken cancellationToken)
    {
        SettingRules.Check(setting);
        if (audit is not null) SettingRules.Check(audit);
        cancellationToken.ThrowIfCancellationRequested();
        var name = (setting.Project, setting.Kind, setting.Key);
        Setting kept;
        lock (_lock)
        {
            var version = _settings.TryGetValue(name, out var before) ? before.Version : 0;
            if (expectedVersion is { } expected && expected != version) return Task.FromResult<Setting?>(null);
            _settings[name] = kept = setting with { Version = version + 1, ChangedAt = SettingRules.Kept(time.GetUtcNow()) };
            if (audit is not null) Append(audit);
        }

        _watchers.Tell(new SettingChange(name.Project, name.Kind, name.Key));
        return Task.FromResult<Setting?>(kept);
    }

    public Task<bool> RemoveAsync(string project, string kind, string key, AuditEntry? audit, CancellationToken cancellationToken)
    {
        SettingRules.CheckName(project, kind, key);
        if (audit is not null) SettingRules.Check(audit);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_settings.Remove((project, kind, key))) return Task.FromResult(false);
            if (audit is not null) Append(audit);
        }

        _watchers.Tell(new SettingChange(project, kind, key));
        return Task.FromResult(true);
    }

    public Task AppendAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var entry in entries) SettingRules.Check(entry);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            foreach (var entry in entries) Append(entry);
        }

        return Task.CompletedTask;
    }

    public Task RewriteAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            foreach (var entry in entries)
            {
                SettingRules.Check(entry);
                if (_audit.TryGetValue(entry.Id, out var known)) _audit[entry.Id] = known with { Subject = entry.Subject, Details = entry.Details };
            }
        }

        return Task.CompletedTask;
    }

    public Task ScrubAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<AuditPage> AuditAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        SettingRules.Check(query);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var page = _audit.Values.Reverse().Where(entry => Selects(query, entry)).Take(query.Limit + 1).ToList();
            return Task.FromResult(new AuditPage([.. page.Take(query.Limit)], page.Count > query.Limit));
        }
    }

    public Task<bool> TryLeadAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Append(AuditEntry entry) => _audit.TryAdd(entry.Id, entry with { Timestamp = SettingRules.Kept(entry.Timestamp) });

    private static bool Selects(AuditQuery query, AuditEntry entry) =>
        (query.Project is null || entry.Project == query.Project)
        && (query.Action is null || (query.ActionPrefix is { } prefix ? entry.Action.StartsWith(prefix, StringComparison.Ordinal) : entry.Action == query.Action))
        && (query.Actor is null || entry.Actor == query.Actor)
        && (query.Subject is null || entry.Subject == query.Subject)
        && (query.From is null || entry.Timestamp >= query.From)
        && (query.To is null || entry.Timestamp < query.To)
        && (query.Before is null || entry.Id < query.Before);

    private sealed class NameOrder : IComparer<(string Project, string Kind, string Key)>
    {
        public static NameOrder Instance { get; } = new();

        public int Compare((string Project, string Kind, string Key) x, (string Project, string Kind, string Key) y)
        {
            var byProject = string.CompareOrdinal(x.Project, y.Project);
            if (byProject != 0) return byProject;
            var byKind = string.CompareOrdinal(x.Kind, y.Kind);
            return byKind != 0 ? byKind : string.CompareOrdinal(x.Key, y.Key);
        }
    }
}
