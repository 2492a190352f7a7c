using System.ComponentModel;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Datasets;
using Reprise.Datasets.Files;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Server.Ingest;
using Reprise.Server.Retention;
using Reprise.Store;
using Reprise.Wire;

namespace Reprise.Server.Datasets;

/// <summary>Makes versions of datasets: of the record, or of a file.</summary>
internal static class DatasetVersionEndpoints
{
    private const int StandardCases = 1000, MostSource = 500;

    /// <summary>Escaped JSON takes more than what is kept of it.</summary>
    private const long MostBytes = 2 * DatasetRules.MaxVersionBytes;

    public static IEndpointRouteBuilder MapDatasetVersions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/datasets").WithTags("datasets");
        group.MapPost("{name}/versions", OfFilterAsync).WithName("addDatasetVersion").Needs(Permission.Analyse).WithSummary("Make a version of recorded interactions, and the dataset with its first one")
            .WithDescription("Cases point to the record and hold no copy of the request: a case whose interaction is deleted is passed over by whoever reads it. With the cases of the newest version nothing is added, and it is answered again.").Problems(400, 415, 503);
        group.MapPost("{name}/cases", OfFileAsync).WithName("uploadDatasetCases").Needs(Permission.Analyse).WithSummary("Make a version of a file, and the dataset with its first one")
            .WithDescription("JSON Lines (`application/x-ndjson`), each line in our own form (`request` or `interaction_id`), in OpenAI's form for fine-tuning (`messages`; the last assistant message is the expected answer) or a pair (`prompt` or `input`, and `expected`, `output` or `completion`); or CSV (`text/csv`) with such pairs. "
                + "A line that cannot be used keeps the whole file out, and the first 20 are told by their number.")
            .Accepts<string>("application/x-ndjson", "text/csv").Problems(400, 413, 415, 503);
        return routes;
    }

    private static async Task<Ok<DatasetVersionResult>> OfFilterAsync(
        HttpContext http, SettingsDatasets datasets, FilterCases record, TimeProvider time, [Description(DatasetEndpoints.NameHelp)] string name, DatasetVersionRequest request, CancellationToken cancellationToken)
    {
        var query = ListQuery.Of(http, time, request.Filter, request.From, request.To, 500, null, null);
        var expected = request.Expected switch
        {
            null or "" or "none" => ExpectedAnswer.None,
            "answer" => ExpectedAnswer.Answer,
            "correction" => ExpectedAnswer.Correction,
            var other => throw ApiProblem.InvalidParameter("expected", $"'{ApiProblem.Short(other)}' says nothing about answers; expected answer, correction or none."),
        };
        var cases = record.ReadAsync(query, expected, ListQuery.Limit(request.Limit, StandardCases, DatasetRules.MaxCases), cancellationToken);
        var source = string.IsNullOrWhiteSpace(request.Filter) ? "everything on record" : request.Filter;
        return TypedResults.Ok(new DatasetVersionResult { Name = name, Version = await AddAsync(http, datasets, query.Project, name, cases, source, request.Description, request.Append, cancellationToken) });
    }

    private static async Task<Ok<DatasetVersionResult>> OfFileAsync(
        HttpContext http, SettingsDatasets datasets, [Description(DatasetEndpoints.NameHelp)] string name, CancellationToken cancellationToken,
        [Description("Where requests go whose line does not say so; `openai` when left out.")] string? provider = null,
        [Description("The path of such requests, which are written in OpenAI's chat form; `/v1/chat/completions` when left out.")] string? path = null,
        [Description("The model of requests whose line names none.")] string? model = null,
        [Description("Where the cases are from, for people: the file's name.")] string? source = null,
        [Description("What the dataset is for.")] string? description = null,
        [Description("Keeps the cases of the newest version too; a case it has already is left as it is.")] bool append = false,
        [Description("Leaves out lines that cannot be used, instead of refusing the file.")] bool skipBad = false)
    {
        var standard = new CaseTarget();
        var file = new CaseFile(new CaseTarget(provider ?? standard.Provider, path ?? standard.Path, model), skipBad);
        await using var body = Open(http);
        var cases = IsCsv(http.Request) ? file.CsvAsync(body, cancellationToken) : file.LinesAsync(body, cancellationToken);
        try
        {
            var version = await AddAsync(http, datasets, RequestProject.ProjectOf(http), name, cases, source ?? "a file", description, append, cancellationToken);
            return TypedResults.Ok(new DatasetVersionResult { Name = name, Version = version, Bad = file.Bad, Mistakes = file.Bad == 0 ? null : file.Mistakes });
        }
        catch (InvalidDataException)
        {
            throw new ApiProblem(400, "invalid-dataset", "The dataset cannot be made", $"The body is not valid {http.Request.Headers.ContentEncoding}.");
        }
    }

    private static async Task<DatasetVersion> AddAsync(
        HttpContext http, SettingsDatasets datasets, string project, string name, IAsyncEnumerable<DatasetCase> cases, string source, string? description, bool append, CancellationToken cancellationToken)
    {
        if (append && await datasets.FindAsync(project, name, cancellationToken) is { Versions: [.., var newest] })
        {
            cases = BehindAsync(datasets.CasesAsync(project, name, newest.Number, cancellationToken), cases, cancellationToken);
            source = $"version {newest.Number} and {source}";
        }

        try
        {
            return await datasets.AddVersionAsync(project, name, cases, new DatasetOrigin(source.Length <= MostSource ? source : source[..MostSource] + "…", description), http.Caller().Actor, cancellationToken);
        }
        catch (DatasetException e)
        {
            var problem = new ApiProblem(400, "invalid-dataset", "The dataset cannot be made", e.Message);
            if (e.Mistakes.Count > 0) problem.Members["errors"] = e.Mistakes.ToArray();
            throw problem;
        }
    }

    /// <summary>The new cases behind those there are.</summary>
    private static async IAsyncEnumerable<DatasetCase> BehindAsync(IAsyncEnumerable<DatasetCase> there, IAsyncEnumerable<DatasetCase> added, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var item in there.WithCancellation(cancellationToken))
        {
            names.Add(item.CaseId);
            yield return item;
        }

        await foreach (var item in added.WithCancellation(cancellationToken))
        {
            if (!names.Contains(item.CaseId)) yield return item;
        }
    }

    private static bool IsCsv(HttpRequest request)
    {
        var type = request.ContentType ?? "";
        var end = type.IndexOf(';', StringComparison.Ordinal);
        var media = (end < 0 ? type : type[..end]).Trim();
        return media.ToUpperInvariant() switch
        {
            "TEXT/CSV" => true,
            "APPLICATION/X-NDJSON" or "APPLICATION/NDJSON" or "APPLICATION/JSONL" or "APPLICATION/X-JSONLINES" => false,
            _ => throw new ApiProblem(415, "unsupported-media-type", "Not a content type for cases", $"'{ApiProblem.Short(media)}' is not understood here; expected application/x-ndjson or text/csv."),
        };
    }

    private static LimitedStream Open(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        var encoding = http.Request.Headers.ContentEncoding.ToString();
        var plain = encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase) ? http.Request.Body
            : DecodedBody.Open(http.Request.Body, encoding)
            ?? throw new ApiProblem(415, "unsupported-media-type", "Not a content encoding we read", $"'{ApiProblem.Short(encoding)}' is not understood here; expected gzip, br or deflate.");
        return new LimitedStream(plain, MostBytes, "The file");
    }
}
