using System.Globalization;
using System.Runtime.CompilerServices;
using Reprise.Client.Documents;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    private const string CursorHeader = "Reprise-Cursor";
    private const string CountHeader = "Reprise-Count";
    private const string NdJson = "application/x-ndjson";

    /// <summary>
    /// A page of whole records with their exact bodies and facts, as lines that <see cref="IngestLinesAsync"/> stores again without loss. Dispose it.
    /// </summary>
    /// <param name="search">Which; of its page size the server gives at most 1000, and fewer when bodies are large.</param>
    /// <param name="cursor">Of the page before, or null for the first.</param>
    /// <param name="view">How they are written.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<RecordLines> OpenRecordsAsync(InteractionSearch search, string? cursor = null, RecordView view = RecordView.Exact, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        var path = new QueryText("api/records")
            .And("q", search.Filter)
            .And("from", search.From)
            .And("to", search.To)
            .And("limit", search.PageSize)
            .And("order", search.Ascending ? "asc" : null)
            .And("view", view == RecordView.Exact ? null : "document")
            .And("bodies", view == RecordView.DocumentWithoutBodies ? "false" : null)
            .And("cursor", cursor);
        return OpenLinesAsync(path.ToString(), cancellationToken);
    }

    /// <summary>All whole records a search selects, one a line, read page by page as they are consumed.</summary>
    /// <param name="search">Which, and in which order.</param>
    /// <param name="view">How they are written.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async IAsyncEnumerable<byte[]> ReadRecordsAsync(
        InteractionSearch search, RecordView view = RecordView.Exact, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? cursor = null;
        do
        {
            using var page = await OpenRecordsAsync(search, cursor, view, cancellationToken).ConfigureAwait(false);
            await foreach (var line in page.ReadAsync(cancellationToken).ConfigureAwait(false)) yield return line;
            cursor = page.Cursor;
        }
        while (cursor is not null);
    }

    /// <summary>The projects that have anything on record, once what was recorded before is on record.</summary>
    public Task<ProjectList> ListProjectsAsync(CancellationToken cancellationToken = default) =>
        GetAsync("api/projects", ClientJson.Default.ProjectList, cancellationToken);

    /// <summary>A page of facts whose interaction has not come, as lines that <see cref="IngestFactLinesAsync"/> stores again. Dispose it.</summary>
    public Task<RecordLines> OpenWaitingFactsAsync(string? cursor = null, CancellationToken cancellationToken = default) =>
        OpenLinesAsync(new QueryText("api/facts/waiting").And("after", cursor).ToString(), cancellationToken);

    /// <summary>Stores facts with the ids and times they have. Sending them twice stores them once.</summary>
    /// <param name="lines">Each one fact as JSON without line breaks, with <c>fact_id</c> and <c>interaction_id</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<long> IngestFactLinesAsync(IReadOnlyList<ReadOnlyMemory<byte>> lines, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lines);
        using var content = new LinesContent(lines, compress: false);
        var result = await ReadAsync(HttpMethod.Post, "api/facts", content, ClientJson.Default.FactIngest, cancellationToken).ConfigureAwait(false);
        return result.Stored;
    }

    private async Task<RecordLines> OpenLinesAsync(string path, CancellationToken cancellationToken)
    {
        var response = await SendAsync(HttpMethod.Get, path, null, cancellationToken, NdJson).ConfigureAwait(false);
        try
        {
            if (response.Content.Headers.ContentType is not { MediaType: NdJson } || !TryCount(response, out var count))
                throw new RepriseApiException($"The server's answer to {path} is not {NdJson} with a number of lines. Is this a Reprise server of this version?") { Status = response.StatusCode };
            var cursor = response.Headers.TryGetValues(CursorHeader, out var values) ? values.FirstOrDefault() : null;
            return new RecordLines(response, await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), cursor, count);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static bool TryCount(HttpResponseMessage response, out long count)
    {
        count = 0;
        return response.Headers.TryGetValues(CountHeader, out var values) && long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out count);
    }
}
