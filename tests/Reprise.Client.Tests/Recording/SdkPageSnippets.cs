using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reprise.Client.Recording;
using Reprise.Documents;

namespace Reprise.Client.Tests.Recording;

/// <summary>The code of docs/sdk.md, compiled; <see cref="SdkPageTests"/> compares it with the page.</summary>
internal static class SdkPageSnippets
{
    public static void WithHost(IHostApplicationBuilder builder)
    {
        builder.Services.AddReprise(reprise => reprise
            .ToServer(new Uri("http://127.0.0.1:5080"), project: "shop")
            .Configure(options => options.Sample = 0.25));
    }

    public static async Task WithoutHostAsync()
    {
        await using var recorder = new Recorder(new ServerSink(new Uri("http://127.0.0.1:5080")));
        using (RecordScope.Begin(sessionId: "session-1", userId: "ann"))
        {
            recorder.Record(new InteractionDocument { Kind = "cli_command", Name = "status", Status = "success", Metrics = new MetricsDocument { LatencyMs = 45 } });
        }

        await recorder.FlushAsync();
    }
}
