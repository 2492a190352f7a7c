using System.Text;
using Reprise.Pricing;
using Reprise.Server.Capture;
using Reprise.Server.Gateway;
using Reprise.Store;

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
        builder.Configuration.AddInMemoryCollection(options.Settings.Select(s => s.Split('=', 2)).Select(p => KeyValuePair.Create(p[0], (string?)p[1])));
        var data = options.DataFolder ?? "data";
        builder.Logging.SetMinimumLevel(options.Quiet ? LogLevel.Warning : LogLevel.Information);
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
            kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        });
        builder.Services
            .AddSingleton<IPrices>(PriceTable.BuiltIn)
            .AddCapture(builder.Configuration, data)
            .AddGateway();
        builder.Services.AddSingleton<IInteractionStore, InMemoryInteractionStore>(); replace?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseGateway();
        return app;
    }
}
