// A host with a recorder: what its services record is sent in the background, and all of it before the host has ended.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reprise.Client.Commands;
using Reprise.Client.Recording;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddReprise();
builder.Services.AddHostedService<Worker>();
await builder.Build().RunAsync();

internal sealed class Worker(IRecorder recorder, IHostApplicationLifetime host) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await recorder.TrackCommandAsync("tidy up", token => Task.Delay(10, token), cancellationToken: stoppingToken);
        host.StopApplication();
    }
}
