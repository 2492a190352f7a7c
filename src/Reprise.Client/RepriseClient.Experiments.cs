using Reprise.Cache.Experiments;
using Reprise.Client.Documents;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>Experiments of the project, the latest first.</summary>
    public async Task<IReadOnlyList<ExperimentView>> ListCacheExperimentsAsync(CancellationToken cancellationToken = default) =>
        (await GetAsync("api/cache/experiments", ClientJson.Default.ExperimentList, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>What an experiment has shown so far.</summary>
    public Task<ExperimentView> GetCacheExperimentAsync(string name, CancellationToken cancellationToken = default) =>
        GetAsync(ExperimentPath(name), ClientJson.Default.ExperimentView, cancellationToken);

    /// <summary>Deals out requests that name no policy to two of them, from now on.</summary>
    public Task<ExperimentView> StartCacheExperimentAsync(string name, ExperimentValues values, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Put, ExperimentPath(name), Json(values, ClientJson.Default.ExperimentValues), ClientJson.Default.ExperimentView, cancellationToken);

    /// <summary>Ends an experiment.</summary>
    public Task<ExperimentView> EndCacheExperimentAsync(string name, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, $"{ExperimentPath(name)}/end", null, ClientJson.Default.ExperimentView, cancellationToken);

    /// <summary>Forgets an experiment; the record of its calls stays.</summary>
    public async Task RemoveCacheExperimentAsync(string name, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(HttpMethod.Delete, ExperimentPath(name), null, cancellationToken).ConfigureAwait(false);
    }

    private static string ExperimentPath(string name) => $"api/cache/experiments/{Uri.EscapeDataString(name)}";
}
