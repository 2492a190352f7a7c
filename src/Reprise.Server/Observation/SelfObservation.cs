using Reprise.Access;
using Reprise.Capture;
using Reprise.Server.Access;

namespace Reprise.Server.Observation;

/// <summary>How the server shows what it does: metrics for scraping, OpenTelemetry where an endpoint is named, logs as text or JSON.</summary>
internal static class SelfObservation
{
    public static IServiceCollection AddSelfObservation(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<StoreReadiness>();
        services.AddSingleton<IReadiness>(s => s.GetRequiredService<StoreReadiness>());
        services.AddSingleton<IReadiness, JournalReadiness>();
        services.AddMetrics();
        services.AddSingleton<CaptureMetrics>();
        services.AddSingleton<InteractionMetrics>();
        services.AddSingleton<CacheMetrics>();
        services.AddSingleton<EvaluationMetrics>();
        services.AddSingleton<ProofMetrics>();
        services.AddSingleton<ICaptureObserver>(s => s.GetRequiredService<InteractionMetrics>());
        services.AddSingleton<PrometheusExporter>();
        services.AddHostedService<TelemetryExport>();
        if (string.Equals(configuration["Logging:Format"], "json", StringComparison.OrdinalIgnoreCase))
        {
            services.AddLogging(logging => logging.AddJsonConsole(json =>
            {
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
                json.IncludeScopes = false;
            }));
        }

        return services;
    }

    /// <summary>A line for each interaction on standard output, unless <c>Logging:Interactions</c> is <c>off</c>.</summary>
    public static IServiceCollection AddInteractionLog(this IServiceCollection services, IConfiguration configuration)
    {
        if (string.Equals(configuration["Logging:Interactions"], "off", StringComparison.OrdinalIgnoreCase)) return services;
        services.AddSingleton(_ => new InteractionLog(Console.OpenStandardOutput()));
        services.AddSingleton<ICaptureObserver>(s => s.GetRequiredService<InteractionLog>());
        return services.AddHostedService(s => s.GetRequiredService<InteractionLog>());
    }

    public static IEndpointRouteBuilder MapMetrics(this IEndpointRouteBuilder routes)
    {
        // Made now, so that their instruments exist before anybody exports them.
        routes.ServiceProvider.GetRequiredService<CaptureMetrics>();
        routes.ServiceProvider.GetRequiredService<InteractionMetrics>();
        routes.ServiceProvider.GetRequiredService<CacheMetrics>();
        routes.ServiceProvider.GetRequiredService<EvaluationMetrics>();
        routes.ServiceProvider.GetRequiredService<ProofMetrics>();
        routes.MapGet("/metrics", (PrometheusExporter exporter) => Results.Text(exporter.Write(), PrometheusExporter.ContentType))
            .WithTags("status").WithName("getMetrics").Needs(Permission.SignedIn).WithSummary("Metrics as Prometheus text").Produces<string>(200, "text/plain");
        return routes;
    }
}
