using Reprise.Settings;

namespace Reprise.Privacy.Erasure;

/// <summary>Takes a person's id out of subjects and details of the audit log. The entries stay: that something was done is not the person's.</summary>
internal sealed class ErasedAudit(ISettingsStore settings) : IErasedPlace
{
    public async Task EraseAsync(ErasureScope scope, CancellationToken cancellationToken)
    {
        if (scope.Values.Count == 0) return;
        var query = new AuditQuery { Project = scope.Project, Limit = AuditQuery.MaxLimit };
        for (var hasMore = true; hasMore;)
        {
            var page = await settings.AuditAsync(query, cancellationToken).ConfigureAwait(false);
            var changed = page.Entries.Select(entry => (Entry: entry, Without: Without(entry, scope.Values)))
                .Where(pair => !ReferenceEquals(pair.Without.Subject, pair.Entry.Subject) || !ReferenceEquals(pair.Without.Details, pair.Entry.Details)).Select(pair => pair.Without).ToList();
            scope.Count("audit_entries", changed.Count);
            if (changed.Count > 0 && !scope.DryRun) await settings.RewriteAuditAsync(changed, cancellationToken).ConfigureAwait(false);
            hasMore = page.HasMore;
            if (page.Entries is [.., var last]) query = query with { Before = last.Id };
        }
    }

    private static AuditEntry Without(AuditEntry entry, IReadOnlyList<string> values) => entry with
    {
        Subject = entry.Subject is null ? null : PersonText.Without(entry.Subject, values),
        Details = entry.Details is null ? null : PersonText.WithoutInJson(entry.Details, values),
    };
}
