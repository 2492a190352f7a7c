using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Capture;
using Reprise.Documents;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Store;

namespace Reprise.Server.Interactions;

/// <summary>Whole records for those who copy or move them: a line each, in the shape that ingest takes without loss.</summary>
internal static class RecordEndpoints
{
    /// <summary>The response header with the cursor of the next page; not there on the last page.</summary>
    public const string CursorHeader = "Reprise-Cursor";

    /// <summary>The response header with the number of lines: what passes an answer on may end it properly though it was cut off.</summary>
    public const string CountHeader = "Reprise-Count";

    /// <summary>What was answered to a client before it asks for a copy belongs into the copy.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static IEndpointRouteBuilder MapRecords(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/records", ReadAsync).WithTags("records").WithName("readRecords").Needs(Permission.Analyse).IsExport().WithSummary("Read whole records, a page of lines at a time")
            .WithDescription("NDJSON, one record a line with its exact `bodies` and `facts`; `\"exact\": true` tells `POST /api/interactions` to store it as it is. "
                + $"The response header `{CursorHeader}` has the cursor of the next page and is left out on the last, `{CountHeader}` the number of lines. A page may hold fewer than the limit when bodies are large.")
            .Produces<InteractionDocument>(200, RecordLinesResult.MediaType).Problems(400, 503);
        routes.MapGet("/api/projects", ProjectsAsync).WithTags("records").WithName("listProjects").Needs(Permission.SignedIn).WithSummary("The projects that have anything on record or were set up, as far as one may see them")
            .WithDescription("Waits until what was recorded before is on record, so that a copy begun now is whole.").Problems(503);
        return routes;
    }

    private static async Task<RecordLinesResult> ReadAsync(
        HttpContext http, IInteractionStore store, DocumentWriter writer, TimeProvider time, CancellationToken cancellationToken,
        [Description(Describe.Q)] string? q = null,
        [Description(Describe.From)] string? from = null,
        [Description(Describe.To)] string? to = null,
        [Description("At most this many, 1 to 1000; 1000 when left out.")] int? limit = null,
        [Description(Describe.Cursor)] string? cursor = null,
        [Description("`desc`, newest first, or `asc`, oldest first.")] string? order = null,
        [Description("`exact`, as on record, or `document`, as `/api/interactions/{id}` answers.")] string? view = null,
        [Description("Whether the exact bodies come along; true when left out.")] bool bodies = true)
    {
        var query = ListQuery.Of(http, time, q, from, to, ListQuery.Limit(limit, InteractionQuery.MaxLimit, InteractionQuery.MaxLimit), cursor, order);
        var asDocuments = view switch
        {
            null or "" or "exact" => false,
            "document" => true,
            _ => throw ApiProblem.InvalidParameter("view", $"'{ApiProblem.Short(view)}' is no view; expected exact or document."),
        };
        var page = await store.ReadAsync(query, cancellationToken);
        return new RecordLinesResult(page, asDocuments ? writer : null, bodies);
    }

    private static async Task<Ok<ProjectListDocument>> ProjectsAsync(HttpContext http, IInteractionStore store, AccessBook book, CaptureQueue queue, TimeProvider time, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        await queue.SettleAsync(s_patience, time, cancellationToken);
        var caller = http.Caller();
        var setUp = (await book.GetAsync(cancellationToken)).Projects.ToDictionary(static project => project.Name, StringComparer.Ordinal);
        var recorded = await store.ProjectsAsync(cancellationToken);
        var names = recorded.Union(setUp.Keys).Union(caller.Projects.Keys).Where(name => caller.IsAdministrator || caller.RoleIn(name) != Role.None || name == caller.FixedProject).Order(StringComparer.Ordinal).ToList();
        var items = new List<ProjectDocument>(names.Count);
        foreach (var name in names)
        {
            var query = new InteractionQuery { Project = name, Limit = 1 };
            var newest = await store.SearchAsync(query, cancellationToken);
            var oldest = await store.SearchAsync(query with { Ascending = true }, cancellationToken);
            items.Add(new ProjectDocument
            {
                Name = name,
                Description = setUp.GetValueOrDefault(name)?.Description,
                Oldest = oldest.Items is [var first, ..] ? first.Interaction.Timestamp : null,
                Newest = newest.Items is [var last, ..] ? last.Interaction.Timestamp : null,
            });
        }

        return TypedResults.Ok(new ProjectListDocument { Items = items, Timestamp = asked, Queued = queue.Counters.Queued });
    }
}
