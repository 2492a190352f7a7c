using System.Net.Http.Headers;
using Reprise.Client.Documents;
using Reprise.Datasets;
using Reprise.Datasets.Export;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>The datasets of the project, by name.</summary>
    public async Task<IReadOnlyList<Dataset>> ListDatasetsAsync(CancellationToken cancellationToken = default) =>
        (await GetAsync("api/datasets", ClientJson.Default.DatasetList, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>One dataset with its versions.</summary>
    public Task<Dataset> GetDatasetAsync(string name, CancellationToken cancellationToken = default) => GetAsync(DatasetPath(name), ClientJson.Default.Dataset, cancellationToken);

    /// <summary>Makes a version of recorded interactions, and the dataset with its first one.</summary>
    public Task<DatasetAddition> AddDatasetVersionAsync(string name, DatasetOrder order, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, $"{DatasetPath(name)}/versions", Json(order, ClientJson.Default.DatasetOrder), ClientJson.Default.DatasetAddition, cancellationToken);

    /// <summary>Makes a version of a file, which is sent as it is read.</summary>
    /// <param name="name">The dataset.</param>
    /// <param name="file">JSON Lines or CSV; disposed with the call.</param>
    /// <param name="upload">How it is read.</param>
    /// <param name="cancellationToken">Ends the call; nothing is kept then.</param>
    public async Task<DatasetAddition> UploadDatasetCasesAsync(string name, Stream file, DatasetUpload upload, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(upload);
        var path = new QueryText($"{DatasetPath(name)}/cases").And("provider", upload.Provider).And("path", upload.Path).And("model", upload.Model).And("source", upload.Source)
            .And("description", upload.Description).And("append", upload.Append ? "true" : null).And("skipBad", upload.SkipBad ? "true" : null);
        using var content = new StreamContent(file) { Headers = { ContentType = new MediaTypeHeaderValue(upload.IsCsv ? "text/csv" : NdJson) } };
        return await ReadAsync(HttpMethod.Post, path.ToString(), content, ClientJson.Default.DatasetAddition, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A page of the cases of a version, of the newest when it is null.</summary>
    public Task<CasePage> ListDatasetCasesAsync(string name, int? version = null, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        GetAsync(new QueryText($"{DatasetPath(name)}/cases").And("version", version).And("limit", limit).And("cursor", cursor).ToString(), ClientJson.Default.CasePage, cancellationToken);

    /// <summary>In what two versions differ; the newest and the one before it when null.</summary>
    public Task<DatasetComparison> CompareDatasetVersionsAsync(string name, int? from = null, int? to = null, CancellationToken cancellationToken = default) =>
        GetAsync(new QueryText($"{DatasetPath(name)}/comparison").And("from", from).And("to", to).ToString(), ClientJson.Default.DatasetComparison, cancellationToken);

    /// <summary>Writes a version as lines.</summary>
    /// <param name="name">The dataset.</param>
    /// <param name="destination">Gets the lines.</param>
    /// <param name="version">The newest when null.</param>
    /// <param name="forFineTuning">OpenAI's form for fine-tuning; our own otherwise.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task ExportDatasetAsync(string name, Stream destination, int? version = null, bool forFineTuning = true, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using var response = await SendAsync(HttpMethod.Get, ExportPath(name, "export", version, forFineTuning), null, cancellationToken, NdJson).ConfigureAwait(false);
        await response.Content.CopyToAsync(destination, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How many lines an export has, and why cases are left out.</summary>
    public Task<ExportCounts> CheckDatasetExportAsync(string name, int? version = null, bool forFineTuning = true, CancellationToken cancellationToken = default) =>
        GetAsync(ExportPath(name, "export/check", version, forFineTuning), ClientJson.Default.ExportCounts, cancellationToken);

    /// <summary>Removes a dataset with all its versions; the record stays.</summary>
    public async Task RemoveDatasetAsync(string name, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(HttpMethod.Delete, DatasetPath(name), null, cancellationToken).ConfigureAwait(false);
    }

    private static string ExportPath(string name, string what, int? version, bool forFineTuning) =>
        new QueryText($"{DatasetPath(name)}/{what}").And("version", version).And("format", forFineTuning ? "fine-tuning" : "cases").ToString();

    private static string DatasetPath(string name) => $"api/datasets/{Uri.EscapeDataString(name)}";
}
