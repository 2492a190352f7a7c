using Reprise.Client.Documents;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>Begins to erase a person, or what a filter selects, from everywhere; or only counts. It goes on behind the answer.</summary>
    public Task<Erasure> BeginErasureAsync(ErasureRequest request, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, "api/erasures", Json(request, ClientJson.Default.ErasureRequest), ClientJson.Default.Erasure, cancellationToken);

    /// <summary>How far an erasure is, or its certificate.</summary>
    public Task<Erasure> GetErasureAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return GetAsync($"api/erasures/{Uri.EscapeDataString(id)}", ClientJson.Default.Erasure, cancellationToken);
    }

    /// <summary>Erasures of the project, newest first.</summary>
    public Task<ErasureList> ListErasuresAsync(CancellationToken cancellationToken = default) => GetAsync("api/erasures", ClientJson.Default.ErasureList, cancellationToken);
}
