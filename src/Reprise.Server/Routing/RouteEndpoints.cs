using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Interactions;
using Reprise.Routing;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Server.Gateway;
using Reprise.Store;
using Reprise.Wire;
using Route = Reprise.Routing.Route;

namespace Reprise.Server.Routing;

/// <summary>Which calls go where.</summary>
internal static class RouteEndpoints
{
    private const string NameHelp = "The route's name: 1 to 64 of a-z, 0-9, '-', '_' and '.'.";

    public static IEndpointRouteBuilder MapRoutes(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/routes").WithTags("routes");
        group.MapGet("", List).WithName("listRoutes").Needs(Permission.Read).WithSummary("The routes of a project, in the order in which they are asked").Problems(400);
        group.MapGet("{name}", Get).WithName("getRoute").Needs(Permission.Read).WithSummary("One route").Problems(400, 404);
        group.MapPut("{name}", SetAsync).WithName("setRoute").Needs(Permission.Own).WithSummary("Set a route, a new one or one there is")
            .WithDescription("Holds at once on this server and within seconds on others. It is on the audit log.").Problems(400, 415, 503);
        group.MapDelete("{name}", RemoveAsync).WithName("removeRoute").Needs(Permission.Own).WithSummary("Remove a route; its calls go out as they are").Problems(400, 404, 503);
        group.MapPost("test", Test).WithName("testRoute").Needs(Permission.Read).WithSummary("Where a request would go and why; nobody is called").Problems(400, 415);
        group.MapGet("{name}/report", ReportAsync).WithName("getRouteReport").Needs(Permission.Read).WithSummary("Calls, errors, time, cost and measured quality of each target of a route, from the record").Problems(400, 503);
        return routes;
    }

    private static Ok<RouteListDocument> List(HttpContext http, Routes routes) => TypedResults.Ok(new RouteListDocument { Items = [.. routes.Of(RequestProject.ProjectOf(http)).Select(RouteDocument.Of)] });

    private static Ok<RouteDocument> Get(HttpContext http, Routes routes, [Description(NameHelp)] string name)
    {
        var project = RequestProject.ProjectOf(http);
        return TypedResults.Ok(RouteDocument.Of(routes.Of(project).FirstOrDefault(route => route.Name == name) ?? throw NotFound(project, name)));
    }

    private static async Task<Ok<RouteDocument>> SetAsync(HttpContext http, Routes routes, ProviderDirectory providers, [Description(NameHelp)] string name, RouteValues values, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        if (!Route.IsValidName(name)) throw ApiProblem.InvalidParameter("name", $"'{ApiProblem.Short(name)}' is no name of a route; expected {Route.NameRule}.");
        try
        {
            foreach (var target in values.Targets)
            {
                if (target?.Provider is { } provider && !providers.TryGet(provider, out _)) throw new FormatException($"There is no provider '{ApiProblem.Short(provider)}' here; the section Providers of the configuration has them.");
            }

            return TypedResults.Ok(RouteDocument.Of(await routes.SetAsync(project, name, values, http.Caller().Actor, cancellationToken)));
        }
        catch (FormatException e)
        {
            throw Invalid(e.Message);
        }
    }

    private static async Task<NoContent> RemoveAsync(HttpContext http, Routes routes, [Description(NameHelp)] string name, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        return await routes.RemoveAsync(project, name, http.Caller().Actor, cancellationToken) ? TypedResults.NoContent() : throw NotFound(project, name);
    }

    private static Ok<RouteTestResult> Test(HttpContext http, Router router, ProviderDirectory providers, TimeProvider time, RouteTestRequest request)
    {
        var project = RequestProject.ProjectOf(http);
        if (!providers.TryGet(request.Provider ?? "openai", out var provider)) throw ApiProblem.InvalidParameter("provider", $"There is no provider '{ApiProblem.Short(request.Provider ?? "")}' here.");
        var path = request.Path ?? (provider.Family == "anthropic" ? "/v1/messages" : "/v1/chat/completions");
        if (!path.StartsWith('/')) throw ApiProblem.InvalidParameter("path", "A path begins with a slash.");
        var dialect = DialectCatalog.Find(provider.Options.Dialect, provider.Name, "POST", path);
        var (prompt, system) = (request.Prompt ?? "", request.System ?? "");
        var bytes = request.Bytes ?? prompt.Length + system.Length;
        var call = new Interaction
        {
            Id = InteractionId.At(time.GetUtcNow()), Project = project, Timestamp = time.GetUtcNow(), Kind = dialect.Kind, Status = InteractionStatus.Success, Name = dialect.Operation, Provider = provider.Name,
            Dialect = dialect.Name, Model = request.Model, UserId = request.User, SessionId = request.Session, PromptType = request.PromptType, Tags = request.Tags ?? [], RequestBytes = bytes,
        };
        var score = Complexity.Of(prompt, Math.Max(0, bytes - prompt.Length), request.Tools ?? 0);
        var decision = request.Values is { } values ? Tried(project, values, call, router, prompt, request.Tools ?? 0) : router.Decide(call, () => new CallReading { Prompt = prompt, SystemPrompt = system }, request.Tools ?? 0);
        if (decision is null) return TypedResults.Ok(new RouteTestResult { Complexity = score.Score, Parts = score.Parts });
        var (to, mistake) = router.ProviderOf(decision.Targets[0], provider, dialect);
        return TypedResults.Ok(new RouteTestResult
        {
            Route = decision.Route.Name, Target = decision.Targets[0].Label, Provider = to?.Name ?? decision.Targets[0].Provider, Model = decision.Targets[0].Model ?? request.Model, Reason = decision.Reason,
            Then = [.. decision.Targets.Skip(1).Where(target => router.ProviderOf(target, provider, dialect).Provider is not null).Select(static target => target.Label)],
            Complexity = score.Score, Parts = score.Parts, Mistake = mistake,
        });
    }

    private static RouteDecision? Tried(string project, RouteValues values, Interaction call, Router router, string prompt, int tools)
    {
        var route = Route.Of(project, "tried", values);
        if (route.Mistake is { } mistake) throw Invalid(mistake);
        return route.Takes(call.Model!, () => call) ? Router.Decide(route, call, () => new CallReading { Prompt = prompt }, tools) : null;
    }

    private static async Task<Ok<RouteReport>> ReportAsync(
        HttpContext http, IInteractionStore store, TimeProvider time, [Description(NameHelp)] string name, CancellationToken cancellationToken,
        [Description(Describe.From)] string? from = null, [Description(Describe.To)] string? to = null)
    {
        var project = RequestProject.ProjectOf(http);
        if (!Route.IsValidName(name)) throw NotFound(project, name);
        var query = new AggregateQuery
        {
            Project = project, GroupBy = [FilterFields.MetadataPrefix + RouteLabels.Target], From = ListQuery.Time("from", from, time), To = ListQuery.Time("to", to, time),
            Filter = new FieldFilter(FilterFields.Find(FilterFields.MetadataPrefix + RouteLabels.Route)!, FilterOperator.Equal, name),
        };
        var all = await store.AggregateAsync(query, cancellationToken);
        var scored = await CountsAsync("quality");
        var failed = await CountsAsync(FilterFields.MetadataPrefix + RouteLabels.Failed);
        return TypedResults.Ok(new RouteReport { Route = name, Targets = [.. all.Rows.Select(row => RowOf(row, scored, failed))] });

        async Task<Dictionary<string, long>> CountsAsync(string present)
        {
            var rows = (await store.AggregateAsync(query with { Filter = new AndFilter([query.Filter, new FieldFilter(FilterFields.Find(present)!, FilterOperator.Present, null)]) }, cancellationToken)).Rows;
            return rows.ToDictionary(static row => row.Group[0] ?? "", static row => row.Count, StringComparer.Ordinal);
        }
    }

    private static RouteReportRow RowOf(AggregateRow row, Dictionary<string, long> scored, Dictionary<string, long> failed) => new()
    {
        Target = row.Group[0] ?? "", Calls = row.Count, Errors = row.Errors, FellBack = failed.GetValueOrDefault(row.Group[0] ?? ""), LatencyMsP50 = row.LatencyMsP50, LatencyMsP95 = row.LatencyMsP95,
        CostUsd = row.CostUsd, CostUsdPerCall = row.CostUsd / row.Count, Quality = row.QualityMean, Scored = scored.GetValueOrDefault(row.Group[0] ?? ""),
    };

    private static ApiProblem Invalid(string why) => new(400, "invalid-route", "The route cannot be used", $"{char.ToUpperInvariant(why[0])}{why[1..]}");

    private static ApiProblem NotFound(string project, string name) => new(404, "route-not-found", "Route not found", $"Project '{project}' has no route '{ApiProblem.Short(name)}'.");
}
