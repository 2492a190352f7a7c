using System.Collections.Concurrent;
using System.Globalization;
using Reprise.Cache;
using Reprise.Cache.Checks;
using Reprise.Cache.Entries;
using Reprise.Cache.Policies;
using Reprise.Interactions;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Cache.Checks;

/// <summary>
/// Brings what is known of checks to where policies are tightened by it: outcomes of this server as they come, others' from the record, and after a restart what
/// was noted beside the entries.
/// </summary>
internal sealed class CheckBook(ShadowChecks checks, CachePolicies policies, CacheIndex index, ISettingsStore settings, TimeProvider time, ILogger<CheckBook> log)
{
    private const string ListNote = "checks";
    private const int PageSize = 200;

    /// <summary>Who changed a policy on the audit log: nobody but the cache itself.</summary>
    private const string Actor = "cache";

    /// <summary>A check comes after its hit.</summary>
    private static readonly TimeSpan s_overlap = TimeSpan.FromMinutes(15);

    /// <summary>Hits that were given, and those that would have been.</summary>
    private static readonly Filter s_semantic = new OrFilter([Is("cache", CacheHeaders.Semantic), new AndFilter([Is("cache", CacheHeaders.Miss), Is("cache_reason", CacheReasons.Shadow)])]);

    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(20);

    /// <summary>Outcomes told lately, which are met again where the record is read twice: by whose and which hit.</summary>
    private readonly ConcurrentDictionary<(CheckedPolicy Policy, InteractionId Hit), (bool IsRight, DateTimeOffset GivenAt)> _told = new();

    private readonly ConcurrentQueue<AuditEntry> _audit = new();
    private volatile bool _isChanged;

    /// <summary>A hit was compared with a fresh answer.</summary>
    public void Tell(CheckedPolicy policy, InteractionId hit, DateTimeOffset givenAt, bool isRight, double acceptedWrongRate)
    {
        if (_told.TryGetValue((policy, hit), out var told) && told.IsRight == isRight) return;
        _told[(policy, hit)] = (isRight, givenAt);
        _isChanged = true;
        if (checks.Record(policy, hit, givenAt, isRight, acceptedWrongRate) is { } change) Report(change);
    }

    /// <summary>Lets policies take the steps that are due, and puts on the audit log how they changed. What cannot be written now is written next time.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        foreach (var checkedPolicy in checks.Policies)
        {
            if (policies.Find(checkedPolicy.Project, checkedPolicy.Policy) is { } found && found.Generation == checkedPolicy.Generation) checks.Of(checkedPolicy.Project, found.Policy, found.Generation);
        }

        foreach (var change in checks.TakeRested()) Report(change);
        while (_audit.TryPeek(out var entry))
        {
            await settings.AppendAuditAsync([entry], cancellationToken);
            _audit.TryDequeue(out _);
        }
    }

    /// <summary>Takes over what was noted when the server last ran.</summary>
    public void Load()
    {
        foreach (var line in (index.Entries.Note(ListNote) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(' ') is not [var project, var policy, var generation] || !long.TryParse(generation, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) continue;
            if (index.Entries.Note(NameOf(line)) is { } note) checks.Load(new CheckedPolicy(project, policy, number), note);
        }
    }

    /// <summary>Notes what is known.</summary>
    public void Save()
    {
        if (!_isChanged) return;
        _isChanged = false;
        var lines = new List<string>();
        foreach (var policy in checks.Policies)
        {
            if (checks.Save(policy) is not { } note) continue;
            var line = string.Create(CultureInfo.InvariantCulture, $"{policy.Project} {policy.Policy} {policy.Generation}");
            lines.Add(line);
            index.Entries.SetNote(NameOf(line), note);
        }

        if (lines.Count > 0) index.Entries.SetNote(ListNote, string.Join('\n', lines));
    }

    /// <summary>Reads what others found out, from where it came last.</summary>
    public async Task ReadAsync(IInteractionStore store, CancellationToken cancellationToken)
    {
        foreach (var project in await store.ProjectsAsync(cancellationToken))
        {
            var name = $"checks-read:{project}";
            var now = time.GetUtcNow();
            var since = long.TryParse(index.Entries.Note(name), NumberStyles.None, CultureInfo.InvariantCulture, out var noted) ? DateTimeOffset.FromUnixTimeMilliseconds(noted) : now - ShadowChecks.Window;
            var query = new InteractionQuery { Project = project, Filter = s_semantic, From = (since < now ? since : now) - s_overlap, Ascending = true, Limit = PageSize };
            do
            {
                var page = await store.SearchAsync(query, cancellationToken);
                foreach (var item in page.Items) Read(item.Interaction, item.Facts);
                query = query with { Cursor = page.Cursor };
                if (page.Cursor is not null) await Task.Delay(s_rest, time, cancellationToken);
            }
            while (query.Cursor is not null);
            index.Entries.SetNote(name, now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        }

        // What began before then is not read again.
        var oldest = time.GetUtcNow() - 2 * s_overlap;
        foreach (var (known, told) in _told)
            if (told.GivenAt < oldest) _told.TryRemove(known, out _);
    }

    /// <summary>Reads what was just said of a hit, however old.</summary>
    public async Task ReadAsync(IInteractionStore store, string project, InteractionId hit, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(project, hit, cancellationToken) is { } record && FilterMatch.Matches(s_semantic, record)) Read(record.Interaction, record.Facts);
    }

    private void Read(Interaction hit, IReadOnlyList<Fact> facts)
    {
        if (facts.Count == 0 || !FactFold.Of(facts).Scores.TryGetValue(ShadowChecks.FactName, out var score)) return;
        if (hit.Cache?.Policy is not { } name || policies.Find(hit.Project, name) is not { } found) return;
        // What was given before a purge says nothing of what is kept now.
        if (hit.Timestamp <= found.PurgedAt) return;
        Tell(new CheckedPolicy(hit.Project, name, found.Generation), hit.Id, hit.Timestamp, score >= 0.5, found.Policy.AcceptedWrongRate);
    }

    private void Report(CheckChange change)
    {
        _isChanged = true;
        var (project, policy, _) = change.Policy;
        CacheLog.RequiredChanged(log, change.Kind.ToString(), policy, project, change.Before, change.After, change.Wrong, change.Checks);
        _audit.Enqueue(new AuditEntry
        {
            Id = InteractionId.New(time), Timestamp = time.GetUtcNow(), Project = project, Actor = Actor, Subject = policy, Details = change.ToJson(),
            Action = change.Kind == CheckChangeKind.Tightened ? "cache.policy.tightened" : "cache.policy.loosened",
        });
    }

    private static FieldFilter Is(string field, string value) => new(FilterFields.Find(field)!, FilterOperator.Equal, value);

    private static string NameOf(string line) => $"checks {line}";
}
