using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Reprise.Access;
using Reprise.Batches;
using Reprise.Server.Access;
using Reprise.Server.Api;

namespace Reprise.Server.Batches;

/// <summary>Calls handed to a provider's batch API together.</summary>
internal static class BatchEndpoints
{
    private const string IdHelp = "The batch's id, such as `batch-20260303-120000-k7f3`.";

    /// <summary>Of one order as it is sent, above the most that the settings allow its requests.</summary>
    private const long MostBytes = (1L << 30) + (64L << 20);

    public static IEndpointRouteBuilder MapBatches(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/batches").WithTags("batches").AddEndpointFilter(ProblemsOfBatches);
        group.MapPost("", SubmitAsync).WithName("submitBatch").Needs(Permission.Analyse).WithSummary("Hand calls to a provider's batch API")
            .WithDescription("A list of requests, or a filter or a dataset of recorded calls to ask again. Goes on in the server until every call has its interaction on record, whatever becomes of the caller. With `idempotency_key` the same order is taken once.")
            .WithMetadata(new RequestSizeLimitAttribute(MostBytes)).Problems(400, 404, 409, 413, 415, 503);
        group.MapGet("", ListAsync).WithName("listBatches").Needs(Permission.Read).WithSummary("Batches of a project, the latest first").Problems(400, 503);
        group.MapGet("{id}", GetAsync).WithName("getBatch").Needs(Permission.Read).WithSummary("How far a batch is").Problems(400, 404, 503);
        group.MapGet("{id}/calls", CallsAsync).WithName("listBatchCalls").Needs(Permission.Read).WithSummary("The calls of a batch, with the interactions they are or will be").Problems(400, 404, 503);
        group.MapPost("{id}/cancel", CancelAsync).WithName("cancelBatch").Needs(Permission.Analyse).WithSummary("End a batch early; what the provider has done by then comes on record").Problems(400, 404, 503);
        return routes;
    }

    private static async Task<Results<Created<BatchDocument>, Ok<BatchDocument>>> SubmitAsync(HttpContext http, BatchIntake intake, BatchHost host, BatchRequest request, CancellationToken cancellationToken)
    {
        var (batch, isNew) = await intake.SubmitAsync(RequestProject.ProjectOf(http), request, http.Caller().Actor, cancellationToken);
        host.Tell();
        var document = BatchDocument.Of(batch);
        return isNew ? TypedResults.Created($"/api/batches/{batch.Id}", document) : TypedResults.Ok(document);
    }

    private static async Task<Ok<BatchListDocument>> ListAsync(HttpContext http, BatchShelf shelf, CancellationToken cancellationToken) =>
        TypedResults.Ok(new BatchListDocument { Items = [.. (await shelf.ListAsync(RequestProject.ProjectOf(http), cancellationToken)).Select(BatchDocument.Of)] });

    private static async Task<Ok<BatchDocument>> GetAsync(HttpContext http, BatchDesk desk, [Description(IdHelp)] string id, CancellationToken cancellationToken) =>
        TypedResults.Ok(BatchDocument.Of(await desk.GetAsync(RequestProject.ProjectOf(http), id, cancellationToken)));

    private static async Task<Ok<BatchCallPageDocument>> CallsAsync(
        HttpContext http, BatchDesk desk, [Description(IdHelp)] string id, CancellationToken cancellationToken,
        [Description("Only those in this state: `waiting`, `succeeded`, `failed`, `expired`, `cancelled`, `unanswered` or `erased`.")] string? state = null,
        [Description("From which call on, as `next` of the page before says it.")] int offset = 0,
        [Description("How many, 1 to 10000. Default 100.")] int limit = 100)
    {
        if (offset < 0) throw ApiProblem.InvalidParameter("offset", "It is 0 or more.");
        if (limit is < 1 or > BatchDesk.MostCalls) throw ApiProblem.InvalidParameter("limit", $"{limit} is out of range; expected 1 to {BatchDesk.MostCalls}.");
        RowState? wanted = null;
        if (state is not null) wanted = Enum.TryParse<RowState>(state, ignoreCase: true, out var known) && !int.TryParse(state, out _) ? known : throw ApiProblem.InvalidParameter("state", $"'{ApiProblem.Short(state)}' is no state of a call.");
        var batch = await desk.GetAsync(RequestProject.ProjectOf(http), id, cancellationToken);
        return TypedResults.Ok(await desk.CallsAsync(batch, offset, limit, wanted, cancellationToken));
    }

    private static async Task<Ok<BatchDocument>> CancelAsync(HttpContext http, BatchDesk desk, BatchHost host, [Description(IdHelp)] string id, CancellationToken cancellationToken)
    {
        var batch = await desk.CancelAsync(RequestProject.ProjectOf(http), id, http.Caller().Actor, cancellationToken);
        host.Tell();
        return TypedResults.Ok(BatchDocument.Of(batch));
    }

    private static async ValueTask<object?> ProblemsOfBatches(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (BatchException e)
        {
            var problem = e.Code switch
            {
                BatchObstacles.NotFound => new ApiProblem(404, "batch-not-found", "Not found", e.Message),
                BatchObstacles.TooLarge => ApiProblem.TooLarge(e.Message),
                BatchObstacles.InvalidParameter or BatchObstacles.NothingSelected => new ApiProblem(400, "invalid-parameter", "The batch cannot be made so", e.Message),
                _ => new ApiProblem(409, "batch-refused", "The batch was refused", e.Message),
            };
            problem.Members["code"] = e.Code;
            throw problem;
        }
    }
}
