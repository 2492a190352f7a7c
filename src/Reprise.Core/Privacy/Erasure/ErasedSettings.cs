using Reprise.Retention;
using Reprise.Settings;

namespace Reprise.Privacy.Erasure;

/// <summary>Takes a person's id out of what people decided: filters of runs and rules, names of sessions in branches, texts.</summary>
/// <param name="settings">Where they are.</param>
/// <param name="kinds">Kinds to go through.</param>
internal sealed class ErasedSettings(ISettingsStore settings, IReadOnlyList<string> kinds) : IErasedPlace
{
    public async Task EraseAsync(ErasureScope scope, CancellationToken cancellationToken)
    {
        if (scope.Values.Count == 0) return;
        foreach (var kind in kinds)
        {
            foreach (var setting in await settings.ListAsync(scope.Project, kind, cancellationToken).ConfigureAwait(false))
            {
                var without = PersonText.WithoutInJson(setting.Value, scope.Values);
                if (ReferenceEquals(without, setting.Value)) continue;
                if (kind == Hold.SettingKind)
                {
                    scope.Left.Add(new LeftBehind("holds", 1, $"the legal hold '{setting.Key}' names the person in its filter; lift it when it is over"));
                    continue;
                }

                scope.Count("settings", 1);
                if (!scope.DryRun) await KeepAsync(setting, scope.Values, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task KeepAsync(Setting setting, IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        for (var known = setting; known is not null; known = await settings.FindAsync(setting.Project, setting.Kind, setting.Key, cancellationToken).ConfigureAwait(false))
        {
            var value = PersonText.WithoutInJson(known.Value, values);
            if (ReferenceEquals(value, known.Value) || await settings.PutAsync(known with { Value = value }, known.Version, null, cancellationToken).ConfigureAwait(false) is not null) return;
        }
    }
}
