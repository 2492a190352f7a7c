using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Cache.Policies;
using Reprise.Cache.Tuning;
using Reprise.Server.Access;
using Reprise.Server.Api;

namespace Reprise.Server.Cache.Api;

/// <summary>Says what other settings of a policy would bring.</summary>
internal static class TuneEndpoints
{
    private const int MostRates = 50;

    public static IEndpointRouteBuilder MapCacheTuning(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/cache/tune", TuneAsync).WithTags("cache").WithName("tuneCache").Needs(Permission.Read).WithSummary("What other accepted rates of wrong answers would bring, from recent lookups")
            .WithDescription("The latest lookups of the policy within 30 days, up to 500, those of the very same request apart, are judged again against the answers there were before them. "
                + "Not for `tools`: whoever looks up a logged call says how near it must be, and such lookups are not recorded.").Problems(400, 404, 503);
        return routes;
    }

    private static async Task<Ok<CacheTuning>> TuneAsync(
        HttpContext http, CachePolicies policies, CacheTuner tuner, CancellationToken cancellationToken,
        [Description("The policy; the project's when left out.")] string? policy = null,
        [Description("Rates to look at, 0 to 0.5, with commas between them; some from 0.001 to 0.1 when left out.")] string? accepted = null)
    {
        var project = RequestProject.ProjectOf(http);
        var found = PolicyEndpoints.Known(policies, project, string.IsNullOrEmpty(policy) ? policies.UseOf(project).Policy : policy);
        if (found.Policy.Name == CachePresets.ToolsName)
            throw ApiProblem.InvalidParameter("policy", $"Policy {CachePresets.ToolsName} cannot be tuned: lookups of logged calls are not recorded, and whoever asks says how near an answer must be.");
        return TypedResults.Ok(await tuner.ReadAsync(project, found, Rates(accepted), cancellationToken));
    }

    private static List<double> Rates(string? text)
    {
        var rates = new List<double>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) || !(rate >= 0 && rate <= 0.5) || rates.Count == MostRates)
                throw ApiProblem.InvalidParameter("accepted", $"'{ApiProblem.Short(part)}' cannot be looked at; expected up to {MostRates} rates from 0 to 0.5, such as 0.005,0.01.");
            rates.Add(rate);
        }

        return rates;
    }
}
