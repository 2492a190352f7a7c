using Reprise.Server.Hosting;

namespace Reprise.Server.Telemetry;

internal static class TelemetryServices
{
    /// <summary>OpenTelemetry in. Expects the assembler to be registered by others.</summary>
    public static IServiceCollection AddTelemetryIntake(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<TelemetryOptions>(configuration, TelemetryOptions.Section, static options => options.Mistakes());
        services.AddSingleton(SpanReading.Conventions);
        return services.AddSingleton<TelemetryCounters>().AddSingleton<TelemetryIntake>().AddSingleton<BodiesUnderWay>();
    }

    public static IEndpointRouteBuilder MapTelemetry(this IEndpointRouteBuilder routes)
    {
        // Made now, so that its instruments exist before anybody exports them.
        routes.ServiceProvider.GetRequiredService<TelemetryCounters>();
        return routes.MapOtlp().MapOtlpGrpc();
    }
}
