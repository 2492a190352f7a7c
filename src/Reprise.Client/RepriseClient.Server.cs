using System.Net.Http.Headers;
using System.Text.Json;
using Reprise.Client.Documents;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    public Task<StatusDocument> GetStatusAsync(CancellationToken cancellationToken = default) =>
        GetAsync("api/status", ClientJson.Default.StatusDocument, cancellationToken);

    /// <summary>Whether the server can take and give records right now; a server that is up may still say no.</summary>
    /// <returns>Ready or not, and the server's clock where it told.</returns>
    public async Task<(bool Ready, DateTimeOffset? ServerTime)> GetReadinessAsync(CancellationToken cancellationToken = default)
    {
        using var response = await _http.GetAsync("health/ready", cancellationToken).ConfigureAwait(false);
        return (response.IsSuccessStatusCode, response.Headers.Date);
    }

    /// <summary>The vocabulary of the filter language.</summary>
    public async Task<IReadOnlyList<FieldDocument>> ListFieldsAsync(CancellationToken cancellationToken = default)
    {
        var list = await GetAsync("api/fields", ClientJson.Default.FieldList, cancellationToken).ConfigureAwait(false);
        return list.Items;
    }

    /// <summary>Prices in force, as the server tells them.</summary>
    /// <param name="text">Part of a provider's or a model's name, or null for all.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<JsonElement> ListPricesAsync(string? text = null, int? limit = null, CancellationToken cancellationToken = default) =>
        GetAsync(new QueryText("api/prices").And("q", text).And("limit", limit).ToString(), ClientJson.Default.JsonElement, cancellationToken);

    /// <summary>Replaces the price table. Costs on record stay as they are until they are recomputed.</summary>
    /// <param name="table">The table as JSON.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<JsonElement> UpdatePricesAsync(ReadOnlyMemory<byte> table, CancellationToken cancellationToken = default)
    {
        using var content = new ReadOnlyMemoryContent(table);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await ReadAsync(HttpMethod.Put, "api/prices", content, ClientJson.Default.JsonElement, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Prices interactions on record again with the table in force.</summary>
    public Task<JsonElement> RecomputePricesAsync(RecomputeRequest request, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, "api/prices/recompute", Json(request, ClientJson.Default.RecomputeRequest), ClientJson.Default.JsonElement, cancellationToken);
}
