using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Api;

/// <summary>The real API on Kestrel and a free port, over the in-memory store, spoken to by real HTTP.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private readonly TempFolder _data;
    private int _isEnded;

    private ApiHost(WebApplication app, Uri address, TempFolder data)
    {
        (_app, Address, _data) = (app, address, data);
        Client = new HttpClient { BaseAddress = address };
    }

    public Uri Address { get; }
    public HttpClient Client { get; }
    public IServiceProvider Services => _app.Services;
    public IInteractionStore Store => Services.GetRequiredService<IInteractionStore>();

    public static async Task<ApiHost> StartAsync(Action<IServiceCollection>? replace = null, params (string Name, string Value)[] settings)
    {
        var data = new TempFolder();
        var app = Build(replace, [("Data", data.Path), .. settings]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new ApiHost(app, new Uri(address), data);
    }

    public static WebApplication Build(Action<IServiceCollection>? replace, params (string Name, string Value)[] settings) => RepriseServer.Build(
        new ServeOptions { Urls = ["http://127.0.0.1:0"], Settings = [.. settings.Select(s => $"{s.Name}={s.Value}")], Quiet = true },
        services =>
        {
            services.AddLogging(logging => logging.ClearProviders().AddProvider(new ErrorLog()));
            services.AddSingleton<IInteractionStore, InMemoryInteractionStore>();
            replace?.Invoke(services);
        });

    public async Task<JsonNode> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.IsSuccessStatusCode.ShouldBeTrue($"{path}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Sends a body and gives the status and the answer.</summary>
    public async Task<(int Status, JsonNode? Body)> SendAsync(string path, byte[] body, string contentType = "application/json", string? encoding = null)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (encoding is not null) content.Headers.ContentEncoding.Add(encoding);
        using var response = await Client.PostAsync(path, content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public Task<(int Status, JsonNode? Body)> SendAsync(string path, string body, string contentType = "application/json") =>
        SendAsync(path, Encoding.UTF8.GetBytes(body), contentType);

    public Task<(int Status, JsonNode? Body)> IngestLinesAsync(params IEnumerable<string> lines) =>
        SendAsync("/api/interactions", string.Join('\n', lines), "application/x-ndjson");

    /// <summary>The problem of a request that must fail.</summary>
    public async Task<JsonNode> ProblemAsync(string path, int status)
    {
        using var response = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(status, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return JsonNode.Parse(text)!;
    }

    public async ValueTask DisposeAsync()
    {
        // A test that ends a server early disposes it again at its end.
        if (Interlocked.Exchange(ref _isEnded, 1) != 0) return;
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _data.Dispose();
    }

    /// <summary>Errors of the server, shown with the test that met them.</summary>
    private sealed class ErrorLog : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Console.Error.WriteLine($"{formatter(state, exception)} {exception}");
        }

        public void Dispose() { }
    }
}
