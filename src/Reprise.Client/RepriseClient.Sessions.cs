using System.Runtime.CompilerServices;
using Reprise.Client.Documents;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>Sessions that have an interaction the search selects, latest first, read page by page as they are consumed.</summary>
    public async IAsyncEnumerable<SessionDocument> ListSessionsAsync(InteractionSearch search, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        string? cursor = null;
        do
        {
            var path = new QueryText("api/sessions")
                .And("q", search.Filter)
                .And("from", search.From)
                .And("to", search.To)
                .And("limit", search.PageSize)
                .And("cursor", cursor);
            var page = await GetAsync(path.ToString(), ClientJson.Default.SessionPage, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Items) yield return item;
            cursor = page.Cursor;
        }
        while (cursor is not null);
    }

    /// <summary>A session and one page of its interactions, oldest first.</summary>
    public Task<SessionDetail> GetSessionAsync(string sessionId, int limit = 100, string? cursor = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(sessionId);
        var path = new QueryText($"api/sessions/{Uri.EscapeDataString(sessionId)}").And("limit", limit).And("cursor", cursor);
        return GetAsync(path.ToString(), ClientJson.Default.SessionDetail, cancellationToken);
    }

    /// <summary>Counts, sums and percentiles.</summary>
    public Task<AggregateDocument> AggregateAsync(AggregateSearch search, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        var path = new QueryText("api/aggregates")
            .And("q", search.Filter)
            .And("from", search.From)
            .And("to", search.To)
            .And("bucket", search.Bucket)
            .And("group_by", string.Join(',', search.GroupBy))
            .And("limit", search.Limit);
        return GetAsync(path.ToString(), ClientJson.Default.AggregateDocument, cancellationToken);
    }
}
