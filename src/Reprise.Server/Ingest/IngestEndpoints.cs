using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Reprise.Documents;
using Reprise.Server.Api;
using Reprise.Wire;

namespace Reprise.Server.Ingest;

/// <summary>Takes records that others wrote.</summary>
internal static class IngestEndpoints
{
    private const string NdJson = "application/x-ndjson";

    public static IEndpointRouteBuilder MapIngest(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/interactions", IngestAsync).WithTags("interactions").WithName("ingestInteractions")
            .WithSummary("Store one or many records")
            .WithDescription("One record as a JSON object, many as a JSON list or as NDJSON (`application/x-ndjson`), optionally with `Content-Encoding: gzip`, `br` or `deflate`. "
                + "Idempotent by `interaction_id`. The answer comes when everything not rejected is durable.")
            .Accepts<InteractionDocument>("application/json", NdJson)
            .Problems(400, 413, 415, 503);
        return routes;
    }

    private static async Task<Ok<IngestResultDocument>> IngestAsync(HttpContext http, RecordIngest ingest, IOptions<IngestOptions> options, CancellationToken cancellationToken)
    {
        var run = ingest.Begin(RequestProject.ProjectOf(http));
        var isLines = IsLines(http.Request);
        await using var body = Open(http, options.Value, isLines);
        try
        {
            if (isLines)
            {
                await foreach (var slice in RecordSlices.LinesAsync(body, options.Value.MaxBodyBytes, cancellationToken)) await run.AddAsync(slice, cancellationToken);
            }
            else
            {
                using var whole = new MemoryStream();
                await body.CopyToAsync(whole, cancellationToken);
                foreach (var slice in RecordSlices.Json(whole.GetBuffer().AsMemory(0, (int)whole.Length), options.Value.MaxRecords + 1)) await run.AddAsync(slice, cancellationToken);
            }
        }
        catch (Exception e) when (e is InvalidDataException || (e is InvalidOperationException && e is not ObjectDisposedException && IsCompressed(http.Request)))
        {
            await run.StoreAsync(cancellationToken);
            throw Unreadable(run, $"The body is not valid {http.Request.Headers.ContentEncoding}; what could be unpacked before the fault was read.");
        }
        catch (ApiProblem problem) when (problem.Details.Status == 413)
        {
            await run.StoreAsync(cancellationToken);
            throw run.Tell(problem);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == 413)
        {
            await run.StoreAsync(cancellationToken);
            throw run.Tell(BodyTooLarge(options.Value));
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw run.Tell(new ApiProblem(400, "invalid-request", "The request cannot be read", e.Message));
        }

        await run.StoreAsync(cancellationToken);
        var result = run.Result;
        if (result.InteractionIds.Count + result.Withheld > 0) return TypedResults.Ok(result);
        throw Unreadable(run, result.Rejected == 0
            ? "The body holds no record. Send a JSON object, a JSON list, or NDJSON with the content type application/x-ndjson."
            : $"None of the {result.Rejected} records could be read. The first: {result.Errors[0].Message}");
    }

    private static ApiProblem Unreadable(IngestRun run, string detail) => run.Tell(new ApiProblem(400, "invalid-records", "No record could be read", detail));

    private static bool IsLines(HttpRequest request)
    {
        var type = request.ContentType ?? "";
        var end = type.IndexOf(';', StringComparison.Ordinal);
        var media = (end < 0 ? type : type[..end]).Trim();
        return media.ToUpperInvariant() switch
        {
            "APPLICATION/X-NDJSON" or "APPLICATION/NDJSON" or "APPLICATION/JSONL" or "APPLICATION/X-JSONLINES" => true,
            "" or "APPLICATION/JSON" or "TEXT/JSON" => false,
            _ => throw new ApiProblem(415, "unsupported-media-type", "Not a content type for records",
                $"'{ApiProblem.Short(media)}' is not understood here; expected application/json or application/x-ndjson."),
        };
    }

    private static ApiProblem BodyTooLarge(IngestOptions options) => ApiProblem.TooLarge($"The body is larger than {options.MaxBodyBytes:N0} bytes. Send it in parts.");

    private static bool IsCompressed(HttpRequest request) => request.Headers.ContentEncoding.Count > 0;

    private static LimitedStream Open(HttpContext http, IngestOptions options, bool isLines)
    {
        // A body that says it is too large is refused by us, and left to the server to read to its end: else the client would meet a closed connection and no answer.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = http.Request.ContentLength > options.MaxBodyBytes ? null : options.MaxBodyBytes;
        if (http.Request.ContentLength > options.MaxBodyBytes) throw BodyTooLarge(options);
        var encoding = http.Request.Headers.ContentEncoding.ToString();
        var plain = encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase) ? http.Request.Body
            : DecodedBody.Open(http.Request.Body, encoding)
            ?? throw new ApiProblem(415, "unsupported-media-type", "Not a content encoding we read", $"'{ApiProblem.Short(encoding)}' is not understood here; expected gzip, br or deflate.");
        return isLines
            ? new LimitedStream(plain, options.MaxUnpackedBytes, "The unpacked body")
            : new LimitedStream(plain, options.MaxBodyBytes, "The JSON body");
    }
}
