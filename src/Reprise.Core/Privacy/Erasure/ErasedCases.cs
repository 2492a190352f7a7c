using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reprise.Datasets;
using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Privacy.Erasure;

/// <summary>Takes cases that stem from erased interactions out of every version of every dataset. A version then says what it has by now: cases and hash are counted anew.</summary>
internal sealed class ErasedCases(ISettingsStore settings) : IErasedPlace
{
    public async Task EraseAsync(ErasureScope scope, CancellationToken cancellationToken)
    {
        foreach (var head in await settings.ListAsync(scope.Project, SettingsDatasets.SettingKind, cancellationToken).ConfigureAwait(false))
        {
            if (DatasetNote.Read(head.Value) is not { Versions.Count: > 0 } note) continue;
            var versions = new List<VersionNote>();
            foreach (var version in note.Versions) versions.Add(await EraseAsync(version, scope, cancellationToken).ConfigureAwait(false));
            if (scope.DryRun || versions.SequenceEqual(note.Versions)) continue;
            await KeepAsync(head, versions, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<VersionNote> EraseAsync(VersionNote version, ErasureScope scope, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (count, expected) = (0, 0);
        for (var part = 0; part < version.Parts; part++)
        {
            if (await settings.FindAsync(scope.Project, SettingsDatasets.PartKind, SettingsDatasets.PartName(version.PartKey, part), cancellationToken).ConfigureAwait(false) is not { } setting) return version;
            if (JsonSerializer.Deserialize(setting.Value, DatasetJson.Default.DatasetPart) is not { } cases) return version;
            var kept = cases.Cases.Where(item => !IsErased(item, scope)).ToList();
            var json = kept.ConvertAll(item => PersonText.WithoutInJson(JsonSerializer.Serialize(item, DatasetJson.Relaxed.CaseNote), scope.Values));
            foreach (var item in json) hash.AppendData(Encoding.UTF8.GetBytes(item));
            count += kept.Count;
            expected += kept.Count(item => item.Expected is not null);
            scope.Count("dataset_cases", cases.Cases.Count - kept.Count);
            var value = $$"""{"cases":[{{string.Join(',', json)}}]}""";
            if (!scope.DryRun && value != setting.Value) await settings.PutAsync(setting with { Value = value }, null, null, cancellationToken).ConfigureAwait(false);
        }

        // Also when nothing went: an erasure that broke off may have changed the parts and not their head.
        return version with { Version = version.Version with { CaseCount = count, ExpectedCount = expected, Hash = Convert.ToHexStringLower(hash.GetCurrentHash()) } };
    }

    /// <summary>A case is named by its interaction when it was made from one.</summary>
    private static bool IsErased(CaseNote item, ErasureScope scope) =>
        (InteractionId.TryParse(item.InteractionId, out var about) && scope.IsErased(about)) || (InteractionId.TryParse(item.Id, out var named) && scope.IsErased(named));

    private async Task KeepAsync(Setting head, List<VersionNote> versions, CancellationToken cancellationToken)
    {
        // Somebody may add a version meanwhile: only ours are changed, by their parts.
        for (var known = head; ; known = await settings.FindAsync(head.Project, head.Kind, head.Key, cancellationToken).ConfigureAwait(false))
        {
            if (known is null || DatasetNote.Read(known.Value) is not { } note) return;
            note = note with { Versions = [.. note.Versions.Select(one => versions.Find(ours => ours.PartKey == one.PartKey) ?? one)] };
            if (await settings.PutAsync(known with { Value = note.ToJson() }, known.Version, null, cancellationToken).ConfigureAwait(false) is not null) return;
        }
    }
}
