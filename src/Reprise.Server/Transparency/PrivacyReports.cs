using Reprise.Access;
using Reprise.Capture;
using Reprise.Encryption;
using Reprise.Interactions;
using Reprise.Privacy.Policies;
using Reprise.Privacy.Reports;
using Reprise.Privacy.Redaction;
using Reprise.Retention;
using Reprise.Server.Access;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Transparency;

/// <summary>Puts together what is stored, where, for how long, in what form, who may read it and who did. A part that cannot be asked now is named and left out.</summary>
internal sealed class PrivacyReports(
    IInteractionStore store, ISettingsStore settings, RetentionPolicies retention, Holds holds, AccessBook access, CaptureOptions capture, CaptureCounters counters, TimeProvider time,
    IDataKeys? keys = null, PrivacyPolicies? policies = null)
{
    /// <summary>How far back reads and redactions are counted.</summary>
    private const int Days = 30;

    /// <summary>So many entries of the audit log are counted at most.</summary>
    private const int MostEntries = 100_000;

    /// <param name="projects">Which; null for all that have anything on record.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<PrivacyReport> MakeAsync(IReadOnlyList<string>? projects, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        var status = keys is null ? null : await Try("the encryption keys", () => keys.StatusAsync(cancellationToken), missing);
        var people = await Try("users and members", async () => await access.GetAsync(cancellationToken), missing);
        var named = projects ?? await store.ProjectsAsync(cancellationToken);
        var stored = new List<StoredProject>();
        foreach (var project in named) stored.Add(await ProjectAsync(project, status, people, missing, cancellationToken));
        return new PrivacyReport
        {
            MadeAt = time.GetUtcNow(), Projects = stored, Places = Places(status), Encrypted = status?.IsOn ?? false, MasterKey = status?.MasterKey, Missing = [.. missing.Distinct(StringComparer.Ordinal)],
        };
    }

    private async Task<StoredProject> ProjectAsync(string project, KeyStatus? status, AccessList? people, List<string> missing, CancellationToken cancellationToken)
    {
        var all = (await store.AggregateAsync(new AggregateQuery { Project = project }, cancellationToken)).Rows;
        var row = all.Count > 0 ? all[0] : null;
        var policy = await Try("retention", () => retention.FindAsync(project, cancellationToken), missing);
        return new StoredProject
        {
            Project = project,
            Interactions = row?.Count ?? 0,
            Bytes = row?.Bytes ?? 0,
            Since = row is { Count: > 0 } ? row.FirstTimestamp : null,
            Until = row is { Count: > 0 } ? row.LastTimestamp : null,
            Retention = policy is null ? [] : [Kept(null, policy.All), .. policy.Kinds.Select(kind => Kept(Words.Of(kind.Kind), kind.Rules))],
            Holds = [.. (await Try("legal holds", () => holds.ListAsync(project, cancellationToken), missing) ?? []).Select(hold => hold.Name)],
            Form = await FormAsync(project, status, missing, cancellationToken),
            MayRead = people is null ? [] : MayRead(project, people),
            HaveRead = await Try("the audit log", () => HaveReadAsync(project, cancellationToken), missing) ?? [],
        };
    }

    private static KeptFor Kept(string? kind, RetentionRules rules) => new(kind, rules.Days.Value, rules.BodyDays.Value, rules.Days.Source);

    private async Task<StoredForm?> FormAsync(string project, KeyStatus? status, List<string> missing, CancellationToken cancellationToken)
    {
        if (policies?.Find(project) is not { } force)
        {
            missing.Add("privacy policies");
            return null;
        }

        var policy = force.Policy;
        var redacted = await Try("counts of redactions", async () => (await store.AggregateAsync(
            new AggregateQuery { Project = project, From = time.GetUtcNow().AddDays(-Days), GroupBy = ["redacted"], Limit = 200 }, cancellationToken)).Rows
            .Where(row => row.Group is [{ Length: > 0 }]).ToDictionary(row => row.Group[0]!, row => row.Count, StringComparer.Ordinal), missing);
        return new StoredForm
        {
            Policy = force.IsSet ? policy.Name : $"{policy.Name} (nobody set one)",
            MetadataOnly = policy.MetadataOnly,
            ConsentRequired = policy.ConsentRequired,
            UsersHashed = policy.HashUsers,
            Ip = Snake(policy.Ip.ToString()),
            Redact = policy.Redact.ToDictionary(rule => rule.Key, rule => Snake(rule.Value.ToString()), StringComparer.Ordinal),
            Redacted = redacted,
            KeyVersion = status?.Projects.FirstOrDefault(one => one.Project == project)?.Versions is [.., var last] ? last.Version : null,
        };
    }

    private static string Snake(string word) => string.Concat(word.Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    private List<Reader> MayRead(string project, AccessList people)
    {
        var readers = new List<Reader>();
        foreach (var user in people.Users.Where(static user => !user.IsDisabled))
        {
            if (user.IsAdministrator) readers.Add(new Reader(user.Name, "administrator", "administrator"));
            else if (people.RolesOf(user).TryGetValue(project, out var role) && Roles.May(role, Permission.Read)) readers.Add(new Reader(user.Name, AccessWords.Of(role), "user"));
        }

        var now = time.GetUtcNow();
        foreach (var key in people.Keys.Where(key => key.IsValid(now) && (key.Project == project || key.IsAdministrator)))
        {
            if (key.IsAdministrator || (key.Permissions.Count > 0 ? key.Permissions.Contains(Permission.Read) : Roles.May(key.Role, Permission.Read))) readers.Add(new Reader(key.Name, key.IsAdministrator ? "administrator" : AccessWords.Of(key.Role), "key"));
        }

        // The loopback rule: whoever sits at the machine needs no login unless it is asked for.
        readers.Add(new Reader("whoever sits at the machine, where loopback needs no login", "owner", "machine"));
        return readers;
    }

    private async Task<IReadOnlyList<ReadCount>> HaveReadAsync(string project, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, ReadCount>(StringComparer.Ordinal);
        var query = new AuditQuery { Project = project, Action = "record.*", From = time.GetUtcNow().AddDays(-Days), Limit = AuditQuery.MaxLimit };
        for (var seen = 0; seen < MostEntries;)
        {
            var page = await settings.AuditAsync(query, cancellationToken);
            foreach (var entry in page.Entries)
            {
                if (entry.Action is not (AuditedReads.Read or AuditedReads.Export)) continue;
                var (reads, exports) = entry.Action == AuditedReads.Read ? (1, 0) : (0, 1);
                counts[entry.Actor] = counts.TryGetValue(entry.Actor, out var had) ? had with { Reads = had.Reads + reads, Exports = had.Exports + exports } : new ReadCount(entry.Actor, reads, exports, entry.Timestamp);
            }

            seen += page.Entries.Count;
            if (!page.HasMore || page.Entries.Count == 0) break;
            query = query with { Before = page.Entries[^1].Id };
        }

        return [.. counts.Values.OrderByDescending(static count => count.Reads + count.Exports).ThenBy(static count => count.Who, StringComparer.Ordinal)];
    }

    private List<StoragePlace> Places(KeyStatus? status)
    {
        var form = status is { IsOn: true } ? ", sealed" : ", not sealed";
        return
        [
            new("store", store.Engine, $"interactions, facts, bodies{form}", null),
            new("settings", settings.Engine, "settings, users, hashes of keys, the audit log", null),
            new("journal", "a folder of the data folder", $"calls on their way to the store{form}", counters.JournalBytes),
            new("data folder", OfFolder(), $"everything of this server that lies in files, the cache among it{form}", Size(Path.GetDirectoryName(capture.JournalFolder))),
            new("backups", "where their makers put them", "copies; the server keeps no list of them, and what was made before an erasure holds what it held", null),
        ];
    }

    private string OfFolder() => Path.GetDirectoryName(capture.JournalFolder) is { } folder && Directory.Exists(folder) ? "local files" : "not there";

    private static long? Size(string? folder)
    {
        try
        {
            return folder is null ? null : new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Take(100_000).Sum(static file => file.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static async Task<T?> Try<T>(string what, Func<Task<T>> part, List<string> missing)
        where T : class
    {
        try
        {
            return await part();
        }
        catch (Exception e) when (e is StoreException or SealException or ArgumentException)
        {
            missing.Add(what);
            return null;
        }
    }
}
