using Reprise.Settings;

namespace Reprise.Transfer.Migration;

/// <summary>Copies settings and the audit log from one engine to another. Small, and idempotent: a setting that is there already with that value stays as it is.</summary>
public static class SettingsMigration
{
    /// <param name="from">Open; only read.</param>
    /// <param name="to">Open.</param>
    /// <param name="kinds">Which kinds of settings there are.</param>
    /// <param name="overwrite">Whether a setting of the source goes before another value in the target.</param>
    /// <param name="cancellationToken">Ends it; begin again to finish.</param>
    /// <returns>How many settings and audit entries the source holds.</returns>
    public static async Task<(long Settings, long Entries)> CopyAsync(ISettingsStore from, ISettingsStore to, IReadOnlyList<string> kinds, bool overwrite, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(kinds);
        long settings = 0, entries = 0;
        foreach (var kind in kinds)
        {
            foreach (var setting in await from.ListAsync(project: null, kind, cancellationToken).ConfigureAwait(false))
            {
                settings++;
                var there = await to.FindAsync(setting.Project, setting.Kind, setting.Key, cancellationToken).ConfigureAwait(false);
                if (there is null || (overwrite && there.Value != setting.Value)) await to.PutAsync(setting, expectedVersion: null, audit: null, cancellationToken).ConfigureAwait(false);
            }
        }

        for (var query = new AuditQuery { Limit = AuditQuery.MaxLimit }; ;)
        {
            var page = await from.AuditAsync(query, cancellationToken).ConfigureAwait(false);
            await to.AppendAuditAsync(page.Entries, cancellationToken).ConfigureAwait(false);
            entries += page.Entries.Count;
            if (!page.HasMore || page.Entries.Count == 0) return (settings, entries);
            query = query with { Before = page.Entries[^1].Id };
        }
    }
}
