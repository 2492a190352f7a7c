using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Client.Recording;
using Reprise.Documents;
using Reprise.Server;
using Reprise.Tests;

namespace Reprise.Client.Tests.AI;

/// <summary>The real server on a free port, and a recorder that is done when the server has the record.</summary>
internal sealed class LiveServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TempFolder _folder;

    private LiveServer(WebApplication app, TempFolder folder)
    {
        (_app, _folder) = (app, folder);
        Client = new RepriseClient(new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()));
        Recorder = new SentRecords(Client);
    }

    public RepriseClient Client { get; }
    public SentRecords Recorder { get; }

    public static async Task<LiveServer> StartAsync()
    {
        var folder = new TempFolder();
        var app = RepriseServer.Build(new ServeOptions { Urls = ["http://127.0.0.1:0"], DataFolder = folder.Path, Quiet = true });
        await app.StartAsync();
        var server = new LiveServer(app, folder);
        await Eventually.HoldsAsync("the cache is open", async () => (await server.Client.GetCachedResultAsync(new() { ToolId = "x", Input = System.Text.Json.JsonElement.Parse("1") })).Reason != "busy");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    internal sealed class SentRecords(RepriseClient client) : IRecorder
    {
        private readonly List<InteractionDocument> _all = [];
        private readonly List<Task> _sends = [];

        public IReadOnlyList<InteractionDocument> All => [.. _all];

        public bool Record(InteractionDocument record)
        {
            lock (_all)
            {
                _all.Add(record);
                _sends.Add(client.IngestAsync([record]));
            }

            return true;
        }

        /// <summary>Everything until now is at the server.</summary>
        public Task SentAsync()
        {
            lock (_all) return Task.WhenAll(_sends);
        }
    }
}
