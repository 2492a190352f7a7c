using Reprise.Client.Documents;
using Reprise.Privacy.Erasure;

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

    /// <summary>The ids of all that was erased, of all projects, with certificates.</summary>
    public Task<ErasedIdsExport> ExportErasedIdsAsync(CancellationToken cancellationToken = default) => GetAsync("api/erasures/known", ClientJson.Default.ErasedIdsExport, cancellationToken);

    /// <summary>Makes ids that another server erased known, so that nothing with one of them is stored. Returns how many were not known.</summary>
    public async Task<int> ImportErasedIdsAsync(IReadOnlyList<ErasedIdsPart> parts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var added = 0;
        foreach (var some in parts.Chunk(ErasedIdsExport.MostParts))
        {
            var taken = await ReadAsync(HttpMethod.Post, "api/erasures/known", Json(new ErasedIdsExport { Items = some }, ClientJson.Default.ErasedIdsExport), ClientJson.Default.TakenIds, cancellationToken).ConfigureAwait(false);
            added += taken.Added;
        }

        return added;
    }
}
