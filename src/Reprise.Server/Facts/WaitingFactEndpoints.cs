using System.ComponentModel;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Privacy.Policies;
using Reprise.Server.Api;
using Reprise.Server.Ingest;
using Reprise.Server.Interactions;
using Reprise.Store;

namespace Reprise.Server.Facts;

/// <summary>Facts apart from their interactions, for copies of a record: those whose interaction has not come, and any as they were.</summary>
internal static class WaitingFactEndpoints
{
    private const int BatchSize = 512;
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static IEndpointRouteBuilder MapWaitingFacts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/facts/waiting", WaitingAsync).WithTags("facts").WithName("readWaitingFacts").WithSummary("Facts whose interaction has not come")
            .WithDescription($"NDJSON in the order of their ids. The response header `{RecordEndpoints.CursorHeader}` has the id to go on `after` and is left out on the last page; `{RecordEndpoints.CountHeader}` the number of lines.")
            .Produces<FactDocument>(200, RecordLinesResult.MediaType).Problems(400, 503);
        routes.MapPost("/api/facts", AddAsync).WithTags("facts").WithName("ingestFacts").WithSummary("Store facts as they are, a line each")
            .WithDescription("NDJSON with `fact_id`, `interaction_id`, `kind` and `timestamp` in each line. Idempotent by `fact_id`; a fact about an unknown interaction waits for it. "
                + "A line that cannot be read refuses all.")
            .Accepts<FactDocument>(RecordLinesResult.MediaType).Problems(400, 413, 503);
        return routes;
    }

    private static async Task WaitingAsync(
        HttpContext http, IInteractionStore store, CancellationToken cancellationToken,
        [Description("The cursor of the page before.")] string? after = null,
        [Description("At most this many, 1 to 1000; 1000 when left out.")] int? limit = null)
    {
        var most = ListQuery.Limit(limit, InteractionQuery.MaxLimit, InteractionQuery.MaxLimit);
        InteractionId? behind = string.IsNullOrEmpty(after) ? null : InteractionId.TryParse(after, out var id) ? id
            : throw ApiProblem.InvalidParameter("after", "The cursor is none that this list gave out.");
        var facts = await store.WaitingFactsAsync(RequestProject.ProjectOf(http), behind, most, cancellationToken);
        http.Response.ContentType = RecordLinesResult.MediaType;
        http.Response.Headers[RecordEndpoints.CountHeader] = facts.Count.ToString(CultureInfo.InvariantCulture);
        if (facts.Count == most) http.Response.Headers[RecordEndpoints.CursorHeader] = facts[^1].FactId.ToString();
        await using var writer = new Utf8JsonWriter(http.Response.BodyWriter, s_options);
        foreach (var fact in facts)
        {
            ExactRecordWriter.Write(writer, fact, alone: true);
            writer.Flush();
            writer.Reset();
            await http.Response.Body.WriteAsync("\n"u8.ToArray(), cancellationToken);
        }
    }

    private static async Task<Ok<FactIngestResultDocument>> AddAsync(HttpContext http, IInteractionStore store, RecordGuard guard, IOptions<IngestOptions> options, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        var facts = new List<Fact>();
        await foreach (var slice in RecordSlices.LinesAsync(http.Request.Body, options.Value.MaxBodyBytes, cancellationToken))
        {
            if (facts.Count == options.Value.MaxRecords) throw ApiProblem.TooLarge($"The request holds more than {options.Value.MaxRecords:N0} facts. None is stored; send them in parts.");
            var (fact, mistake) = slice.Mistake is null ? FactReader.ReadExact(slice.Bytes, project) : (null, slice.Mistake);
            facts.Add(guard.Admit(fact ?? throw new ApiProblem(400, "invalid-fact", "The fact cannot be used", $"Line {slice.Line}: {mistake} None of the request is stored.")));
        }

        foreach (var batch in facts.Chunk(BatchSize)) await store.AppendAsync(new StoreBatch { Facts = batch }, cancellationToken);
        return TypedResults.Ok(new FactIngestResultDocument { Stored = facts.Count });
    }
}

internal sealed record FactIngestResultDocument
{
    /// <summary>Facts that are on record now, those that were before included.</summary>
    public required int Stored { get; init; }
}
