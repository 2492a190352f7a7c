using Reprise.Replay.Runs;
using Reprise.Replay.Runs.Reporting;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>Begins a run: it goes on in the server, whatever becomes of this client.</summary>
    /// <exception cref="RepriseApiException">It cannot be; <see cref="RepriseApiException.Code"/> and <see cref="RepriseApiException.StillWorks"/> say why and what could be done instead.</exception>
    public Task<ReplayRunDocument> StartReplayRunAsync(RunRequest request, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, "api/replay/runs", Json(request, ClientJson.Default.RunRequest), ClientJson.Default.ReplayRunDocument, cancellationToken);

    /// <summary>Runs of the project, the latest first.</summary>
    public async Task<IReadOnlyList<ReplayRunDocument>> ListReplayRunsAsync(CancellationToken cancellationToken = default) =>
        (await GetAsync("api/replay/runs", ClientJson.Default.ReplayRunListDocument, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>How far a run is.</summary>
    public Task<ReplayRunDocument> GetReplayRunAsync(string id, CancellationToken cancellationToken = default) => GetAsync(RunPath(id), ClientJson.Default.ReplayRunDocument, cancellationToken);

    /// <summary>Goes on with a run where it was.</summary>
    public Task<ReplayRunDocument> ResumeReplayRunAsync(string id, RunResumption? how = null, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, RunPath(id) + "/resume", Json(how ?? new RunResumption(), ClientJson.Default.RunResumption), ClientJson.Default.ReplayRunDocument, cancellationToken);

    /// <summary>Starts no more calls of a run; it has stopped when those under way are answered.</summary>
    public Task<ReplayRunDocument> StopReplayRunAsync(string id, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, RunPath(id) + "/stop", null, ClientJson.Default.ReplayRunDocument, cancellationToken);

    /// <summary>What came of a run, as far as it is.</summary>
    /// <param name="id">The run.</param>
    /// <param name="worst">How many of the worst pairs to tell of; the server's choice when null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<RunReport> GetReplayReportAsync(string id, int? worst = null, CancellationToken cancellationToken = default) =>
        GetAsync(new QueryText(RunPath(id) + "/report").And("worst", worst).ToString(), ClientJson.Default.RunReport, cancellationToken);

    /// <summary>The report as a file.</summary>
    /// <param name="id">The run.</param>
    /// <param name="format"><c>json</c>, <c>html</c> or <c>junit</c>.</param>
    /// <param name="destination">Where it is written.</param>
    /// <param name="worst">How many of the worst pairs to tell of.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task CopyReplayReportAsync(string id, string format, Stream destination, int? worst = null, CancellationToken cancellationToken = default)
    {
        var path = new QueryText(RunPath(id) + "/report").And("format", format).And("worst", worst).ToString();
        using var response = await SendAsync(HttpMethod.Get, path, null, cancellationToken, "*/*").ConfigureAwait(false);
        await response.Content.CopyToAsync(destination, cancellationToken).ConfigureAwait(false);
    }

    private static string RunPath(string id) => $"api/replay/runs/{Uri.EscapeDataString(id)}";
}
