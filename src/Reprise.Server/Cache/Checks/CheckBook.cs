using System.Globalization;
using Reprise.Cache.Checks;
using Reprise.Cache.Entries;
using Reprise.Cache.Policies;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Server.Cache.Checks;

/// <summary>
/// Brings what is known of checks to where policies are tightened by it: outcomes of this server as they come, others' from the record, and after a restart what
/// was noted beside the entries.
/// </summary>
internal sealed class CheckBook(ShadowChecks checks, CachePolicies policies, CacheIndex index, TimeProvider time, ILogger<CheckBook> log)
{
    private const string ListNote = "checks";
    private const int PageSize = 200;

    /// <summary>A check comes after its hit.</summary>
    private static readonly TimeSpan s_overlap = TimeSpan.FromMinutes(15);

    private static readonly FieldFilter s_semantic = new(FilterFields.Find("cache")!, FilterOperator.Equal, CacheHeaders.Semantic);

    private volatile bool _isChanged;

    /// <summary>A hit was compared with a fresh answer.</summary>
    public void Tell(CheckedPolicy policy, InteractionId hit, DateTimeOffset givenAt, bool isRight, double acceptedWrongRate)
    {
        _isChanged = true;
        if (checks.Record(policy, hit, givenAt, isRight, acceptedWrongRate) is not { } change) return;
        CacheLog.RequiredChanged(log, change.Kind.ToString(), policy.Policy, policy.Project, change.Before, change.After, change.Wrong, change.Checks);
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
                foreach (var item in page.Items) Read(item);
                query = query with { Cursor = page.Cursor };
            }
            while (query.Cursor is not null);
            index.Entries.SetNote(name, now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        }
    }

    private void Read(InteractionSummary item)
    {
        if (!FactFold.Of(item.Facts).Scores.TryGetValue(ShadowChecks.FactName, out var score)) return;
        if (item.Interaction.Cache?.Policy is not { } name || policies.Find(item.Interaction.Project, name) is not { } found) return;
        Tell(new CheckedPolicy(item.Interaction.Project, name, found.Generation), item.Interaction.Id, item.Interaction.Timestamp, score >= 0.5, found.Policy.AcceptedWrongRate);
    }

    private static string NameOf(string line) => $"checks {line}";
}
