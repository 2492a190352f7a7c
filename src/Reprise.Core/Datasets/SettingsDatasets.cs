using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Datasets;

/// <summary>
/// Datasets in the settings store: one setting that names the versions, and the cases of each version in parts. A version is there once its head names it, so
/// one that broke off in the middle is never seen.
/// </summary>
public sealed class SettingsDatasets(ISettingsStore settings, TimeProvider time) : IDatasets
{
    /// <summary>The kind of settings that hold a dataset; the key is its name.</summary>
    public const string SettingKind = "dataset";

    /// <summary>The kind of settings that hold cases.</summary>
    public const string PartKind = "dataset.part";

    public async Task<IReadOnlyList<Dataset>> ListAsync(string project, CancellationToken cancellationToken)
    {
        var found = await settings.ListAsync(project, SettingKind, cancellationToken).ConfigureAwait(false);
        return [.. found.Select(static setting => Read(setting)).OfType<Dataset>()];
    }

    public async Task<Dataset?> FindAsync(string project, string name, CancellationToken cancellationToken) =>
        await HeadAsync(project, name, cancellationToken).ConfigureAwait(false) is { } setting ? Read(setting) : null;

    public async IAsyncEnumerable<DatasetCase> CasesAsync(string project, string name, int? version, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await HeadAsync(project, name, cancellationToken).ConfigureAwait(false) is not { } head || DatasetNote.Read(head.Value) is not { } note) yield break;
        var chosen = version is null ? (note.Versions is [.., var newest] ? newest : null) : note.Versions.FirstOrDefault(known => known.Version.Number == version);
        for (var part = 0; part < (chosen?.Parts ?? 0); part++)
        {
            var setting = await settings.FindAsync(project, PartKind, PartName(chosen!.PartKey, part), cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidOperationException($"Part {part + 1} of version {chosen.Version.Number} of the dataset '{name}' is missing.");
            foreach (var item in JsonSerializer.Deserialize(setting.Value, DatasetJson.Default.DatasetPart)?.Cases ?? []) yield return item.ToCase();
        }
    }

    /// <summary>Adds a version, and the dataset with its first one. The newest version again, when the cases are the same: nothing is added then.</summary>
    /// <param name="project">Whose it is.</param>
    /// <param name="name">See <see cref="DatasetRules.NameRule"/>.</param>
    /// <param name="cases">In their order; read once.</param>
    /// <param name="about">Where they are from, and what the dataset is for.</param>
    /// <param name="actor">Who does it, for the audit log.</param>
    /// <param name="cancellationToken">Ends it; nothing is added then.</param>
    /// <exception cref="ArgumentException">The name or a case cannot be kept, or there is no case; says which and why.</exception>
    public async Task<DatasetVersion> AddVersionAsync(
        string project, string name, IAsyncEnumerable<DatasetCase> cases, DatasetOrigin about, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(about);
        if (!DatasetRules.IsValidName(name)) throw new ArgumentException($"'{name}' is no name of a dataset; expected {DatasetRules.NameRule}.", nameof(name));
        var key = string.Create(CultureInfo.InvariantCulture, $"{name}/{InteractionId.New(time)}");
        using var writer = new PartWriter(settings, project, key);
        var isKept = false;
        try
        {
            await foreach (var item in cases.WithCancellation(cancellationToken).ConfigureAwait(false)) await writer.AddAsync(item, cancellationToken).ConfigureAwait(false);
            if (writer.Count == 0) throw new ArgumentException("There is no case to keep.", nameof(cases));
            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            var (version, isNew) = await NameAsync(project, name, writer, key, about, actor, cancellationToken).ConfigureAwait(false);
            isKept = isNew;
            return version;
        }
        finally
        {
            if (!isKept) await RemovePartsAsync(project, key, writer.Parts).ConfigureAwait(false);
        }
    }

    /// <summary>Removes a dataset with all its versions; false when there was none.</summary>
    public async Task<bool> RemoveAsync(string project, string name, string actor, CancellationToken cancellationToken)
    {
        if (await HeadAsync(project, name, cancellationToken).ConfigureAwait(false) is not { } head) return false;
        var removed = await settings.RemoveAsync(project, SettingKind, name, Entry(project, actor, "dataset.remove", name, null), cancellationToken).ConfigureAwait(false);
        foreach (var version in DatasetNote.Read(head.Value)?.Versions ?? []) await RemovePartsAsync(project, version.PartKey, version.Parts).ConfigureAwait(false);
        return removed;
    }

    internal static string PartName(string key, int part) => string.Create(CultureInfo.InvariantCulture, $"{key}/{part:00000}");

    private async Task<(DatasetVersion Version, bool IsNew)> NameAsync(
        string project, string name, PartWriter writer, string key, DatasetOrigin about, string actor, CancellationToken cancellationToken)
    {
        while (true)
        {
            var head = await HeadAsync(project, name, cancellationToken).ConfigureAwait(false);
            var note = head is null ? new DatasetNote() : DatasetNote.Read(head.Value) ?? throw new ArgumentException($"The dataset '{name}' cannot be read by this version.", nameof(name));
            if (note.Versions is [.., var last] && last.Version.Hash == writer.Hash) return (last.Version, false);
            if (note.Versions.Count == DatasetRules.MaxVersions) throw new ArgumentException($"A dataset has at most {DatasetRules.MaxVersions} versions.", nameof(name));
            var version = new DatasetVersion
            {
                Number = (note.Versions is [.., var newest] ? newest.Version.Number : 0) + 1, CreatedAt = SettingTime(), CaseCount = writer.Count, Source = about.Source, Hash = writer.Hash,
            };
            note = note with { Description = about.Description ?? note.Description, Versions = [.. note.Versions, new VersionNote { Version = version, Parts = writer.Parts, PartKey = key }] };
            var setting = new Setting { Project = project, Kind = SettingKind, Key = name, Value = note.ToJson() };
            var entry = Entry(project, actor, "dataset.version", name, JsonSerializer.Serialize(version, DatasetJson.Default.DatasetVersion));
            // Somebody else may have added one meanwhile; then ours is the next.
            if (await settings.PutAsync(setting, head?.Version ?? 0, entry, cancellationToken).ConfigureAwait(false) is not null) return (version, true);
        }
    }

    private async Task RemovePartsAsync(string project, string key, int parts)
    {
        for (var part = 0; part < parts; part++) await settings.RemoveAsync(project, PartKind, PartName(key, part), null, CancellationToken.None).ConfigureAwait(false);
    }

    private Task<Setting?> HeadAsync(string project, string name, CancellationToken cancellationToken) =>
        DatasetRules.IsValidName(name) ? settings.FindAsync(project, SettingKind, name, cancellationToken) : Task.FromResult<Setting?>(null);

    private static Dataset? Read(Setting setting) => DatasetNote.Read(setting.Value) is { } note
        ? new Dataset { Name = setting.Key, Project = setting.Project, Description = note.Description, Versions = [.. note.Versions.Select(static version => version.Version)] }
        : null;

    private DateTimeOffset SettingTime() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private AuditEntry Entry(string project, string actor, string action, string subject, string? details)
    {
        var now = time.GetUtcNow();
        return new AuditEntry { Id = InteractionId.At(now), Timestamp = now, Project = project, Actor = actor, Action = action, Subject = subject, Details = details };
    }
}

/// <param name="Source">Where the cases are from: a filter, a file's name.</param>
/// <param name="Description">What the dataset is for; null leaves what was said before.</param>
public sealed record DatasetOrigin(string? Source, string? Description = null);
