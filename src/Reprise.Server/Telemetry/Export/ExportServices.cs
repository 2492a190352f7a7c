using Reprise.Capture;
using Reprise.Server.Hosting;

namespace Reprise.Server.Telemetry.Export;

internal static class ExportServices
{
    /// <summary>OpenTelemetry out. Expects the store to be registered by others.</summary>
    public static IServiceCollection AddTelemetryExport(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ExportOptions>(configuration, ExportOptions.Section, static options => options.Mistakes());
        services.AddSingleton<ExportCounters>().AddSingleton<SpanExporter>();
        services.AddSingleton<ICaptureObserver>(s => s.GetRequiredService<SpanExporter>());
        return services.AddHostedService(s => s.GetRequiredService<SpanExporter>());
    }
}
