using System.Text.Json;
using Reprise.Settings;

namespace Reprise.Retention;

/// <summary>
/// Up to where bodies of a project have been dropped, so that a run need not look at everything old again. Once a day, and when the holds have changed, it does:
/// what was imported late or is no longer held lies behind the mark.
/// </summary>
/// <param name="Until">Before this time nothing free has bodies.</param>
/// <param name="Holds">The holds that were in force, as a text to compare.</param>
/// <param name="WholeAt">When last everything was looked at.</param>
internal sealed record BodyMark(DateTimeOffset Until, string Holds, DateTimeOffset WholeAt)
{
    public const string SettingKind = "retention-mark";

    private static readonly TimeSpan s_goodFor = TimeSpan.FromDays(1);

    public static string Key(string kinds) => $"bodies of {kinds}";

    public static string TextOf(IReadOnlyList<Hold> holds) => string.Join('\n', holds.Select(hold => $"{hold.Name} {hold.Filter}"));

    public static async Task<BodyMark?> FindAsync(ISettingsStore settings, string project, string kinds, string holds, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await settings.FindAsync(project, SettingKind, Key(kinds), cancellationToken).ConfigureAwait(false) is not { } setting) return null;
        return Read(setting.Value) is { } mark && mark.Holds == holds && now - mark.WholeAt < s_goodFor && mark.WholeAt <= now ? mark : null;
    }

    public Task PutAsync(ISettingsStore settings, string project, string kinds, CancellationToken cancellationToken) => settings.PutAsync(
        new Setting { Project = project, Kind = SettingKind, Key = Key(kinds), Value = JsonSerializer.Serialize(this, RetentionJson.Default.BodyMark) }, null, null, cancellationToken);

    private static BodyMark? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, RetentionJson.Default.BodyMark);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
