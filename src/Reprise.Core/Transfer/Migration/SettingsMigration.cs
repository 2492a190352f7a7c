using System.Text.Json;
using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Transfer.Migration;

/// <summary>What happens to a setting where the target has another one of its name.</summary>
public enum SettingConflict
{
    /// <summary>The one of the store that is moved goes into a target without records; a target that is merged into keeps its own.</summary>
    KeepOne,

    /// <summary>Neither may be lost: the one that comes gets a name of its own.</summary>
    KeepBoth,

    /// <summary>Nobody but a person can tell which is meant, and either would change what happens to records: nothing is copied into a target with records.</summary>
    Refuse,
}

/// <param name="Name">A kind of settings.</param>
/// <param name="Conflict">What happens where both have one.</param>
public sealed record MigratedKind(string Name, SettingConflict Conflict);

/// <param name="Written">Settings that were not in the target before.</param>
/// <param name="There">Those it had.</param>
/// <param name="Entries">Entries of the audit log.</param>
/// <param name="Renamed">Which settings got another name, in words.</param>
public sealed record SettingsMigrationResult(long Written, long There, long Entries, IReadOnlyList<string> Renamed);

/// <summary>
/// Copies settings and the audit log from one engine to another: before the records, so that what is held is held when it comes. Small, and idempotent: what is
/// there already stays as it is.
/// </summary>
/// <param name="from">Open; only read.</param>
/// <param name="to">Open.</param>
/// <param name="kinds">Which kinds of settings there are.</param>
/// <param name="merge">Whether the target held records before.</param>
/// <param name="time">For the audit log.</param>
public sealed class SettingsMigration(ISettingsStore from, ISettingsStore to, IReadOnlyList<MigratedKind> kinds, bool merge, TimeProvider time)
{
    private const int MostKey = 64;

    /// <summary>What a person has to settle first, in words.</summary>
    /// <param name="sourceProjects">Projects whose records come.</param>
    /// <param name="targetProjects">Projects the target has records of.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<string>> ConflictsAsync(IReadOnlyList<string> sourceProjects, IReadOnlyList<string> targetProjects, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sourceProjects);
        ArgumentNullException.ThrowIfNull(targetProjects);
        var conflicts = new List<string>();
        if (!merge) return conflicts;
        foreach (var kind in kinds.Where(static kind => kind.Conflict == SettingConflict.Refuse))
        {
            var mine = (await from.ListAsync(project: null, kind.Name, cancellationToken).ConfigureAwait(false)).ToDictionary(static setting => (setting.Project, setting.Key));
            var theirs = (await to.ListAsync(project: null, kind.Name, cancellationToken).ConfigureAwait(false)).ToDictionary(static setting => (setting.Project, setting.Key));
            foreach (var place in mine.Keys.Union(theirs.Keys))
            {
                var (here, there) = (mine.GetValueOrDefault(place), theirs.GetValueOrDefault(place));
                var isShared = here is null ? place.Project.Length == 0 || sourceProjects.Contains(place.Project)
                    : there is not null || place.Project.Length == 0 || targetProjects.Contains(place.Project);
                if (isShared && !IsSame(here, there)) conflicts.Add($"{Words(place.Project)}, {kind.Name} {place.Key}: {here?.Value ?? "not set"} here, {there?.Value ?? "not set"} there");
            }
        }

        return conflicts;
    }

    /// <summary>Copies all; begin again to finish when it was ended.</summary>
    public async Task<SettingsMigrationResult> CopyAsync(CancellationToken cancellationToken)
    {
        long written = 0, there = 0;
        var renamed = new List<string>();
        foreach (var kind in kinds)
        {
            foreach (var setting in await from.ListAsync(project: null, kind.Name, cancellationToken).ConfigureAwait(false))
            {
                if (kind.Conflict == SettingConflict.KeepBoth ? await KeepBothAsync(setting, renamed, cancellationToken).ConfigureAwait(false) : await KeepOneAsync(setting, cancellationToken).ConfigureAwait(false)) written++;
                else there++;
            }
        }

        return new SettingsMigrationResult(written, there, await CopyAuditAsync(cancellationToken).ConfigureAwait(false), renamed);
    }

    /// <summary>Settings of which none may be lost and that the target has under no name, in words.</summary>
    public async Task<IReadOnlyList<string>> MissingAsync(CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var kind in kinds.Where(static kind => kind.Conflict == SettingConflict.KeepBoth))
        {
            var theirs = await to.ListAsync(project: null, kind.Name, cancellationToken).ConfigureAwait(false);
            foreach (var setting in await from.ListAsync(project: null, kind.Name, cancellationToken).ConfigureAwait(false))
                if (!theirs.Any(their => their.Project == setting.Project && IsSame(setting, their))) missing.Add($"{Words(setting.Project)}: {kind.Name} {setting.Key} is missing");
        }

        return missing;
    }

    private async Task<bool> KeepOneAsync(Setting setting, CancellationToken cancellationToken)
    {
        var there = await to.FindAsync(setting.Project, setting.Kind, setting.Key, cancellationToken).ConfigureAwait(false);
        if (there is not null && (merge || IsSame(setting, there))) return false;
        await to.PutAsync(setting, expectedVersion: null, audit: null, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> KeepBothAsync(Setting setting, List<string> renamed, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var key = attempt == 0 ? setting.Key : Another(setting.Key, attempt);
            if (await to.FindAsync(setting.Project, setting.Kind, key, cancellationToken).ConfigureAwait(false) is { } there)
            {
                if (IsSame(setting, there)) return false;
                continue;
            }

            // Version 0: only where nobody has placed one of that name meanwhile.
            if (await to.PutAsync(setting with { Key = key }, expectedVersion: 0, attempt == 0 ? null : Entry(setting, key), cancellationToken).ConfigureAwait(false) is null) continue;
            if (attempt > 0) renamed.Add($"{Words(setting.Project)}: {setting.Kind} {setting.Key} is now {key}, since the target has another of that name.");
            return true;
        }
    }

    private string Another(string key, int attempt)
    {
        var suffix = $"-from-{from.Engine}{(attempt == 1 ? "" : $"-{attempt}")}";
        return key[..Math.Min(key.Length, MostKey - suffix.Length)] + suffix;
    }

    /// <summary>The source's log, which comes along, knows it by its old name.</summary>
    private AuditEntry Entry(Setting setting, string key)
    {
        var now = time.GetUtcNow();
        var details = TransferJson.Object(writer => writer.WriteString("reason", $"moved here from {from.Engine}, where it was {setting.Key}"));
        return new AuditEntry
        {
            Id = InteractionId.At(now), Timestamp = now, Project = setting.Project, Actor = "local", Action = $"{setting.Kind}.create", Subject = key,
            Details = System.Text.Encoding.UTF8.GetString(details),
        };
    }

    private async Task<long> CopyAuditAsync(CancellationToken cancellationToken)
    {
        long entries = 0;
        for (var query = new AuditQuery { Limit = AuditQuery.MaxLimit }; ;)
        {
            var page = await from.AuditAsync(query, cancellationToken).ConfigureAwait(false);
            await to.AppendAuditAsync(page.Entries, cancellationToken).ConfigureAwait(false);
            entries += page.Entries.Count;
            if (!page.HasMore || page.Entries.Count == 0) return entries;
            query = query with { Before = page.Entries[^1].Id };
        }
    }

    private static bool IsSame(Setting? one, Setting? other)
    {
        if (one is null || other is null) return ReferenceEquals(one, other);
        if (one.Value == other.Value) return true;
        using var left = JsonDocument.Parse(one.Value);
        using var right = JsonDocument.Parse(other.Value);
        return JsonElement.DeepEquals(left.RootElement, right.RootElement);
    }

    private static string Words(string project) => project.Length == 0 ? "all projects" : $"project {project}";
}
