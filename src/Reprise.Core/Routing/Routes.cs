using System.Collections.Frozen;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Routing;

/// <summary>
/// The routes in force, answered from memory; what is set on another server counts within seconds. While the settings cannot be read what was read before holds.
/// Safe for use from many threads.
/// </summary>
public sealed class Routes : IDisposable
{
    private readonly ISettingsStore _settings;
    private readonly TimeProvider _time;
    private readonly IDisposable _watching;
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly SemaphoreSlim _told = new(0, 1);
    private volatile FrozenDictionary<string, Route[]> _byProject = FrozenDictionary<string, Route[]>.Empty;
    private long _wanted = 1;
    private long _read;

    /// <param name="settings">May be unopened yet.</param>
    /// <param name="time">The clock.</param>
    public Routes(ISettingsStore settings, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(time);
        (_settings, _time) = (settings, time);
        _watching = settings.Watch(OnChanged);
    }

    /// <summary>The routes of a project in the order in which they are asked; empty when it has none, which costs one look.</summary>
    public IReadOnlyList<Route> Of(string project) => _byProject.Count == 0 ? [] : _byProject.GetValueOrDefault(project) ?? [];

    /// <summary>The route that takes a call; null when none does.</summary>
    public Route? Find(string project, string model, Func<Interaction> call)
    {
        foreach (var route in Of(project))
        {
            if (route.Takes(model, call)) return route;
        }

        return null;
    }

    /// <summary>Sets a route, a new one or one there is. Throws <see cref="FormatException"/> when it cannot be used.</summary>
    public async Task<Route> SetAsync(string project, string name, RouteValues values, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (!Route.IsValidName(name)) throw new FormatException($"A route's name has {Route.NameRule}.");
        var route = Route.Of(project, name, values);
        if (route.Mistake is { } mistake) throw new FormatException(mistake);
        var details = JsonSerializer.Serialize(values, RoutingJson.Default.RouteValues);
        await _settings.PutAsync(new Setting { Project = project, Kind = Route.SettingKind, Key = name, Value = values.ToJson() }, null, Audit(project, actor, "route.set", name, details), cancellationToken).ConfigureAwait(false);
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        return route;
    }

    /// <summary>Removes a route; false when there was none.</summary>
    public async Task<bool> RemoveAsync(string project, string name, string actor, CancellationToken cancellationToken)
    {
        if (!Route.IsValidName(name)) return false;
        var had = await _settings.RemoveAsync(project, Route.SettingKind, name, Audit(project, actor, "route.remove", name, null), cancellationToken).ConfigureAwait(false);
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        return had;
    }

    /// <summary>Reads everything again. Throws a <c>StoreException</c> when it cannot be read; what was read before stays.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var wanted = Interlocked.Read(ref _wanted);
            var found = await _settings.ListAsync(null, Route.SettingKind, cancellationToken).ConfigureAwait(false);
            _byProject = found.Select(static setting => Route.Of(setting.Project, setting.Key, RouteValues.FromJson(setting.Value))).GroupBy(static route => route.Project, StringComparer.Ordinal)
                .ToFrozenDictionary(static of => of.Key, static of => of.OrderBy(static route => route.Order).ThenBy(static route => route.Name, StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
            Interlocked.Exchange(ref _read, wanted);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Waits until something was told that has not been read.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (Interlocked.Read(ref _read) >= Interlocked.Read(ref _wanted)) await _told.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _watching.Dispose();
        _reading.Dispose();
        _told.Dispose();
    }

    private AuditEntry Audit(string project, string actor, string action, string name, string? details)
    {
        var now = _time.GetUtcNow();
        return new AuditEntry { Id = InteractionId.At(now), Timestamp = now, Project = project, Actor = actor, Action = action, Subject = name, Details = details };
    }

    private void OnChanged(SettingChange change)
    {
        if (change.Kind is not (Route.SettingKind or "")) return;
        Interlocked.Increment(ref _wanted);
        try
        {
            if (_told.CurrentCount == 0) _told.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Told twice at once, or after the end: in either case nobody is left to wake.
        }
    }
}
