using Reprise.Settings;

namespace Reprise.Datasets;

/// <summary>
/// A note that parts are being written or removed, so that what a killed server leaves behind is found again without looking at every part. Whoever works on
/// parts holds its note; one that nobody has held for an hour is swept. The version of the note decides between a slow writer and a sweep, so that a writer
/// whose parts were swept cannot name them any more.
/// </summary>
internal sealed class DatasetDraft(ISettingsStore settings, string project, string key)
{
    /// <summary>The kind of settings that hold such notes; the key is that of the parts.</summary>
    public const string SettingKind = "dataset.draft";

    /// <summary>Nobody takes this long for one part.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private long _version;

    public string Key => key;

    /// <summary>Says that somebody works on these parts.</summary>
    /// <exception cref="DatasetException">They were swept meanwhile.</exception>
    public async Task HoldAsync(CancellationToken cancellationToken)
    {
        var note = new Setting { Project = project, Kind = SettingKind, Key = key, Value = "{}" };
        var kept = await settings.PutAsync(note, _version, null, cancellationToken).ConfigureAwait(false);
        _version = kept?.Version ?? throw new DatasetException("Somebody else works on the same cases, or writing them took so long that what was there has been cleared away. Do it again.");
    }

    /// <summary>Nothing is left to sweep.</summary>
    public Task ReleaseAsync() => settings.RemoveAsync(project, SettingKind, key, null, CancellationToken.None);

    /// <summary>Removes parts from the first on until there is none.</summary>
    public async Task RemovePartsAsync(int known)
    {
        for (var part = 0; await settings.RemoveAsync(project, SettingsDatasets.PartKind, SettingsDatasets.PartName(key, part), null, CancellationToken.None).ConfigureAwait(false) || part < known;) part++;
    }

    /// <summary>Removes what was left behind in a project: parts that no dataset names and nobody works on.</summary>
    /// <returns>How many writes or removals had broken off.</returns>
    public static async Task<int> SweepAsync(ISettingsStore settings, TimeProvider time, string project, CancellationToken cancellationToken)
    {
        var swept = 0;
        foreach (var note in await settings.ListAsync(project, SettingKind, cancellationToken).ConfigureAwait(false))
        {
            if (time.GetUtcNow() - note.ChangedAt < Patience) continue;
            var draft = new DatasetDraft(settings, project, note.Key);
            if (await settings.PutAsync(note with { Value = """{"swept":true}""" }, note.Version, null, cancellationToken).ConfigureAwait(false) is null) continue;
            var name = note.Key[..Math.Max(0, note.Key.IndexOf('/', StringComparison.Ordinal))];
            var head = name.Length == 0 ? null : await settings.FindAsync(project, SettingsDatasets.SettingKind, name, cancellationToken).ConfigureAwait(false);
            var isNamed = head is not null && (DatasetNote.Read(head.Value) is not { } known || known.Versions.Any(version => version.PartKey == note.Key));
            if (!isNamed) await draft.RemovePartsAsync(0).ConfigureAwait(false);
            await draft.ReleaseAsync().ConfigureAwait(false);
            swept++;
        }

        return swept;
    }
}
