using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Datasets;
using Reprise.Datasets.Export;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Server.Interactions;
using Reprise.Server.Retention;

namespace Reprise.Server.Datasets;

/// <summary>Named, versioned collections of calls with the answers that should come.</summary>
internal static class DatasetEndpoints
{
    internal const string NameHelp = "The dataset's name: 1 to 64 of a-z, 0-9, '-', '_' and '.'.";
    private const string FormatHelp = "`fine-tuning` or `cases`; `fine-tuning` when left out.";
    private const string VersionHelp = "A version's number; the newest when left out.";

    public static IEndpointRouteBuilder MapDatasets(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/datasets").WithTags("datasets");
        group.MapGet("", ListAsync).WithName("listDatasets").Needs(Permission.Read).WithSummary("The datasets of the project, by name").Problems(400, 503);
        group.MapGet("{name}", GetAsync).WithName("getDataset").Needs(Permission.Read).WithSummary("One dataset with its versions").Problems(400, 404, 503);
        group.MapDelete("{name}", RemoveAsync).WithName("removeDataset").Needs(Permission.Analyse).WithSummary("Remove a dataset with all its versions; the record stays")
            .WithDescription("Numbers of its versions are never given again, also to a dataset of the same name.").Problems(400, 404, 503);
        group.MapGet("{name}/cases", CasesAsync).WithName("listDatasetCases").Needs(Permission.Read).IsRead().WithSummary("The cases of a version, a page at a time").Problems(400, 404, 503);
        group.MapGet("{name}/comparison", CompareAsync).WithName("compareDatasetVersions").Needs(Permission.Read).WithSummary("In what two versions differ, by the names of their cases").Problems(400, 404, 503);
        group.MapGet("{name}/export", ExportAsync).WithName("exportDataset").Needs(Permission.Analyse).IsExport().WithSummary("Write a version as lines: for fine-tuning, or to make the same dataset elsewhere")
            .WithDescription("`fine-tuning` is OpenAI's chat form with the answer as the last message, whatever provider a case is from; `cases` is our own form. Streamed; `export/check` says how many lines it has and why cases are left out.")
            .Produces<string>(200, RecordLinesResult.MediaType).Problems(400, 404, 503);
        group.MapGet("{name}/export/check", CheckAsync).WithName("checkDatasetExport").Needs(Permission.Read).WithSummary("How many lines an export has, and why cases are left out").Problems(400, 404, 503);
        return routes.MapDatasetVersions();
    }

    private static async Task<Ok<DatasetListDocument>> ListAsync(HttpContext http, IDatasets datasets, CancellationToken cancellationToken) =>
        TypedResults.Ok(new DatasetListDocument { Items = await datasets.ListAsync(RequestProject.ProjectOf(http), cancellationToken) });

    private static async Task<Ok<Dataset>> GetAsync(HttpContext http, IDatasets datasets, [Description(NameHelp)] string name, CancellationToken cancellationToken) =>
        TypedResults.Ok(await FindAsync(datasets, RequestProject.ProjectOf(http), name, cancellationToken));

    private static async Task<NoContent> RemoveAsync(HttpContext http, SettingsDatasets datasets, [Description(NameHelp)] string name, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        try
        {
            return await datasets.RemoveAsync(project, name, http.Caller().Actor, cancellationToken) ? TypedResults.NoContent() : throw NotFound(project, name);
        }
        catch (DatasetException e)
        {
            throw new ApiProblem(400, "invalid-dataset", "The dataset cannot be removed now", e.Message);
        }
    }

    private static async Task<Ok<CasePageDocument>> CasesAsync(
        HttpContext http, IDatasets datasets, [Description(NameHelp)] string name, CancellationToken cancellationToken,
        [Description(VersionHelp)] int? version = null,
        [Description("At most this many, 1 to 1000; 100 when left out.")] int? limit = null,
        [Description(Describe.Cursor)] string? cursor = null)
    {
        var project = RequestProject.ProjectOf(http);
        var chosen = VersionOf(await FindAsync(datasets, project, name, cancellationToken), version);
        var most = ListQuery.Limit(limit, 100, 1000);
        var skip = 0;
        if (!string.IsNullOrEmpty(cursor) && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out skip)) throw ApiProblem.InvalidParameter("cursor", "The cursor is none that this list gave out; ask for the first page again.");
        var items = new List<CaseDocument>();
        await foreach (var item in datasets.CasesAsync(project, name, chosen, cancellationToken))
        {
            if (skip-- > 0) continue;
            if (items.Count == most) return TypedResults.Ok(Page(((string.IsNullOrEmpty(cursor) ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture)) + most).ToString(CultureInfo.InvariantCulture)));
            items.Add(CaseDocument.Of(item));
        }

        return TypedResults.Ok(Page(null));

        CasePageDocument Page(string? next) => new() { Name = name, Version = chosen, Items = items, Cursor = next };
    }

    private static async Task<Ok<DatasetComparison>> CompareAsync(
        HttpContext http, IDatasets datasets, [Description(NameHelp)] string name, CancellationToken cancellationToken,
        [Description("The earlier version's number; the one before `to` when left out.")] int? from = null,
        [Description("The later version's number; the newest when left out.")] int? to = null)
    {
        var project = RequestProject.ProjectOf(http);
        var dataset = await FindAsync(datasets, project, name, cancellationToken);
        var later = VersionOf(dataset, to);
        var earlier = from ?? dataset.Versions.LastOrDefault(known => known.Number < later)?.Number ?? throw ApiProblem.InvalidParameter("from", $"The dataset '{name}' has no version before {later}.");
        return TypedResults.Ok(await DatasetComparison.OfAsync(datasets, project, name, VersionOf(dataset, earlier), later, cancellationToken));
    }

    private static async Task<ExportResult> ExportAsync(
        HttpContext http, IDatasets datasets, CaseExport export, [Description(NameHelp)] string name, CancellationToken cancellationToken,
        [Description(VersionHelp)] int? version = null,
        [Description(FormatHelp)] string? format = null) =>
        new(await LinesAsync(http, datasets, export, name, version, format, new ExportCounts(), cancellationToken));

    private static async Task<Ok<ExportCounts>> CheckAsync(
        HttpContext http, IDatasets datasets, CaseExport export, [Description(NameHelp)] string name, CancellationToken cancellationToken,
        [Description(VersionHelp)] int? version = null,
        [Description(FormatHelp)] string? format = null)
    {
        var counts = new ExportCounts();
        await foreach (var _ in await LinesAsync(http, datasets, export, name, version, format, counts, cancellationToken)) { }
        return TypedResults.Ok(counts);
    }

    private static async Task<IAsyncEnumerable<ReadOnlyMemory<byte>>> LinesAsync(
        HttpContext http, IDatasets datasets, CaseExport export, string name, int? version, string? format, ExportCounts counts, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        var chosen = VersionOf(await FindAsync(datasets, project, name, cancellationToken), version);
        var cases = datasets.CasesAsync(project, name, chosen, cancellationToken);
        return format switch
        {
            null or "" or "fine-tuning" => export.FineTuningAsync(project, cases, counts, cancellationToken),
            "cases" => CaseExport.OwnAsync(cases, counts, cancellationToken),
            _ => throw ApiProblem.InvalidParameter("format", $"'{ApiProblem.Short(format)}' is no format; expected fine-tuning or cases."),
        };
    }

    internal static async Task<Dataset> FindAsync(IDatasets datasets, string project, string name, CancellationToken cancellationToken) =>
        await datasets.FindAsync(project, name, cancellationToken) ?? throw NotFound(project, name);

    private static int VersionOf(Dataset dataset, int? version)
    {
        if (version is null) return dataset.Versions[^1].Number;
        return dataset.Versions.Any(known => known.Number == version) ? version.Value : throw new ApiProblem(404, "dataset-not-found", "Dataset not found", $"The dataset '{dataset.Name}' has no version {version}.");
    }

    private static ApiProblem NotFound(string project, string name) => new(404, "dataset-not-found", "Dataset not found", $"Project '{project}' has no dataset '{ApiProblem.Short(name)}'.");
}
