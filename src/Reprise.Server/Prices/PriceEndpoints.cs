using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Pricing;
using Reprise.Server.Hosting;
using Reprise.Store;

namespace Reprise.Server.Prices;

/// <summary>Shows the price table and applies it to the past.</summary>
internal static class PriceEndpoints
{
    public static IEndpointRouteBuilder MapPrices(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/prices").WithTags("prices");
        group.MapGet("", List).WithName("listPrices").WithSummary("What models cost").Problems(400);
        group.MapPost("recompute", RecomputeAsync).WithName("recomputeCosts").WithSummary("Price recorded interactions again by the present table")
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
