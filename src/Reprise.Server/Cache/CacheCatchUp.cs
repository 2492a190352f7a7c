using System.Globalization;
using Reprise.Cache.Answers;
using Reprise.Cache.Curation;
using Reprise.Cache.Entries;
using Reprise.Cache.Keys;
using Reprise.Cache.Policies;
using Reprise.Cache.Tools;
using Reprise.Interactions;
using Reprise.Store;
using Reprise.Wire;

namespace Reprise.Server.Cache;

/// <summary>
/// Finds answers in the record that should be entries here and are not: this server's own that a crash lost on their way, and other servers'. Reads in the order
/// of time from where it came last, a little before that, since calls are stored after they began.
/// </summary>
internal sealed class CacheCatchUp(
    CacheIndex index, CacheOpening opening, PendingKeys pending, CachePolicies policies, ToolKeys tools, IInteractionStore store, CacheOptions options, CacheCounters counters, TimeProvider time,
    ILogger<CacheCatchUp> log)
{
    private const int PageSize = 100;

    /// <summary>Longer than a call and the way to the record usually take together, and than clocks differ.</summary>
    private static readonly TimeSpan s_overlap = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(20);

    private static readonly FieldFilter s_missed = new(FilterFields.Find("cache")!, FilterOperator.Equal, CacheHeaders.Miss);

    /// <summary>Of the overlap: looked at and settled, one way or another.</summary>
    private readonly Dictionary<InteractionId, DateTimeOffset> _settled = [];
    private int _epoch;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var project in await store.ProjectsAsync(cancellationToken)) await RunAsync(project, cancellationToken);
        foreach (var (id, at) in _settled.ToArray())
            if (time.GetUtcNow() - at > 2 * s_overlap) _settled.Remove(id);
    }

    /// <summary>Makes an answer an entry again, of the gateway or of a call that was logged.</summary>
    public async Task ReviveAsync(string project, InteractionId id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(project, id, cancellationToken) is not { } record || index.Entries.FindBySource(project, id).Count > 0) return;
        if ((EntryOf(record) ?? tools.EntryOf(record)) is { } entry) await opening.AddAsync([entry], cancellationToken);
    }

    private async Task RunAsync(string project, CancellationToken cancellationToken)
    {
        // Entries that were begun anew have nothing of what was settled.
        var epoch = index.Epoch;
        if (epoch != _epoch) _settled.Clear();
        _epoch = epoch;
        var note = $"caught-up:{project}";
        var now = time.GetUtcNow();
        var came = long.TryParse(index.Entries.Note(note), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : now - options.RebuildFrom;
        // A clock that was set back must not make us wait until it is there again.
        if (came > now) came = now;
        var query = new InteractionQuery { Project = project, Filter = s_missed, From = came - s_overlap, Ascending = true, Limit = PageSize };
        var added = 0;
        while (true)
        {
            var page = await store.SearchAsync(query, cancellationToken);
            added += await AddAsync(page.Items, cancellationToken);
            if (index.Epoch != epoch) return;
            if (page.Items is [.., var last])
            {
                var reached = last.Interaction.Timestamp < now ? last.Interaction.Timestamp : now;
                if (reached > came) index.Entries.SetNote(note, reached.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
            }

            if (page.Cursor is null) break;
            query = query with { Cursor = page.Cursor };
            await Task.Delay(s_rest, time, cancellationToken);
        }

        if (added > 0) CacheLog.CaughtUp(log, added, project);
    }

    private async Task<int> AddAsync(IReadOnlyList<InteractionSummary> summaries, CancellationToken cancellationToken)
    {
        var (entries, settled) = (new List<CacheEntry>(), new List<InteractionId>());
        foreach (var summary in summaries)
        {
            var interaction = summary.Interaction;
            if (_settled.ContainsKey(interaction.Id) || pending.Has(interaction.Id)) continue;
            if (index.Entries.FindBySource(interaction.Project, interaction.Id).Count == 0 && await FindAsync(interaction, cancellationToken) is { } entry) entries.Add(entry);
            settled.Add(interaction.Id);
        }

        if (entries.Count > 0) await opening.AddAsync(entries, cancellationToken);
        foreach (var id in settled) _settled[id] = time.GetUtcNow();
        return entries.Count;
    }

    /// <summary>The entry that an interaction should be; null when it should be none.</summary>
    private async Task<CacheEntry?> FindAsync(Interaction interaction, CancellationToken cancellationToken)
    {
        if (interaction.Cache?.Policy is null) return null;
        return await store.FindAsync(interaction.Project, interaction.Id, cancellationToken) is { } record ? EntryOf(record) : null;
    }

    private CacheEntry? EntryOf(RecordedInteraction record)
    {
        var interaction = record.Interaction;
        if (interaction.Cache is not { Status: CacheHeaders.Miss, Policy: { } name } || policies.Find(interaction.Project, name) is not { } found) return null;
        // Left behind; its recorded key leads nowhere.
        if (interaction.Timestamp < found.PurgedAt) return null;
        if (record.Request is not { } request || !CacheHeaders.TryReadKey(record.ResponseHeaders, out var key)) return null;
        if (AnswerForms.WhyNotKept(record) is { } reason)
        {
            counters.AddNotKept(reason);
            return null;
        }

        var marks = CacheMarks.Of(record.Facts);
        if (marks.IsEvicted) return null;
        var entry = new CacheEntry
        {
            Project = interaction.Project, Policy = name, Generation = found.Generation, Source = interaction.Id, Timestamp = interaction.Timestamp, Partition = key.Partition, Exact = key.Exact,
            Text = TextOf(interaction, request, found.Policy), Quality = marks.Quality ?? interaction.QualityScore, IsPinned = marks.IsPinned, Expires = interaction.Timestamp + key.Ttl,
        };
        return Ranking.WhyNot(found.Policy, entry, time.GetUtcNow()) == Reprise.Cache.CacheReasons.TooOld ? null : entry;
    }

    /// <summary>The text that may be reworded. The rest of the key is on the record as it was; this is read again.</summary>
    private static string? TextOf(Interaction interaction, Body request, CachePolicy policy)
    {
        if (DecodedBody.Find(request) is not { } decoded) return null;
        var operation = (interaction.Operation ?? "").Split(' ', 2);
        var wire = new WireRequest(operation[0], operation.Length > 1 ? operation[1] : "", decoded, request.ContentType);
        var scope = new CacheScope(interaction.Project, policy.Name, 0, "", []);
        var key = CacheKeyReader.Read(new CacheRequest(interaction.Provider ?? "", DialectCatalog.OfRecord(interaction.Dialect), wire, "", []), scope, policy);
        return key is { Refusal: null, SemanticRefusal: null } ? key.Text : null;
    }
}
