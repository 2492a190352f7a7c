using Reprise.Cli.Output;
using Reprise.Retention;
using Reprise.Server.Stores;
using Reprise.Transfer.Migration;

namespace Reprise.Cli.Commands.Store;

/// <summary>What a migration does with settings. Null where the two engines keep them in the same place, and there is nothing to move.</summary>
internal static class SettingsMove
{
    /// <summary>Before the records: what is held must be held when it comes.</summary>
    public static async Task<SettingsMigration?> RunAsync(Terminal terminal, StoreEngine from, StoreEngine to, bool merge, CancellationToken cancellationToken)
    {
        if (from.SettingsDescription == to.SettingsDescription) return null;
        await from.Settings.OpenAsync(cancellationToken);
        await to.Settings.OpenAsync(cancellationToken);
        var migration = new SettingsMigration(from.Settings, to.Settings, [.. StoreEngines.SettingKinds.Select(static kind => new MigratedKind(kind, ConflictOf(kind)))], merge, terminal.Time);
        if (await migration.ConflictsAsync(await from.Store.ProjectsAsync(cancellationToken), await to.Store.ProjectsAsync(cancellationToken), cancellationToken) is { Count: > 0 } conflicts)
        {
            throw new CommandFailedException($"""
                The two stores say different things about how long the same records are kept, and nothing was copied:
                {string.Join(Environment.NewLine, conflicts)}
                Make them equal with 'reprise retention set' or 'unset', on a server of either, and try again.
                """);
        }

        var copied = await migration.CopyAsync(cancellationToken);
        foreach (var renamed in copied.Renamed) terminal.Tell(renamed);
        if (copied.Written + copied.There + copied.Entries > 0)
            terminal.Tell($"Copied {Format.Count(copied.Written)} settings and {Format.Count(copied.Entries)} entries of the audit log{(copied.There == 0 ? "" : $"; {Format.Count(copied.There)} settings were there")}.");
        return migration;
    }

    private static SettingConflict ConflictOf(string kind) => kind switch
    {
        Reprise.Retention.Hold.SettingKind => SettingConflict.KeepBoth,
        RetentionScope.SettingKind => SettingConflict.Refuse,
        _ => SettingConflict.KeepOne,
    };
}
