using System.Text;
using Reprise.Pricing;
using Reprise.Server.Assembling;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Server.Budgets;
using Reprise.Server.Cache;
using Reprise.Server.Cache.Policies;
using Reprise.Server.Calls;
using Reprise.Server.Capture;
using Reprise.Server.Erasure;
using Reprise.Server.Evaluation;
using Reprise.Server.Gateway;
using Reprise.Server.Hosting;
using Reprise.Server.Page;
using Reprise.Server.Privacy;
using Reprise.Server.Proof;
using Reprise.Server.Retention;
using Reprise.Server.Routing;
using Reprise.Server.Security;
using Reprise.Server.Stores;
using Reprise.Server.Telemetry;
using Reprise.Server.Telemetry.Export;

namespace Reprise.Server;

/// <summary>The server as a table of contents: what it is made of, in the order data flows.</summary>
public static class RepriseServer
{
    /// <summary>Runs until cancelled or stopped by a signal. Returns the exit code.</summary>
    public static async Task<int> RunAsync(ServeOptions options, CancellationToken cancellationToken)
    {
        await using var app = Build(options);
        await app.RunAsync(cancellationToken);
        return 0;
    }

    internal static WebApplication Build(ServeOptions options, Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var data = builder.Configuration.AddRepriseConfiguration(options.Arguments);
        ConfigureHost(builder, options);
        builder.Services
            .AddAccess(builder.Configuration)
            .AddSettingsStore(builder.Configuration, data)
            .AddCapture(builder.Configuration, data)
            .AddGateway()
            .AddCalls()
            .AddBudgets()
            .AddRoutes()
            .AddPrices(data)
            .AddStore(builder.Configuration, data)
            .AddProof(builder.Configuration, data)
            .AddPrivacy()
            .AddSecurity(builder.Configuration, data)
            .AddRetention(builder.Configuration)
            .AddErasure()
            .AddCachePolicies(builder.Configuration)
            .AddCache(builder.Configuration, data)
            .AddEvaluation()
            .AddAssembling(builder.Configuration, data)
            .AddTelemetryIntake(builder.Configuration)
            .AddTelemetryExport(builder.Configuration)
            .AddRepriseApi(builder.Configuration);
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseLocalOnly();
        app.UseEntrance();
        app.UseRelayedDocuments();
        app.UseGateway();
        app.UseOwnDocuments();
        app.UseSecureHeaders();
        app.UseProblems();
        app.UseRouteGuard();
        app.UsePage();
        app.MapTelemetry();
        app.MapRepriseApi();
        return app;
    }

    private static void ConfigureHost(WebApplicationBuilder builder, ServeOptions options)
    {
        if (options.Quiet) builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // A start that fails is told in one line by whoever started it; the host would print its stack first.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", options.Quiet ? LogLevel.Warning : LogLevel.Information);
        var grpc = GrpcListening.AddTo(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            grpc?.Configure(kestrel);
            kestrel.AddServerHeader = false;
            // A client may read a stream as slowly as it likes.
            kestrel.Limits.MinResponseDataRate = null;
            // A head that comes a byte at a time holds a connection, and nobody who means well sends one.
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            // Header values are bytes; what they mean is for both ends to know.
            kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
            kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        });
    }

    private static IServiceCollection AddPrices(this IServiceCollection services, string data) => services
        .AddSingleton(_ => new PriceBook(data))
        .AddSingleton<IPrices>(s => s.GetRequiredService<PriceBook>());
}
