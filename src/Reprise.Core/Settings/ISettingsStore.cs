namespace Reprise.Settings;

/// <summary>
/// Keeps what people decide (retention, holds, saved views, later keys and members) and the audit log of what was done. Small, exact, changed rarely, the same
/// for every server on one database. Safe for use from many threads; what is promised is proven for every engine by its conformance suite.
/// </summary>
public interface ISettingsStore : IAsyncDisposable
{
    /// <summary>The engine's name for people.</summary>
    string Engine { get; }

    /// <summary>Opens, creating or migrating what is needed. Called once, before anything else. Throws a <c>StoreException</c>.</summary>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Tells of each setting that is written or removed, by this server or another on the same database, until what is returned is disposed. Another server's
    /// change is told within a second or two; after a lost connection one change with an empty kind says that anything may have changed. The action must be
    /// quick and must not throw.
    /// </summary>
    IDisposable Watch(Action<SettingChange> changed);

    /// <summary>One setting, or null.</summary>
    Task<Setting?> FindAsync(string project, string kind, string key, CancellationToken cancellationToken);

    /// <summary>All settings of a kind in the ordinal order of project and key; of every project when <paramref name="project"/> is null.</summary>
    Task<IReadOnlyList<Setting>> ListAsync(string? project, string kind, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a setting and, in the same step, the entry that says who did so. With a version, only when the setting still has that version (0: is not there);
    /// null when it has not, and nothing is written. After a failure it may have been written all the same: look before writing with a version again.
    /// </summary>
    Task<Setting?> PutAsync(Setting setting, long? expectedVersion, AuditEntry? audit, CancellationToken cancellationToken);

    /// <summary>Removes a setting; false when there was none, and then nothing goes on the audit log.</summary>
    Task<bool> RemoveAsync(string project, string kind, string key, AuditEntry? audit, CancellationToken cancellationToken);

    /// <summary>Appends to the audit log. Appending an id again changes nothing.</summary>
    Task AppendAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken);

    /// <summary>
    /// Takes values out of entries of the audit log: subject and details of those with these ids become what is given; entries that are not there are none of it. The only
    /// change there is to the log, for the erasure of a person.
    /// </summary>
    Task RewriteAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"The settings store '{Engine}' cannot take values out of the audit log.");

    /// <summary>Makes what was removed or overwritten unreadable in the engine's files.</summary>
    Task ScrubAsync(CancellationToken cancellationToken) => throw new NotSupportedException($"The settings store '{Engine}' cannot scrub its files.");

    /// <summary>A page of the audit log, newest first.</summary>
    Task<AuditPage> AuditAsync(AuditQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Whether this server does the work that must be done by one only (retention, compaction). Holds until it says otherwise or its connection ends; another
    /// server then gets it. Always true where no other server can share the database; false while the database cannot be asked.
    /// </summary>
    Task<bool> TryLeadAsync(CancellationToken cancellationToken);
}
