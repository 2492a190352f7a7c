using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Documents;
using Reprise.Privacy.Policies;
using Reprise.Server.Api;
using Reprise.Server.Interactions;
using Reprise.Store;

namespace Reprise.Server.Facts;

/// <summary>Adds what was learned later about an interaction, and lists it.</summary>
internal static class FactEndpoints
{
    public static IEndpointRouteBuilder MapFacts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/interactions/{id}/facts").WithTags("facts");
        group.MapPost("", AddAsync).WithName("addFact").WithSummary("Add an evaluation, feedback, flag, label or correction").Problems(400, 404, 413, 415, 503);
        group.MapGet("", ListAsync).WithName("listFacts").WithSummary("What was learned later about an interaction, oldest first").Problems(400, 404, 503);
        return routes;
    }

    private static async Task<Created<FactDocument>> AddAsync(
        HttpContext http, InteractionReads reads, IInteractionStore store, RecordGuard guard, TimeProvider time, [Description(Describe.Id)] string id, FactDocument fact,
        CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        var record = await reads.RecordAsync(project, id, cancellationToken);
        var (read, mistake) = FactReader.Read(fact, project, record.Interaction.Id, time);
        if (read is null) throw new ApiProblem(400, "invalid-fact", "The fact cannot be used", $"{char.ToUpperInvariant(mistake![0])}{mistake[1..]}.");
        await store.AppendAsync(new StoreBatch { Facts = [read = guard.Admit(read)] }, cancellationToken);
        return TypedResults.Created($"/api/interactions/{record.Interaction.Id}/facts", FactDocuments.Of(read));
    }

    private static async Task<Ok<FactListDocument>> ListAsync(
        HttpContext http, InteractionReads reads, [Description(Describe.Id)] string id, CancellationToken cancellationToken)
    {
        var record = await reads.RecordAsync(RequestProject.ProjectOf(http), id, cancellationToken);
        return TypedResults.Ok(new FactListDocument { Items = [.. record.Facts.Select(FactDocuments.Of)] });
    }
}

internal sealed record FactListDocument
{
    public required IReadOnlyList<FactDocument> Items { get; init; }
}
