using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Interactions;
using Reprise.Server;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Client.Tests.Recording;

/// <summary>The real server with a data folder that outlives it, so that it can go away and come back under the same address.</summary>
internal sealed class RealServer : IAsyncDisposable
{
    private readonly TempFolder _data = new();
    private WebApplication? _app;

    public Uri Url { get; private set; } = new("http://127.0.0.1:1/");

    public static async Task<RealServer> StartAsync()
    {
        var server = new RealServer();
        await server.ComeBackAsync();
        return server;
    }

    public async Task ComeBackAsync()
    {
        var port = Url.Port == 1 ? 0 : Url.Port;
        _app = RepriseServer.Build(new ServeOptions { Urls = [$"http://127.0.0.1:{port}"], DataFolder = _data.Path, Settings = [], Quiet = true }, null);
        await _app.StartAsync();
        Url = new Uri(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
    }

    public async Task GoAwayAsync()
    {
        if (_app is not { } app) return;
        _app = null;
        await app.StopAsync();
        await app.DisposeAsync();
    }

    /// <summary>Everything on record, oldest first.</summary>
    public async Task<IReadOnlyList<Interaction>> AllAsync()
    {
        var store = _app!.Services.GetRequiredService<IInteractionStore>();
        var all = new List<Interaction>();
        string? cursor = null;
        do
        {
            var page = await store.SearchAsync(new InteractionQuery { Project = Projects.Default, Limit = 1000, Ascending = true, Cursor = cursor }, CancellationToken.None);
            all.AddRange(page.Items.Select(item => item.Interaction));
            cursor = page.Cursor;
        }
        while (cursor is not null);
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await GoAwayAsync();
        _data.Dispose();
    }
}
