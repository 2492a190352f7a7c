using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Reprise.Server.Status;

namespace Reprise.Server.Observation;

/// <summary>
/// Sends our own metrics and traces by OTLP while the environment names an endpoint (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>); the other <c>OTEL_*</c> variables
/// mean what OpenTelemetry says. Without an endpoint nothing is listened to and nothing is sent. No span or metric carries content.
/// </summary>
internal sealed class TelemetryExport : IHostedService, IDisposable
{
    public const string ActivitySourceName = "Reprise";

    private MeterProvider? _meters;
    private TracerProvider? _tracers;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(Setting("OTEL_EXPORTER_OTLP_ENDPOINT"))) return Task.CompletedTask;
        var resource = ResourceBuilder.CreateDefault().AddService(Setting("OTEL_SERVICE_NAME") ?? "reprise", serviceVersion: StatusReport.Version);
        _meters = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(CaptureMetrics.MeterName, "System.Runtime", "Microsoft.AspNetCore.Hosting", "System.Net.Http")
            .AddOtlpExporter().Build();
        _tracers = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource(ActivitySourceName, "Microsoft.AspNetCore", "System.Net.Http")
            .AddOtlpExporter().Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _tracers?.ForceFlush(2000);
        _meters?.ForceFlush(2000);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _tracers?.Dispose();
        _meters?.Dispose();
    }

    /// <summary>Of the environment alone, as the exporter reads nothing else.</summary>
    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name);
}
