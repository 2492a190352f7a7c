using System.Globalization;
using System.Runtime.CompilerServices;
using Reprise.Cache.Curation;
using Reprise.Cache.Policies;
using Reprise.Cache.Statistics;
using Reprise.Cache.Tuning;
using Reprise.Client.Documents;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>What the cache did over a time.</summary>
    /// <param name="from">From this time on; unbounded when null.</param>
    /// <param name="to">Before this time.</param>
    /// <param name="policy">Only of this policy.</param>
    /// <param name="bucket">Width of a time bucket, such as <c>1h</c>; null for none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<CacheStatistics> GetCacheStatisticsAsync(
        DateTimeOffset? from = null, DateTimeOffset? to = null, string? policy = null, string? bucket = null, CancellationToken cancellationToken = default) =>
        GetAsync(new QueryText("api/cache/stats").And("from", from).And("to", to).And("policy", policy).And("bucket", bucket).ToString(), ClientJson.Default.CacheStatistics, cancellationToken);

    /// <summary>What the cache would do with a request, and why.</summary>
    public Task<Explanation> ExplainCacheAsync(ExplainRequest request, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, "api/cache/explain", Json(request, ClientJson.Default.ExplainRequest), ClientJson.Default.Explanation, cancellationToken);

    /// <summary>Entries of the cache, newest first, read page by page as they are consumed.</summary>
    public async IAsyncEnumerable<CacheEntryView> ListCacheEntriesAsync(CacheEntrySearch search, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        string? cursor = null;
        do
        {
            var path = new QueryText("api/cache/entries").And("q", search.Filter).And("from", search.From).And("to", search.To).And("policy", search.Policy)
                .And("limit", search.PageSize).And("cursor", cursor);
            var page = await GetAsync(path.ToString(), ClientJson.Default.CacheEntryPage, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Items) yield return item;
            cursor = page.Cursor;
        }
        while (cursor is not null);
    }

    /// <summary>Stops giving answers, or says how many that would be. Not complete when there is more to do than one call may take; calling again goes on.</summary>
    public Task<EvictionResult> EvictFromCacheAsync(EvictionRequest request, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, "api/cache/evict", Json(request, ClientJson.Default.EvictionRequest), ClientJson.Default.EvictionResult, cancellationToken);

    /// <summary>Gives this answer whatever its age, before all others to the same question.</summary>
    public Task<CachedAnswer> PinCachedAsync(string interactionId, CancellationToken cancellationToken = default) => ChangeAsync("pin", new(interactionId), cancellationToken);

    /// <summary>Takes back a pin or an eviction.</summary>
    public Task<CachedAnswer> UnpinCachedAsync(string interactionId, CancellationToken cancellationToken = default) => ChangeAsync("unpin", new(interactionId), cancellationToken);

    /// <summary>Gives this text instead of the recorded answer.</summary>
    public Task<CachedAnswer> EditCachedAsync(string interactionId, string content, CancellationToken cancellationToken = default) => ChangeAsync("edit", new(interactionId, content), cancellationToken);

    /// <summary>The policies of the project, and which requests take part.</summary>
    public Task<CachePolicyList> ListCachePoliciesAsync(CancellationToken cancellationToken = default) => GetAsync("api/cache/policies", ClientJson.Default.CachePolicyList, cancellationToken);

    /// <summary>One policy as it is in force.</summary>
    public Task<CachePolicyView> GetCachePolicyAsync(string name, CancellationToken cancellationToken = default) =>
        GetAsync($"api/cache/policies/{Uri.EscapeDataString(name)}", ClientJson.Default.CachePolicyView, cancellationToken);

    /// <summary>Sets a policy. Values that are null are no longer said there.</summary>
    /// <param name="name">A new one or one there is.</param>
    /// <param name="values">All values.</param>
    /// <param name="installation">For every project instead of this one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<CachePolicyView> SetCachePolicyAsync(string name, CachePolicyValues values, bool installation = false, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Put, Scoped($"api/cache/policies/{Uri.EscapeDataString(name)}", installation), Json(values, ClientJson.Default.CachePolicyValues), ClientJson.Default.CachePolicyView, cancellationToken);

    /// <summary>Sets the values that are not null and leaves what else is said of the policy as it is.</summary>
    /// <param name="name">A new one or one there is.</param>
    /// <param name="values">At least one.</param>
    /// <param name="installation">For every project instead of this one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<CachePolicyView> ChangeCachePolicyAsync(string name, CachePolicyValues values, bool installation = false, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Patch, Scoped($"api/cache/policies/{Uri.EscapeDataString(name)}", installation), Json(values, ClientJson.Default.CachePolicyValues), ClientJson.Default.CachePolicyView, cancellationToken);

    /// <summary>Takes back what was set of a policy.</summary>
    public Task<CachePolicyList> UnsetCachePolicyAsync(string name, bool installation = false, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Delete, Scoped($"api/cache/policies/{Uri.EscapeDataString(name)}", installation), null, ClientJson.Default.CachePolicyList, cancellationToken);

    /// <summary>Says which requests take part, and under which policy when they name none.</summary>
    public Task<CachePolicyList> SetCacheUseAsync(CacheUseValues values, bool installation = false, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Put, Scoped("api/cache/use", installation), Json(values, ClientJson.Default.CacheUseValues), ClientJson.Default.CachePolicyList, cancellationToken);

    /// <summary>What other accepted rates of wrong answers would bring, from recent lookups.</summary>
    /// <param name="policy">Null for the project's.</param>
    /// <param name="accepted">Rates to look at; the server's choice when empty.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<CacheTuning> TuneCacheAsync(string? policy = null, IReadOnlyList<double>? accepted = null, CancellationToken cancellationToken = default) =>
        GetAsync(
            new QueryText("api/cache/tune").And("policy", policy).And("accepted", accepted is { Count: > 0 } ? string.Join(',', accepted.Select(static rate => rate.ToString(CultureInfo.InvariantCulture))) : null).ToString(),
            ClientJson.Default.CacheTuning, cancellationToken);

    private Task<CachedAnswer> ChangeAsync(string verb, CachedAnswerRequest request, CancellationToken cancellationToken) =>
        ReadAsync(HttpMethod.Post, $"api/cache/{verb}", Json(request, ClientJson.Default.CachedAnswerRequest), ClientJson.Default.CachedAnswer, cancellationToken);

    private static string Scoped(string path, bool installation) => new QueryText(path).And("scope", installation ? "installation" : null).ToString();
}
