using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Batches;

/// <summary>Keeps batches in the settings, each change that a person made with its entry on the audit log.</summary>
public sealed class BatchShelf(ISettingsStore settings, TimeProvider time)
{
    /// <summary>Batches of a project, or of all, the latest first.</summary>
    public async Task<IReadOnlyList<Batch>> ListAsync(string? project, CancellationToken cancellationToken)
    {
        var found = await settings.ListAsync(project, Batch.SettingKind, cancellationToken).ConfigureAwait(false);
        return [.. found.Select(Read).OfType<Batch>().OrderByDescending(static batch => batch.CreatedAt).ThenByDescending(static batch => batch.Id, StringComparer.Ordinal)];
    }

    public async Task<Batch?> FindAsync(string project, string id, CancellationToken cancellationToken)
    {
        if (!SettingRules.IsValidKey(id)) return null;
        return await settings.FindAsync(project, Batch.SettingKind, id, cancellationToken).ConfigureAwait(false) is { } setting ? Read(setting) : null;
    }

    /// <summary>Null when somebody else changed it meanwhile.</summary>
    /// <param name="batch">With the version it was read with, 0 for a new one.</param>
    /// <param name="actor">Who did so; null for what the server does by itself.</param>
    /// <param name="action">What, such as <c>batch.submit</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<Batch?> PutAsync(Batch batch, string? actor, string? action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var setting = new Setting { Project = batch.Project, Kind = Batch.SettingKind, Key = batch.Id, Value = System.Text.Json.JsonSerializer.Serialize(batch, BatchJson.Default.Batch) };
        var kept = await settings.PutAsync(setting, batch.Version, actor is null ? null : Entry(batch, actor, action!), cancellationToken).ConfigureAwait(false);
        return kept is null ? null : batch with { Version = kept.Version };
    }

    /// <summary>Changes it as it is now, whoever changed it meanwhile; null when it is gone.</summary>
    public async Task<Batch?> ChangeAsync(Batch batch, Func<Batch, Batch> change, string? actor, string? action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(change);
        for (var known = batch; known is not null; known = await FindAsync(batch.Project, batch.Id, cancellationToken).ConfigureAwait(false))
        {
            if (await PutAsync(change(known), actor, action, cancellationToken).ConfigureAwait(false) is { } kept) return kept;
        }

        return null;
    }

    public Task<bool> RemoveAsync(Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return settings.RemoveAsync(batch.Project, Batch.SettingKind, batch.Id, null, cancellationToken);
    }

    private static Batch? Read(Setting setting) => BatchJson.Read(setting.Value) is { } batch ? batch with { Version = setting.Version } : null;

    private AuditEntry Entry(Batch batch, string actor, string action)
    {
        var now = time.GetUtcNow();
        var details = $$"""{"provider":"{{batch.Provider}}","calls":{{batch.Legs.Sum(static leg => leg.Count)}}}""";
        return new AuditEntry { Id = InteractionId.At(now), Timestamp = now, Project = batch.Project, Actor = actor, Action = action, Subject = batch.Id, Details = details };
    }
}
