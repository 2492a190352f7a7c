using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Hosts;

/// <summary>The real server on a free port with a data folder of its own.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TempFolder? _folder;
    private bool _isDisposed;

    private TestServer(WebApplication app, TempFolder? folder, string dataFolder)
    {
        _app = app;
        _folder = folder;
        DataFolder = dataFolder;
        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        (Url, LastUrl) = (addresses.First(), addresses.Last());
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(Url) };
    }

    public string Url { get; }

    /// <summary>The address for gRPC where there is one.</summary>
    public string LastUrl { get; }
    public string DataFolder { get; }
    public HttpClient Http { get; }
    public IServiceProvider Services => _app.Services;
    public IInteractionStore Store => Services.GetRequiredService<IInteractionStore>();
    public CaptureCounters Counters => Services.GetRequiredService<CaptureCounters>();

    public static Task<TestServer> StartAsync(string upstreamUrl, params string[] settings) => StartInAsync(null, [.. All(upstreamUrl), .. settings]);

    public static async Task<TestServer> StartInAsync(string? dataFolder, string[] settings, Action<IServiceCollection>? replace = null)
    {
        var folder = dataFolder is null ? new TempFolder() : null;
        var data = dataFolder ?? folder!.Path;
        var app = RepriseServer.Build(new ServeOptions { Urls = ["http://127.0.0.1:0"], DataFolder = data, Settings = settings, Quiet = true }, replace);
        await app.StartAsync();
        return new TestServer(app, folder, data);
    }

    /// <summary>Points a provider of every kind at one upstream.</summary>
    public static string[] All(string upstreamUrl) =>
        [.. new[] { "openai", "anthropic", "gemini", "ollama", "bedrock", "mistral", "cohere", "other" }.Select(p => $"Providers:{p}:BaseUrl={upstreamUrl}")];

    /// <summary>The interaction of an answer, once it is stored.</summary>
    public Task<RecordedInteraction> RecordedAsync(HttpResponseMessage response, string project = Projects.Default) =>
        RecordedAsync(InteractionId.Parse(response.Headers.GetValues("Reprise-Id").Single()), project);

    public Task<RecordedInteraction> RecordedAsync(InteractionId id, string project = Projects.Default) =>
        Eventually.FindsAsync($"interaction {id} is stored", () => Store.FindAsync(project, id, CancellationToken.None));

    /// <summary>The one interaction there is, once it is stored.</summary>
    public Task<RecordedInteraction> OnlyOneAsync() => Eventually.FindsAsync("an interaction is stored", async () =>
    {
        var page = await Store.SearchAsync(new InteractionQuery { Project = Projects.Default }, CancellationToken.None);
        return page.Items is [var only] ? await Store.FindAsync(Projects.Default, only.Interaction.Id, CancellationToken.None) : null;
    });

    public Task StopAsync() => _app.StopAsync();

    /// <summary>A second time does nothing, so that a test can end it early and look at what it leaves.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        Http.Dispose();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
        _folder?.Dispose();
    }
}
