using Reprise.Batches;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>Hands calls to a provider's batch API: they go on in the server, whatever becomes of this client.</summary>
    /// <exception cref="RepriseApiException">It cannot be; <see cref="RepriseApiException.Code"/> says why in one word.</exception>
    public Task<BatchDocument> SubmitBatchAsync(BatchRequest request, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, "api/batches", Json(request, ClientJson.Default.BatchRequest), ClientJson.Default.BatchDocument, cancellationToken);

    /// <summary>Batches of the project, the latest first.</summary>
    public async Task<IReadOnlyList<BatchDocument>> ListBatchesAsync(CancellationToken cancellationToken = default) =>
        (await GetAsync("api/batches", ClientJson.Default.BatchListDocument, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>How far a batch is.</summary>
    public Task<BatchDocument> GetBatchAsync(string id, CancellationToken cancellationToken = default) => GetAsync(BatchPath(id), ClientJson.Default.BatchDocument, cancellationToken);

    /// <summary>The calls of a batch, with the interactions they are or will be.</summary>
    /// <param name="id">The batch.</param>
    /// <param name="state">Only those in this state; all when null.</param>
    /// <param name="offset">From which one on.</param>
    /// <param name="limit">How many at most; the server's choice when null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<BatchCallPageDocument> ListBatchCallsAsync(string id, string? state = null, int offset = 0, int? limit = null, CancellationToken cancellationToken = default) =>
        GetAsync(new QueryText(BatchPath(id) + "/calls").And("state", state).And("offset", offset).And("limit", limit).ToString(), ClientJson.Default.BatchCallPageDocument, cancellationToken);

    /// <summary>Ends a batch early; what the provider has done by then comes on record.</summary>
    public Task<BatchDocument> CancelBatchAsync(string id, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, BatchPath(id) + "/cancel", null, ClientJson.Default.BatchDocument, cancellationToken);

    private static string BatchPath(string id) => $"api/batches/{Uri.EscapeDataString(id)}";
}
