using System.ComponentModel;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Evaluation.Bias;
using Reprise.Privacy.Reports;
using Reprise.Server.Access;
using Reprise.Server.Api;

namespace Reprise.Server.Transparency;

/// <summary>Reports for those who have to answer for what is stored and for what models say.</summary>
internal static class TransparencyEndpoints
{
    private const int MostWords = 4000;

    public static IServiceCollection AddTransparency(this IServiceCollection services) => services.AddSingleton<PrivacyReports>().AddSingleton<BiasReports>();

    public static IEndpointRouteBuilder MapTransparency(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/privacy/report", PrivacyAsync).WithTags("privacy").WithName("getPrivacyReport").Needs(Permission.Own)
            .WithSummary("What is stored, where, for how long, in what form, who may read it and who did").WithDescription("Counts and settings, never content. `format=html` gives a page to hand on.").Problems(400, 503);
        routes.MapGet("/api/reports/bias", BiasAsync).WithTags("reports").WithName("getBiasReport").Needs(Permission.Analyse).IsRead()
            .WithSummary("How refusals, words and length of answers differ between groups of requests").WithDescription("Reads the newest 20,000 answers at most. A difference counts where chance does not explain it.").Problems(400, 503);
        return routes;
    }

    private static async Task<Results<Ok<PrivacyReport>, ContentHttpResult>> PrivacyAsync(
        HttpContext http, PrivacyReports reports, CancellationToken cancellationToken,
        [Description("`project` (the default), or `all` for every project.")] string? scope = null,
        [Description("`json` (the default) or `html`.")] string? format = null)
    {
        if (scope is not (null or "" or "project" or "all")) throw ApiProblem.InvalidParameter("scope", $"'{ApiProblem.Short(scope)}' is no scope; expected project or all.");
        if (format is not (null or "" or "json" or "html")) throw ApiProblem.InvalidParameter("format", $"'{ApiProblem.Short(format)}' is no format; expected json or html.");
        if (scope == "all") http.Require(Permission.Administer, "");
        var report = await reports.MakeAsync(scope == "all" ? null : [RequestProject.ProjectOf(http)], cancellationToken);
        return format == "html" ? TypedResults.Content(PrivacyReportPage.Of(report), "text/html", Encoding.UTF8) : TypedResults.Ok(report);
    }

    private static async Task<Ok<BiasReport>> BiasAsync(
        HttpContext http, BiasReports reports, TimeProvider time, CancellationToken cancellationToken,
        [Description(Describe.Q)] string? q = null,
        [Description(Describe.From)] string? from = null,
        [Description(Describe.To)] string? to = null,
        [Description("A field to group by, such as `tag`, `labels.topic` or `metadata.team`.")] string? by = null,
        [Description("Groups by words of the request, such as `women:she,her;men:he,his`; a usual list when neither this nor `by` is there.")] string? terms = null,
        [Description("Words to count beside the lists that are built in, with commas between them.")] string? words = null)
    {
        if (!string.IsNullOrEmpty(by) && !string.IsNullOrEmpty(terms)) throw ApiProblem.InvalidParameter("by", "Say by or terms, not both.");
        if ((terms?.Length ?? 0) + (words?.Length ?? 0) > MostWords) throw ApiProblem.InvalidParameter("words", $"The lists are longer than {MostWords} characters.");
        var grouping = string.IsNullOrEmpty(by)
            ? BiasGrouping.ByTerms(string.IsNullOrEmpty(terms) ? BiasGrouping.UsualTerms : terms) ?? throw ApiProblem.InvalidParameter("terms", "The groups cannot be read; expected a name, a colon and words with commas between them, and semicolons between groups.")
            : BiasGrouping.ByField(by) ?? throw ApiProblem.InvalidParameter("by", $"A record has no field '{ApiProblem.Short(by)}'.");
        return TypedResults.Ok(await reports.MakeAsync(ListQuery.Of(http, time, q, from, to, 200, null, null), grouping, words ?? "", cancellationToken));
    }
}
