using Reprise.Server.Api;
using Reprise.Server.Interactions;
using Reprise.Store;

namespace Reprise.Server.Sessions;

/// <summary>Sessions, made from interactions: the store knows no other.</summary>
internal sealed class SessionReads(IInteractionStore store, InteractionReads reads)
{
    /// <summary>Searches for one page of sessions. Each but the last meets at least one more session.</summary>
    private const int MaxSearches = 64;

    private static readonly FilterField s_session = FilterFields.Find("session") ?? throw new InvalidOperationException("The filter catalogue has no field 'session'.");

    /// <summary>
    /// Sessions by their latest interaction, newest first. Walks the interactions from the newest and steps over those of sessions it has met, so that a page
    /// costs one search a few sessions, however long they are; then one aggregate counts them all.
    /// </summary>
    public async Task<SessionPageDocument> PageAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        // 1. Meet sessions from the cursor on, each at its latest interaction below it.
        var begin = SessionCursor.Read(query.Cursor);
        var to = begin is null || query.To <= begin.EndOfMillisecond ? query.To : begin.EndOfMillisecond;
        var met = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        DateTimeOffset? reached = null;
        string? next = null;
        for (var searches = 0; searches < MaxSearches; searches++)
        {
            Filter[] parts = [query.Filter, new FieldFilter(s_session, FilterOperator.Present, null), new NotFilter(AnyOf(met.Keys))];
            var search = query with { Filter = new AndFilter(parts), To = to, Cursor = next, Limit = Math.Min(200, query.Limit * 2) };
            var page = await store.SearchAsync(search, cancellationToken);
            foreach (var item in page.Items) met.TryAdd(item.Interaction.SessionId!, item.Interaction.Timestamp);
            if (page.Items.Count > 0) reached = page.Items[^1].Interaction.Timestamp;
            next = page.Cursor;
            if (next is null || met.Values.Count(IsComplete) > query.Limit) break;
        }

        if (met.Count == 0) return new SessionPageDocument { Items = [] };

        // 2. Count them. One whose latest interaction lies above where it was met stood on an earlier page.
        var counted = await store.AggregateAsync(new AggregateQuery
        {
            Project = query.Project,
            Filter = new AndFilter([query.Filter, AnyOf(met.Keys)]),
            From = query.From,
            To = query.To,
            GroupBy = ["session"],
            Limit = met.Count,
        }, cancellationToken);
        var sessions = counted.Rows.Where(row => row.Group[0] is { } id && met.TryGetValue(id, out var seen) && row.LastTimestamp <= seen)
            .Select(row => Of(row.Group[0]!, row))
            .Where(session => IsComplete(session.LastTimestamp) && (begin is null || begin.IsBefore(session)))
            .OrderByDescending(session => session.LastTimestamp).ThenBy(session => session.SessionId, StringComparer.Ordinal).ToList();

        // 3. What did not fit, or was not looked at, is for the next page.
        if (sessions.Count > query.Limit)
            return new SessionPageDocument { Items = sessions[..query.Limit], Cursor = SessionCursor.After(sessions[query.Limit - 1]) };
        var goesOn = next is null ? null : SessionCursor.From(reached!.Value, isStuck: !met.Values.Any(IsComplete));
        return new SessionPageDocument { Items = sessions, Cursor = goesOn };

        // Where the search broke off, sessions of that very millisecond may not all have been met.
        bool IsComplete(DateTimeOffset latest) => next is null || latest.ToUnixTimeMilliseconds() > reached!.Value.ToUnixTimeMilliseconds();
    }

    public async Task<SessionDetailDocument> GetAsync(string project, string id, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var filter = new FieldFilter(s_session, FilterOperator.Equal, id);
        var rows = (await store.AggregateAsync(new AggregateQuery { Project = project, Filter = filter }, cancellationToken)).Rows;
        if (rows.Count == 0 || rows[0].Count == 0)
            throw new ApiProblem(404, "session-not-found", "Session not found", $"No interaction of session '{ApiProblem.Short(id)}' in project '{project}'.");
        var page = await reads.PageAsync(new InteractionQuery { Project = project, Filter = filter, Limit = limit, Cursor = cursor, Ascending = true }, cancellationToken);
        return new SessionDetailDocument { SessionId = id, Summary = Of(id, rows[0]), Items = page.Items, Cursor = page.Cursor };
    }

    private static OrFilter AnyOf(IEnumerable<string> ids) => new([.. ids.Select(id => new FieldFilter(s_session, FilterOperator.Equal, id))]);

    private static SessionDocument Of(string id, AggregateRow row) => new()
    {
        SessionId = id,
        Interactions = row.Count,
        Errors = row.Errors,
        PromptTokens = row.PromptTokens,
        CompletionTokens = row.CompletionTokens,
        CostUsd = row.CostUsd,
        FirstTimestamp = row.FirstTimestamp,
        LastTimestamp = row.LastTimestamp,
    };
}
