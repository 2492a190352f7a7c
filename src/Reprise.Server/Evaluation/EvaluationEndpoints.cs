using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Evaluation;
using Reprise.Evaluation.Scoring;
using Reprise.Interactions;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Server.Retention;
using Reprise.Settings;

namespace Reprise.Server.Evaluation;

/// <summary>Scores what is on record.</summary>
internal static class EvaluationEndpoints
{
    private const int MostEvaluators = 20;

    public static IEndpointRouteBuilder MapEvaluation(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api").WithTags("evaluation");
        group.MapGet("evaluators", List).WithName("listEvaluators").Needs(Permission.Read).WithSummary("The evaluators there are, with what each can be told");
        group.MapPost("evaluations", RunAsync).WithName("evaluate").Needs(Permission.Analyse).WithSummary("Score recorded interactions and put the scores on record as facts")
            .WithDescription("Works for about 20 seconds at a time: while the answer has a `cursor`, the same request with it goes on. Calls of a judge are on record like any others, with the tag `judge`; a filter leaves them out.")
            .Problems(400, 404, 415, 503);
        return routes;
    }

    private static Ok<EvaluatorListDocument> List() => TypedResults.Ok(new EvaluatorListDocument { Items = [.. Evaluators.Catalog.Select(EvaluatorDocument.Of)] });

    private static async Task<Ok<EvaluationResult>> RunAsync(
        HttpContext http, Evaluators evaluators, Scorer scorer, ExpectedAnswers expected, ISettingsStore settings, TimeProvider time, EvaluationRequestDocument request, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        if (request.Evaluators is not { Count: > 0 and <= MostEvaluators }) throw ApiProblem.InvalidParameter("evaluators", $"Say 1 to {MostEvaluators} evaluators.");
        IReadOnlyList<IEvaluator> made;
        try
        {
            made = evaluators.Create(request.Evaluators, project);
        }
        catch (FormatException e)
        {
            throw ApiProblem.InvalidParameter("evaluators", e.Message);
        }

        var scoring = new ScoringRequest
        {
            Project = project,
            Filter = ListQuery.Filter(request.Filter, time),
            From = ListQuery.Time("from", request.From, time),
            To = ListQuery.Time("to", request.To, time),
            Ids = Ids(request),
            Limit = ListQuery.Limit(request.Limit, request.Ids is null ? 100 : ScoringRequest.MaxLimit, ScoringRequest.MaxLimit),
            Cursor = CursorOf(request),
            Expected = await expected.FindAsync(project, request.ExpectedFrom, cancellationToken),
            DryRun = request.DryRun,
        };
        var result = await scorer.RunAsync(scoring, made, cancellationToken);
        if (!request.DryRun && result.Facts > 0) await settings.AppendAuditAsync([Entry(project, http.Caller().Actor, request, result, time)], cancellationToken);
        return TypedResults.Ok(result);
    }

    private static IReadOnlyList<InteractionId>? Ids(EvaluationRequestDocument request)
    {
        if (request.Ids is not { } ids) return null;
        if (request.Filter is not null || request.From is not null || request.To is not null) throw ApiProblem.InvalidParameter("ids", "Ids and a filter do not go together; leave one of them out.");
        if (ids.Count is 0 or > ScoringRequest.MaxLimit) throw ApiProblem.InvalidParameter("ids", $"There are {ids.Count:N0} ids; expected 1 to {ScoringRequest.MaxLimit:N0}.");
        return [.. ids.Select(static id => InteractionId.TryParse(id, out var parsed) ? parsed : throw ApiProblem.InvalidId(id ?? ""))];
    }

    private static ScoringCursor? CursorOf(EvaluationRequestDocument request)
    {
        if (string.IsNullOrEmpty(request.Cursor)) return null;
        return ScoringCursor.Read(request.Cursor, ofIds: request.Ids is not null) ?? throw ApiProblem.InvalidParameter("cursor", "The cursor is none that an evaluation gave out; begin again without one.");
    }

    private static AuditEntry Entry(string project, string actor, EvaluationRequestDocument request, EvaluationResult result, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var details = new EvaluationAudit { Filter = request.Filter, Evaluators = [.. result.Scores.Select(static score => score.Author)], Interactions = result.Interactions, Facts = result.Facts };
        return new AuditEntry { Id = InteractionId.At(now), Timestamp = now, Project = project, Actor = actor, Action = "evaluation.run", Details = details.ToJson() };
    }
}
