using System.Runtime.CompilerServices;
using Reprise.Client.Documents;
using Reprise.Retention;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>How long interactions are kept, and who says so.</summary>
    public Task<RetentionDocument> GetRetentionAsync(CancellationToken cancellationToken = default) =>
        GetAsync("api/retention", ClientJson.Default.RetentionDocument, cancellationToken);

    /// <summary>Sets how long interactions are kept. Values that are null are no longer said there.</summary>
    /// <param name="values">All values of the scope.</param>
    /// <param name="kind">One kind, or null for every kind.</param>
    /// <param name="installation">For every project instead of this one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<RetentionDocument> SetRetentionAsync(RetentionValues values, string? kind = null, bool installation = false, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Put, RetentionPath(kind, installation), Json(values, ClientJson.Default.RetentionValues), ClientJson.Default.RetentionDocument, cancellationToken);

    /// <summary>Takes back what was set; configuration holds again.</summary>
    public Task<RetentionDocument> UnsetRetentionAsync(string? kind = null, bool installation = false, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Delete, RetentionPath(kind, installation), null, ClientJson.Default.RetentionDocument, cancellationToken);

    /// <summary>Applies the policies, or says what they would remove. Not complete when there is more to do than one call may take; calling again goes on.</summary>
    public Task<RetentionReport> RunRetentionAsync(RetentionRunRequest request, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, "api/retention/run", Json(request, ClientJson.Default.RetentionRunRequest), ClientJson.Default.RetentionReport, cancellationToken);

    /// <summary>Legal holds of the project.</summary>
    public async Task<IReadOnlyList<Hold>> ListHoldsAsync(CancellationToken cancellationToken = default) =>
        (await GetAsync("api/holds", ClientJson.Default.HoldList, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>Holds interactions, so that neither retention nor a person removes them.</summary>
    public Task<Hold> PlaceHoldAsync(HoldRequest hold, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, "api/holds", Json(hold, ClientJson.Default.HoldRequest), ClientJson.Default.Hold, cancellationToken);

    /// <summary>Lifts a hold.</summary>
    public async Task LiftHoldAsync(string name, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(HttpMethod.Delete, $"api/holds/{Uri.EscapeDataString(name)}", null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes, or says how many that would be. Not complete when there is more to do than one call may take; calling again goes on.</summary>
    public Task<DeletionResult> DeleteAsync(DeletionRequest request, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, "api/interactions/delete", Json(request, ClientJson.Default.DeletionRequest), ClientJson.Default.DeletionResult, cancellationToken);

    /// <summary>What was done, newest first, read page by page as it is consumed.</summary>
    public async IAsyncEnumerable<AuditEntryDocument> ListAuditAsync(AuditSearch search, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        string? before = null;
        do
        {
            var path = new QueryText("api/audit").And("action", search.Action).And("actor", search.Actor).And("subject", search.Subject).And("scope", search.Scope).And("from", search.From).And("to", search.To)
                .And("limit", search.PageSize).And("before", before);
            var page = await GetAsync(path.ToString(), ClientJson.Default.AuditPageDocument, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Items) yield return item;
            before = page.Next;
        }
        while (before is not null);
    }

    private static string RetentionPath(string? kind, bool installation) =>
        new QueryText("api/retention").And("scope", installation ? "installation" : null).And("kind", kind).ToString();
}
