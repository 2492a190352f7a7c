using Reprise.Evaluation.Bias;
using Reprise.Privacy.Reports;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>What is stored, where, for how long, in what form, who may read it and who did.</summary>
    /// <param name="allProjects">Every project instead of this one; for administrators.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<PrivacyReport> GetPrivacyReportAsync(bool allProjects = false, CancellationToken cancellationToken = default) =>
        GetAsync(allProjects ? "api/privacy/report?scope=all" : "api/privacy/report", ClientJson.Default.PrivacyReport, cancellationToken);

    /// <summary>How refusals, words and length of answers differ between groups of requests.</summary>
    public Task<BiasReport> GetBiasReportAsync(BiasSearch search, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        var query = new QueryText("api/reports/bias").And("q", search.Filter).And("from", search.From).And("to", search.To).And("by", search.By).And("terms", search.Terms).And("words", search.Words);
        return GetAsync(query.ToString(), ClientJson.Default.BiasReport, cancellationToken);
    }
}
