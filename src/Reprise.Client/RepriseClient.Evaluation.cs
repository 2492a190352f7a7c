using Reprise.Client.Documents;
using Reprise.Evaluation.Rules;
using Reprise.Evaluation.Scoring;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>Scores recorded interactions and puts the scores on record. With a cursor in what comes back there is more to do; the same request with it goes on.</summary>
    public Task<EvaluationResult> EvaluateAsync(EvaluationRequest request, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, "api/evaluations", Json(request, ClientJson.Default.EvaluationRequest), ClientJson.Default.EvaluationResult, cancellationToken);

    /// <summary>The evaluators there are, with what each can be told.</summary>
    public async Task<IReadOnlyList<EvaluatorDocument>> ListEvaluatorsAsync(CancellationToken cancellationToken = default) =>
        (await GetAsync("api/evaluators", ClientJson.Default.EvaluatorListDocument, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>Rules by which a sample of live traffic is scored.</summary>
    public async Task<IReadOnlyList<EvaluationRuleView>> ListEvaluationRulesAsync(CancellationToken cancellationToken = default) =>
        (await GetAsync("api/evaluation-rules", ClientJson.Default.EvaluationRuleList, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>One rule.</summary>
    public Task<EvaluationRuleView> GetEvaluationRuleAsync(string name, CancellationToken cancellationToken = default) =>
        GetAsync(RulePath(name), ClientJson.Default.EvaluationRuleView, cancellationToken);

    /// <summary>Sets a rule, a new one or one there is.</summary>
    public Task<EvaluationRuleView> SetEvaluationRuleAsync(string name, EvaluationRuleValues values, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Put, RulePath(name), Json(values, ClientJson.Default.EvaluationRuleValues), ClientJson.Default.EvaluationRuleView, cancellationToken);

    /// <summary>Removes a rule; what it scored stays on record.</summary>
    public async Task RemoveEvaluationRuleAsync(string name, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(HttpMethod.Delete, RulePath(name), null, cancellationToken).ConfigureAwait(false);
    }

    private static string RulePath(string name) => $"api/evaluation-rules/{Uri.EscapeDataString(name)}";
}
