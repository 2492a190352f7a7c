using Reprise.Server.Capture;
using Reprise.Server.Gateway;

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
        var data = options.DataFolder ?? "data";
        builder.Services
            .AddCapture(builder.Configuration, data)
            .AddGateway();
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseGateway();
        return app;
    }
}
