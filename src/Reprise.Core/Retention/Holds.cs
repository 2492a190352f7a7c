using System.Text.Json;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Retention;

/// <summary>
/// Places and lifts holds, and lets removals ask for them. On one server placing a hold waits for the step that is being removed, so that what it names stays
/// from the moment it is placed; a step of another server that is under way at that moment ends first, however long its engine takes for it.
/// </summary>
public sealed class Holds(ISettingsStore settings, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>The holds of a project by name.</summary>
    public async Task<IReadOnlyList<Hold>> ListAsync(string project, CancellationToken cancellationToken) =>
        [.. (await settings.ListAsync(project, Hold.SettingKind, cancellationToken).ConfigureAwait(false)).Select(Read)];

    /// <summary>Places a hold; null when the project has one of that name.</summary>
    /// <param name="project">The project.</param>
    /// <param name="name">Its name.</param>
    /// <param name="filter">Which interactions; relative times count back from now, once and for all.</param>
    /// <param name="reason">Why.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<Hold?> PlaceAsync(string project, string name, Filter filter, string reason, string actor, CancellationToken cancellationToken)
    {
        if (!Hold.IsValidName(name)) throw new ArgumentException($"A hold's name has 1 to {Hold.NameLength} of a-z, A-Z, 0-9, '-', '_', '.'.", nameof(name));
        var hold = new Hold { Name = name, Project = project, Filter = FilterText.Of(filter), Reason = reason, By = actor, At = SettingRules.Kept(time.GetUtcNow()) };
        var value = JsonSerializer.Serialize(new HoldValue(hold.Filter, hold.Reason, hold.By, hold.At), RetentionJson.Default.HoldValue);
        var setting = new Setting { Project = project, Kind = Hold.SettingKind, Key = name, Value = value };
        var entry = Audit.Entry(time, project, actor, "hold.create", name, new AuditDetails { Filter = hold.Filter, Reason = reason });
        return await InTurnAsync(() => settings.PutAsync(setting, 0, entry, cancellationToken), cancellationToken).ConfigureAwait(false) is null ? null : hold;
    }

    /// <summary>Lifts a hold; false when there is none of that name.</summary>
    public Task<bool> LiftAsync(string project, string name, string actor, CancellationToken cancellationToken) =>
        InTurnAsync(() => settings.RemoveAsync(project, Hold.SettingKind, name, Audit.Entry(time, project, actor, "hold.remove", name, null), cancellationToken), cancellationToken);

    public void Dispose() => _gate.Dispose();

    /// <summary>Steps of all removals on this server so far, the one under way included. To be read within a step, which tells whether another removal was between two of its own.</summary>
    internal long StepCount { get; private set; }

    /// <summary>Does one step of a removal, with the holds in force while it lasts.</summary>
    internal Task<T> StepAsync<T>(string project, Func<IReadOnlyList<Hold>, Task<T>> step, CancellationToken cancellationToken) =>
        InTurnAsync(
            async () =>
            {
                StepCount++;
                return await step(await ListAsync(project, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>What is held by any of these.</summary>
    internal static Filter HeldBy(IReadOnlyList<Hold> holds) => new OrFilter([.. holds.Select(hold => hold.Selection)]);

    /// <summary>What of a selection is free to go.</summary>
    internal static Filter Free(Filter selection, IReadOnlyList<Hold> holds) => holds.Count == 0 ? selection : new AndFilter([selection, new NotFilter(HeldBy(holds))]);

    private async Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private static Hold Read(Setting setting)
    {
        try
        {
            if (JsonSerializer.Deserialize(setting.Value, RetentionJson.Default.HoldValue) is { Filter: not null } value)
                return new Hold { Name = setting.Key, Project = setting.Project, Filter = value.Filter, Reason = value.Reason ?? "", By = value.By ?? "", At = value.At };
        }
        catch (JsonException)
        {
            // Below.
        }

        return new Hold { Name = setting.Key, Project = setting.Project, Filter = "", Reason = "This hold cannot be read, so it holds everything.", By = "", At = setting.ChangedAt };
    }
}
