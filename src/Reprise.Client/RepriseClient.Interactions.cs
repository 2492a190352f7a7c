using System.Runtime.CompilerServices;
using Reprise.Client.Documents;
using Reprise.Documents;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>All interactions a search selects, read page by page as they are consumed.</summary>
    public async IAsyncEnumerable<SummaryDocument> SearchAsync(InteractionSearch search, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? cursor = null;
        do
        {
            var page = await SearchPageAsync(search, cursor, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Items) yield return item;
            cursor = page.Cursor;
        }
        while (cursor is not null);
    }

    /// <summary>One page of a search.</summary>
    /// <param name="search">What to find.</param>
    /// <param name="cursor">Of the page before, or null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<SummaryPage> SearchPageAsync(InteractionSearch search, string? cursor = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        var path = new QueryText("api/interactions")
            .And("q", search.Filter)
            .And("from", search.From)
            .And("to", search.To)
            .And("limit", search.PageSize)
            .And("order", search.Ascending ? "asc" : null)
            .And("cursor", cursor);
        return GetAsync(path.ToString(), ClientJson.Default.SummaryPage, cancellationToken);
    }

    /// <summary>The whole record.</summary>
    /// <param name="interactionId">Which one.</param>
    /// <param name="bodies">Whether the exact bytes are wanted too.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<InteractionDocument> GetInteractionAsync(string interactionId, bool bodies = false, CancellationToken cancellationToken = default) =>
        GetAsync(PathOf(interactionId, bodies), ClientJson.Default.InteractionDocument, cancellationToken);

    /// <summary>The whole record as the JSON text the server sent, so that nothing is lost that this client does not know.</summary>
    public async Task<byte[]> GetInteractionJsonAsync(string interactionId, bool bodies = false, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(HttpMethod.Get, PathOf(interactionId, bodies), null, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The exact bytes of a body, as a stream. Dispose it.</summary>
    public async Task<RecordedBody> OpenBodyAsync(string interactionId, BodySide side, CancellationToken cancellationToken = default)
    {
        var name = side == BodySide.Request ? "request" : "response";
        var response = await SendAsync(HttpMethod.Get, $"{PathOf(interactionId, bodies: false)}/{name}", null, cancellationToken, "*/*").ConfigureAwait(false);
        try
        {
            return new RecordedBody(response, await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>What was learned later about an interaction, oldest first.</summary>
    public async Task<IReadOnlyList<FactDocument>> ListFactsAsync(string interactionId, CancellationToken cancellationToken = default)
    {
        var list = await GetAsync($"{PathOf(interactionId, bodies: false)}/facts", ClientJson.Default.FactList, cancellationToken).ConfigureAwait(false);
        return list.Items;
    }

    /// <summary>Adds feedback, an evaluation, a flag, a label or a correction.</summary>
    public Task<FactDocument> AddFactAsync(string interactionId, FactDocument fact, CancellationToken cancellationToken = default) =>
        ReadAsync(
            HttpMethod.Post,
            $"{PathOf(interactionId, bodies: false)}/facts",
            Json(fact, ClientJson.Default.FactDocument),
            ClientJson.Default.FactDocument,
            cancellationToken);

    private static string PathOf(string interactionId, bool bodies)
    {
        ArgumentException.ThrowIfNullOrEmpty(interactionId);
        return $"api/interactions/{Uri.EscapeDataString(interactionId)}{(bodies ? "?bodies=true" : "")}";
    }
}
