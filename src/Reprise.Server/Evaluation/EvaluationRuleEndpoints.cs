using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Evaluation.Rules;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Server.Retention;

namespace Reprise.Server.Evaluation;

/// <summary>Rules by which a sample of live traffic is scored.</summary>
internal static class EvaluationRuleEndpoints
{
    private const string NameHelp = "The rule's name: 1 to 64 of a-z, 0-9, '-' and '_'.";

    public static IEndpointRouteBuilder MapEvaluationRules(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/evaluation-rules").WithTags("evaluation");
        group.MapGet("", List).WithName("listEvaluationRules").Needs(Permission.Read).WithSummary("Rules by which a sample of live traffic is scored").Problems(400);
        group.MapGet("{name}", Get).WithName("getEvaluationRule").Needs(Permission.Read).WithSummary("One rule").Problems(400, 404);
        group.MapPut("{name}", SetAsync).WithName("setEvaluationRule").Needs(Permission.Analyse).WithSummary("Set a rule, a new one or one there is")
            .WithDescription("Holds at once on this server and within seconds on others; each scores what it stored itself. Replays, calls of judges and checks of the cache are never scored by a rule.").Problems(400, 415, 503);
        group.MapDelete("{name}", RemoveAsync).WithName("removeEvaluationRule").Needs(Permission.Analyse).WithSummary("Remove a rule; what it scored stays on record").Problems(400, 404, 503);
        return routes;
    }

    private static Ok<EvaluationRuleListDocument> List(HttpContext http, EvaluationRules rules) =>
        TypedResults.Ok(new EvaluationRuleListDocument { Items = [.. rules.Of(RequestProject.ProjectOf(http)).Select(EvaluationRuleDocument.Of)] });

    private static Ok<EvaluationRuleDocument> Get(HttpContext http, EvaluationRules rules, [Description(NameHelp)] string name)
    {
        var project = RequestProject.ProjectOf(http);
        return TypedResults.Ok(EvaluationRuleDocument.Of(rules.Of(project).FirstOrDefault(rule => rule.Name == name) ?? throw NotFound(project, name)));
    }

    private static async Task<Ok<EvaluationRuleDocument>> SetAsync(HttpContext http, EvaluationRules rules, TimeProvider time, [Description(NameHelp)] string name, EvaluationRuleValues values, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        if (!EvaluationRule.IsValidName(name)) throw ApiProblem.InvalidParameter("name", $"'{ApiProblem.Short(name)}' is no name of a rule; expected {EvaluationRule.NameRule}.");
        foreach (var (value, mistake) in values.Mistakes()) throw ApiProblem.InvalidParameter(ApiJson.NameOf(value), $"{ApiJson.NameOf(value)} {mistake}.");
        ListQuery.Filter(values.Filter, time);
        try
        {
            return TypedResults.Ok(EvaluationRuleDocument.Of(await rules.SetAsync(project, name, values, http.Caller().Actor, cancellationToken)));
        }
        catch (FormatException e)
        {
            throw ApiProblem.InvalidParameter("evaluators", e.Message);
        }
    }

    private static async Task<NoContent> RemoveAsync(HttpContext http, EvaluationRules rules, [Description(NameHelp)] string name, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        return await rules.RemoveAsync(project, name, http.Caller().Actor, cancellationToken) ? TypedResults.NoContent() : throw NotFound(project, name);
    }

    private static ApiProblem NotFound(string project, string name) => new(404, "evaluation-rule-not-found", "Rule not found", $"Project '{project}' has no rule '{ApiProblem.Short(name)}'.");
}
