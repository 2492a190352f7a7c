using System.Net.Http.Headers;
using Reprise.Replay;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    public const string ProviderKeyHeader = "Reprise-Provider-Key";

    /// <summary>Makes a recorded call again, perhaps changed, and compares. A provider that refuses or fails is a result.</summary>
    /// <param name="interactionId">The original.</param>
    /// <param name="order">What to do otherwise; null sends the same bytes again.</param>
    /// <param name="providerKey">A key for the provider, used where the server has none for it; neither recorded nor logged.</param>
    /// <param name="cancellationToken">Ends the call, at the provider too.</param>
    /// <exception cref="RepriseApiException">It cannot be replayed; <see cref="RepriseApiException.Code"/> and <see cref="RepriseApiException.StillWorks"/> say why and what could be done instead.</exception>
    public async Task<ReplayResultDocument> ReplayAsync(string interactionId, ReplayOrderDocument? order = null, string? providerKey = null, CancellationToken cancellationToken = default)
    {
        var path = $"api/interactions/{Uri.EscapeDataString(interactionId)}/replay";
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(order ?? new ReplayOrderDocument(), ClientJson.Default.ReplayOrderDocument) };
        if (providerKey is not null && !request.Headers.TryAddWithoutValidation(ProviderKeyHeader, providerKey)) throw new ArgumentException("The key has characters that no key has.", nameof(providerKey));
        using var response = await SendAsync(request, new MediaTypeWithQualityHeaderValue("application/json"), cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, ClientJson.Default.ReplayResultDocument, cancellationToken).ConfigureAwait(false);
    }
}
