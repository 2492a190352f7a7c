using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reprise.Client.AspNetCore;
using Reprise.Client.Recording;
using Reprise.Documents;
using Reprise.Tests;

namespace Reprise.Client.Tests.Hooks;

/// <summary>A real web application on a port of its own.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Site(WebApplication app, KeptRecords kept)
    {
        (_app, Kept) = (app, kept);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public KeptRecords Kept { get; }
    public HttpClient Http { get; }
    public Uri Address => Http.BaseAddress!;

    /// <summary>With the middleware.</summary>
    public static Task<Site> StartAsync(Action<WebApplication> map, Action<RequestRecordingOptions>? configure = null, Action<ILoggingBuilder>? logging = null) => StartAsync(map, true, configure, logging);

    /// <summary>As what is called, without the middleware.</summary>
    public static Task<Site> BareAsync(Action<WebApplication> map) => StartAsync(map, false, null, null);

    /// <summary>The one record there is, when it is there: a client may have its answer before the middleware is through.</summary>
    public async Task<InteractionDocument> RecordAsync(int number = 0)
    {
        await Eventually.HoldsAsync("the request is on record", () => Kept.All.Count > number);
        return Kept.All[number];
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private static async Task<Site> StartAsync(Action<WebApplication> map, bool records, Action<RequestRecordingOptions>? configure, Action<ILoggingBuilder>? logging)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        logging?.Invoke(builder.Logging);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var kept = new KeptRecords();
        builder.Services.AddSingleton<IRecorder>(kept).AddRepriseRequests(configure).AddRequestTimeouts();
        var app = builder.Build();
        if (records) app.UseReprise();
        app.UseRouting();
        app.UseRequestTimeouts();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new Site(app, kept);
    }
}
