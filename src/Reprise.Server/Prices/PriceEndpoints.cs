using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Pricing;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Store;

namespace Reprise.Server.Prices;

/// <summary>Shows the price table and applies it to the past.</summary>
internal static class PriceEndpoints
{
    public static IEndpointRouteBuilder MapPrices(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/prices").WithTags("prices");
        group.MapGet("", List).WithName("listPrices").Needs(Permission.SignedIn).WithSummary("What models cost").Problems(400);
        group.MapPut("", UpdateAsync).WithName("updatePrices").Needs(Permission.Administer).WithSummary("Use a price file of your own over the built-in table")
            .WithDescription("Checked as a whole: a file with a mistake changes nothing, and `errors` has all of them by line and field. Kept in the data folder; the next call is priced by it. "
                + "What `GET` answers can be edited and sent back. Costs on record stay until they are recomputed.")
            .Accepts<PriceFileDocument>("application/json").Problems(400, 413, 503);
        group.MapPost("recompute", RecomputeAsync).WithName("recomputeCosts").Needs(Permission.Own).WithSummary("Price recorded interactions again by the present table")
            .WithDescription("The cost on record is never changed: where the present table says otherwise a correction is added, and shown from then on.").Problems(400, 503);
        return routes;
    }

    private static Ok<PriceListDocument> List(
        PriceBook prices,
        [Description("A part of the provider or of a name of the model, such as `gpt-4o`.")] string? q = null,
        [Description("At most this many, 1 to 10000; 100 when left out.")] int? limit = null)
    {
        var max = ListQuery.Limit(limit, 100, 10_000);
        var rows = prices.Find(q).Take(max + 1).ToList();
        return TypedResults.Ok(new PriceListDocument { Version = prices.Version, Models = prices.Models, Truncated = rows.Count > max, Items = [.. rows.Take(max).Select(Of)] });
    }

    private static async Task<Ok<PriceTableDocument>> UpdateAsync(HttpRequest request, PriceBook prices, CancellationToken cancellationToken)
    {
        var buffer = new byte[PriceFile.LargestFile + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length == buffer.Length) throw ApiProblem.TooLarge($"A price file has at most {PriceFile.LargestFile:N0} bytes.");
        var mistakes = Update(prices, buffer.AsSpan(0, length));
        if (mistakes.Count == 0) return TypedResults.Ok(new PriceTableDocument { Version = prices.Version, Models = prices.Models });
        var problem = new ApiProblem(400, "invalid-prices", "The price file has mistakes", $"Nothing has changed. The first of {mistakes.Count}: {mistakes[0]}");
        problem.Members["errors"] = mistakes.Select(mistake => new PriceMistakeDocument { Line = mistake.Line, Field = mistake.Field, Message = mistake.Message }).ToList();
        throw problem;
    }

    private static IReadOnlyList<PriceFileError> Update(PriceBook prices, ReadOnlySpan<byte> file)
    {
        try
        {
            return prices.Update(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ApiProblem(503, "data-folder-unavailable", "The data folder cannot be written", $"The price file could not be kept, and nothing has changed: {e.Message}");
        }
    }

    private static async Task<Ok<RecomputeResultDocument>> RecomputeAsync(
        HttpContext http, PriceRecompute recompute, TimeProvider time, RecomputeDocument request, CancellationToken cancellationToken) =>
        TypedResults.Ok(await recompute.RunAsync(new InteractionQuery
        {
            Project = RequestProject.ProjectOf(http),
            Filter = ListQuery.Filter(request.Q, time),
            From = ListQuery.Time("from", request.From, time),
            To = ListQuery.Time("to", request.To, time),
        }, request.DryRun, cancellationToken));

    private static PriceDocument Of(PriceRow row) => new()
    {
        Provider = row.Provider,
        Model = row.Model,
        Names = row.Names,
        ValidFrom = row.ValidFrom?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Hours = row.Hours,
        Source = row.Source,
        Prices = row.Prices,
    };
}
