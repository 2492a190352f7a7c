using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;
using Reprise.Replay.Sessions;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>Begins to replay a session as a branch of its own, which goes on by itself: <see cref="BranchAsync"/> says how far it is.</summary>
    /// <param name="sessionId">A session, or a branch of one.</param>
    /// <param name="order">What to do otherwise; null asks each turn again byte for byte.</param>
    /// <param name="providerKey">A key for the provider, used where the server has none for it; neither recorded nor logged.</param>
    /// <param name="cancellationToken">Ends the request; a branch that has begun goes on.</param>
    /// <exception cref="RepriseApiException">It cannot be replayed.</exception>
    public Task<BranchDocument> ReplaySessionAsync(string sessionId, SessionReplayDocument? order = null, string? providerKey = null, CancellationToken cancellationToken = default) =>
        PostKeyedAsync($"api/sessions/{Uri.EscapeDataString(sessionId)}/replay", order ?? new SessionReplayDocument(), ClientJson.Default.SessionReplayDocument, providerKey, cancellationToken);

    /// <summary>The same for a trace.</summary>
    /// <inheritdoc cref="ReplaySessionAsync"/>
    public Task<BranchDocument> ReplayTraceAsync(string traceId, SessionReplayDocument? order = null, string? providerKey = null, CancellationToken cancellationToken = default) =>
        PostKeyedAsync($"api/traces/{Uri.EscapeDataString(traceId)}/replay", order ?? new SessionReplayDocument(), ClientJson.Default.SessionReplayDocument, providerKey, cancellationToken);

    /// <summary>Goes on with a branch that was interrupted or stopped.</summary>
    public Task<BranchDocument> ResumeBranchAsync(string branchId, BranchResumeDocument? order = null, string? providerKey = null, CancellationToken cancellationToken = default) =>
        PostKeyedAsync($"api/replay/branches/{Uri.EscapeDataString(branchId)}/resume", order ?? new BranchResumeDocument(), ClientJson.Default.BranchResumeDocument, providerKey, cancellationToken);

    /// <summary>A branch with its turns so far.</summary>
    public Task<BranchDocument> BranchAsync(string branchId, CancellationToken cancellationToken = default) =>
        GetAsync($"api/replay/branches/{Uri.EscapeDataString(branchId)}", ClientJson.Default.BranchDocument, cancellationToken);

    /// <summary>A session with the branches that grow from it.</summary>
    public Task<SessionTreeDocument> SessionBranchesAsync(string sessionId, CancellationToken cancellationToken = default) =>
        GetAsync($"api/sessions/{Uri.EscapeDataString(sessionId)}/branches", ClientJson.Default.SessionTreeDocument, cancellationToken);

    /// <summary>The same for a trace.</summary>
    public Task<SessionTreeDocument> TraceBranchesAsync(string traceId, CancellationToken cancellationToken = default) =>
        GetAsync($"api/traces/{Uri.EscapeDataString(traceId)}/branches", ClientJson.Default.SessionTreeDocument, cancellationToken);

    /// <summary>Which branches grow from a session, without their turns.</summary>
    public Task<BranchHeadsDocument> SessionBranchHeadsAsync(string sessionId, CancellationToken cancellationToken = default) =>
        GetAsync($"api/sessions/{Uri.EscapeDataString(sessionId)}/branch-heads", ClientJson.Default.BranchHeadsDocument, cancellationToken);

    /// <summary>The same for a trace.</summary>
    public Task<BranchHeadsDocument> TraceBranchHeadsAsync(string traceId, CancellationToken cancellationToken = default) =>
        GetAsync($"api/traces/{Uri.EscapeDataString(traceId)}/branch-heads", ClientJson.Default.BranchHeadsDocument, cancellationToken);

    /// <summary>Interrupts a branch; it can be resumed.</summary>
    public async Task<BranchDocument> StopBranchAsync(string branchId, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/replay/branches/{Uri.EscapeDataString(branchId)}/stop");
        using var response = await SendAsync(request, new MediaTypeWithQualityHeaderValue("application/json"), cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, ClientJson.Default.BranchDocument, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets a branch; its calls stay on record.</summary>
    public async Task RemoveBranchAsync(string branchId, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"api/replay/branches/{Uri.EscapeDataString(branchId)}");
        using var response = await SendAsync(request, new MediaTypeWithQualityHeaderValue("application/json"), cancellationToken).ConfigureAwait(false);
    }

    private async Task<BranchDocument> PostKeyedAsync<T>(string path, T order, JsonTypeInfo<T> type, string? providerKey, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(order, type) };
        if (providerKey is not null && !request.Headers.TryAddWithoutValidation(ProviderKeyHeader, providerKey)) throw new ArgumentException("The key has characters that no key has.", nameof(providerKey));
        using var response = await SendAsync(request, new MediaTypeWithQualityHeaderValue("application/json"), cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, ClientJson.Default.BranchDocument, cancellationToken).ConfigureAwait(false);
    }
}
