using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Reprise.Access;
using Reprise.Capture;
using Reprise.Documents;
using Reprise.Pricing;
using Reprise.Server.Access;
using Reprise.Server.Access.External;
using Reprise.Server.Aggregates;
using Reprise.Server.Audit;
using Reprise.Server.Batches;
using Reprise.Server.Budgets;
using Reprise.Server.Cache.Api;
using Reprise.Server.Datasets;
using Reprise.Server.Encryption;
using Reprise.Server.Erasure;
using Reprise.Server.Evaluation;
using Reprise.Server.Facts;
using Reprise.Server.Hosting;
using Reprise.Server.Ingest;
using Reprise.Server.Interactions;
using Reprise.Server.Langfuse;
using Reprise.Server.Mcp;
using Reprise.Server.Observation;
using Reprise.Server.Prices;
using Reprise.Server.Privacy;
using Reprise.Server.Prompts;
using Reprise.Server.Proof;
using Reprise.Server.Replay;
using Reprise.Server.Replay.Sessions;
using Reprise.Server.Replay.Runs;
using Reprise.Server.Retention;
using Reprise.Server.Routing;
using Reprise.Server.Security;
using Reprise.Server.Sessions;
using Reprise.Server.Status;
using Reprise.Server.Tail;
using Reprise.Server.Transparency;
using Reprise.Wire;

namespace Reprise.Server.Api;

/// <summary>The HTTP API: what it needs and its routes.</summary>
internal static class RepriseApi
{
    /// <summary>Registers the API. Expects an <c>IInteractionStore</c> and the capture services to be registered by others.</summary>
    public static IServiceCollection AddRepriseApi(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CaptureCounters>();
        services.TryAddSingleton<LiveFeed>();
        services.AddSingleton<ICaptureObserver>(s => s.GetRequiredService<LiveFeed>());
        services.AddInteractionLog(configuration);

        services.AddSingleton(_ => new DocumentWriter(DialectCatalog.FindByName));
        services.AddSingleton(s => new DocumentReader(DialectCatalog.FindByName, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<InteractionReads>();
        services.AddSingleton<SessionReads>();
        services.AddSingleton<RecordIngest>();
        services.AddSingleton<PriceRecompute>();
        services.AddSingleton<StatusReport>();
        services.AddHostedService(s => s.GetRequiredService<StatusReport>());

        services.AddCacheApi();
        services.AddReplay();
        services.AddSessionReplay(configuration);
        services.AddReplayRuns(configuration);
        services.AddDatasets();
        services.AddBatches(configuration);
        services.AddPrompts();
        services.AddTransparency();
        services.AddLangfuse(configuration);
        services.AddMcp();

        services.AddSettings<IngestOptions>(configuration, IngestOptions.Section, options => options.Mistakes());
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemHandler>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<JsonOptions>(options => ApiJson.Configure(options.SerializerOptions));
        services.AddRepriseOpenApi();
        services.AddSelfObservation(configuration);
        return services;
    }

    /// <summary>Turns failures into problem details. Stands behind the gateway, whose errors have the providers' own shapes.</summary>
    public static IApplicationBuilder UseProblems(this IApplicationBuilder app)
    {
        app.UseExceptionHandler();
        return app.UseWhen(http => http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase), api => api.UseStatusCodePages());
    }

    /// <summary>All routes of the API, of health and of metrics.</summary>
    public static IEndpointRouteBuilder MapRepriseApi(this IEndpointRouteBuilder routes)
    {
        routes.MapInteractions().MapRecords().MapIngest().MapFacts().MapWaitingFacts().MapSessions().MapTail().MapAggregates().MapFields().MapPrices().MapStatus();
        routes.MapRetention().MapHolds().MapDeletion().MapAudit();
        routes.MapPrivacy();
        routes.MapSecurity().MapEncryption();
        routes.MapErasure();
        routes.MapProof();
        routes.MapCache();
        routes.MapEvaluation().MapEvaluationRules();
        routes.MapReplay().MapSessionReplay().MapReplayRuns();
        routes.MapDatasets();
        routes.MapBatches();
        routes.MapPrompts();
        routes.MapTransparency();
        routes.MapSignIn().MapExternalSignIn().MapUsers().MapKeys().MapBudgets().MapMembers();
        routes.MapRoutes();
        routes.MapLangfuse();
        routes.MapLangfuse().MapMcp();
        routes.MapSignIn().MapExternalSignIn().MapUsers().MapKeys().MapMembers();
        routes.MapHealth().MapMetrics().MapSchemas().MapProblemTypes().MapOpenApi("/openapi/{documentName}.json").Needs(Permission.Public);
        return routes;
    }
}
