using Reprise.Client.Documents;
using Reprise.Privacy.Policies;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>What of the project's calls is recorded, and in what form.</summary>
    public Task<PrivacyPolicyDocument> GetPrivacyPolicyAsync(CancellationToken cancellationToken = default) =>
        GetAsync("api/privacy/policy", ClientJson.Default.PrivacyPolicyDocument, cancellationToken);

    /// <summary>Sets the policy from the next call on.</summary>
    /// <param name="policy">All of it.</param>
    /// <param name="installation">For every project without one of its own instead of this one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<PrivacyPolicyDocument> SetPrivacyPolicyAsync(PrivacyPolicy policy, bool installation = false, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Put, PrivacyPath(installation), Json(policy, ClientJson.Default.PrivacyPolicy), ClientJson.Default.PrivacyPolicyDocument, cancellationToken);

    /// <summary>Takes back what was set.</summary>
    public Task<PrivacyPolicyDocument> UnsetPrivacyPolicyAsync(bool installation = false, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Delete, PrivacyPath(installation), null, ClientJson.Default.PrivacyPolicyDocument, cancellationToken);

    /// <summary>What a policy would leave of a text or a body. Nothing is stored.</summary>
    public Task<PrivacyTestResult> TestPrivacyAsync(PrivacyTest test, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, "api/privacy/test", Json(test, ClientJson.Default.PrivacyTest), ClientJson.Default.PrivacyTestResult, cancellationToken);

    /// <summary>Users of whom nothing is recorded, as keyed hashes.</summary>
    public async Task<IReadOnlyList<OptOut>> ListOptOutsAsync(CancellationToken cancellationToken = default) =>
        (await GetAsync("api/privacy/opt-outs", ClientJson.Default.OptOutList, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>Records nothing of a user from now on.</summary>
    public Task<OptOut> AddOptOutAsync(OptOutRequest request, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, "api/privacy/opt-outs", Json(request, ClientJson.Default.OptOutRequest), ClientJson.Default.OptOut, cancellationToken);

    /// <summary>Lets a user be recorded again.</summary>
    public async Task RemoveOptOutAsync(string user, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(HttpMethod.Post, "api/privacy/opt-outs/remove", Json(new OptOutRequest(user, null), ClientJson.Default.OptOutRequest), cancellationToken).ConfigureAwait(false);
    }

    private static string PrivacyPath(bool installation) => installation ? "api/privacy/policy?scope=installation" : "api/privacy/policy";
}
