using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Datasets;

/// <summary>
/// Datasets in the settings store: one setting that names the versions, and the cases of each version in parts. A version is there once its head names it, so
/// one that broke off in the middle is never seen; what it left is swept with the next change in its project (<see cref="DatasetDraft"/>).
/// </summary>
public sealed class SettingsDatasets(ISettingsStore settings, TimeProvider time) : IDatasets
{
    /// <summary>The kind of settings that hold a dataset; the key is its name.</summary>
    public const string SettingKind = "dataset";

    /// <summary>The kind of settings that hold cases.</summary>
    public const string PartKind = "dataset.part";

    /// <summary>All kinds of settings that datasets are made of.</summary>
    public static IReadOnlyList<string> SettingKinds { get; } = [PartKind, SettingKind, DatasetDraft.SettingKind];

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
                ?? throw new DatasetException($"Part {part + 1} of version {chosen.Version.Number} of the dataset '{name}' is missing. Was the dataset removed meanwhile?");
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
    /// <exception cref="DatasetException">The name or a case cannot be kept, or there is no case; says which and why.</exception>
    public async Task<DatasetVersion> AddVersionAsync(
        string project, string name, IAsyncEnumerable<DatasetCase> cases, DatasetOrigin about, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(about);
        if (!DatasetRules.IsValidName(name)) throw new DatasetException($"'{(name.Length <= 80 ? name : name[..80] + "…")}' is no name of a dataset; expected {DatasetRules.NameRule}.");
        if (about.Description is { Length: > DatasetRules.MaxDescription }) throw new DatasetException($"A description has at most {DatasetRules.MaxDescription:N0} characters.");
        await DatasetDraft.SweepAsync(settings, time, project, cancellationToken).ConfigureAwait(false);
        var draft = new DatasetDraft(settings, project, string.Create(CultureInfo.InvariantCulture, $"{name}/{InteractionId.New(time)}"));
        using var writer = new PartWriter(settings, project, draft);
        var isKept = false;
        try
        {
            await draft.HoldAsync(cancellationToken).ConfigureAwait(false);
            await foreach (var item in cases.WithCancellation(cancellationToken).ConfigureAwait(false)) await writer.AddAsync(item, cancellationToken).ConfigureAwait(false);
            if (writer.Count == 0) throw new DatasetException("There is no case to keep.");
            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            (var version, isKept) = await NameAsync(project, name, writer, draft, about, actor, cancellationToken).ConfigureAwait(false);
            return version;
        }
        finally
        {
            if (!isKept && !await IsNamedAsync(project, name, draft.Key).ConfigureAwait(false)) await draft.RemovePartsAsync(writer.Parts).ConfigureAwait(false);
            await draft.ReleaseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Removes a dataset with all its versions; false when there was none. Their numbers are never given again.</summary>
    public async Task<bool> RemoveAsync(string project, string name, string actor, CancellationToken cancellationToken)
    {
        await DatasetDraft.SweepAsync(settings, time, project, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            if (await HeadAsync(project, name, cancellationToken).ConfigureAwait(false) is not { } head) return false;
            var note = DatasetNote.Read(head.Value);
            if (note is { Versions.Count: 0 }) return false;
            var drafts = (note?.Versions ?? []).Select(version => (Draft: new DatasetDraft(settings, project, version.PartKey), version.Parts)).ToList();
            foreach (var (draft, _) in drafts) await draft.HoldAsync(cancellationToken).ConfigureAwait(false);
            var left = head with { Value = new DatasetNote { Numbers = NumbersOf(note) }.ToJson() };
            var isOurs = await settings.PutAsync(left, head.Version, Entry(project, actor, "dataset.remove", name, null), cancellationToken).ConfigureAwait(false) is not null;
            foreach (var (draft, parts) in drafts)
            {
                if (isOurs) await draft.RemovePartsAsync(parts).ConfigureAwait(false);
                await draft.ReleaseAsync().ConfigureAwait(false);
            }

            // Somebody else may have changed it meanwhile: look again at what is there now.
            if (isOurs) return true;
        }
    }

    internal static string PartName(string key, int part) => string.Create(CultureInfo.InvariantCulture, $"{key}/{part:00000}");

    private async Task<(DatasetVersion Version, bool IsNew)> NameAsync(
        string project, string name, PartWriter writer, DatasetDraft draft, DatasetOrigin about, string actor, CancellationToken cancellationToken)
    {
        while (true)
        {
            var head = await HeadAsync(project, name, cancellationToken).ConfigureAwait(false);
            var note = head is null ? new DatasetNote() : DatasetNote.Read(head.Value) ?? throw new DatasetException($"The dataset '{name}' cannot be read by this version of Reprise.");
            if (note.Versions is [.., var last] && last.Version.Hash == writer.Hash) return (last.Version, false);
            if (note.Versions.Count == DatasetRules.MaxVersions) throw new DatasetException($"A dataset has at most {DatasetRules.MaxVersions:N0} versions.");
            var version = new DatasetVersion
            {
                Number = NumbersOf(note) + 1, CreatedAt = Now(), CaseCount = writer.Count, ExpectedCount = writer.Expected, Source = about.Source, Hash = writer.Hash,
            };
            note = note with
            {
                Description = about.Description ?? note.Description, Numbers = version.Number,
                Versions = [.. note.Versions, new VersionNote { Version = version, Parts = writer.Parts, PartKey = draft.Key }],
            };
            var setting = new Setting { Project = project, Kind = SettingKind, Key = name, Value = note.ToJson() };
            var entry = Entry(project, actor, "dataset.version", name, JsonSerializer.Serialize(version, DatasetJson.Default.DatasetVersion));
            await draft.HoldAsync(cancellationToken).ConfigureAwait(false);
            // Somebody else may have added one meanwhile; then ours is the next.
            if (await settings.PutAsync(setting, head?.Version ?? 0, entry, cancellationToken).ConfigureAwait(false) is not null) return (version, true);
        }
    }

    /// <summary>Whether a write that seemed to fail was done all the same; when nobody can tell, the parts stay and are swept later.</summary>
    private async Task<bool> IsNamedAsync(string project, string name, string key)
    {
        var head = await settings.FindAsync(project, SettingKind, name, CancellationToken.None).ConfigureAwait(false);
        return head is not null && DatasetNote.Read(head.Value)?.Versions.Any(version => version.PartKey == key) != false;
    }

    private static int NumbersOf(DatasetNote? note) => Math.Max(note?.Numbers ?? 0, note?.Versions is [.., var newest] ? newest.Version.Number : 0);

    private Task<Setting?> HeadAsync(string project, string name, CancellationToken cancellationToken) =>
        DatasetRules.IsValidName(name) ? settings.FindAsync(project, SettingKind, name, cancellationToken) : Task.FromResult<Setting?>(null);

    private static Dataset? Read(Setting setting) => DatasetNote.Read(setting.Value) is { Versions.Count: > 0 } note
        ? new Dataset { Name = setting.Key, Project = setting.Project, Description = note.Description, Versions = [.. note.Versions.Select(static version => version.Version)] }
        : null;

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private AuditEntry Entry(string project, string actor, string action, string subject, string? details)
    {
        var now = time.GetUtcNow();
        return new AuditEntry { Id = InteractionId.At(now), Timestamp = now, Project = project, Actor = actor, Action = action, Subject = subject, Details = details };
    }
}

/// <param name="Source">Where the cases are from: a filter, a file's name.</param>
/// <param name="Description">What the dataset is for; null leaves what was said before.</param>
public sealed record DatasetOrigin(string? Source, string? Description = null);
