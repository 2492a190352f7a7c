using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Reprise.Capture;
using Reprise.Playback;
using Reprise.Server.Access;
using Reprise.Server.Gateway;
using Reprise.Server.Hosting;

namespace Reprise.Server.Playback;

/// <summary>
/// A server that answers calls to providers from a tape: the routes of the gateway, without store, journal or cache. Recording uses the gateway's providers and
/// headers.
/// </summary>
public sealed class PlaybackServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TapeDeck _deck;

    private PlaybackServer(WebApplication app, TapeDeck deck) => (_app, _deck) = (app, deck);

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<string> Addresses => [.. _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses];

    /// <summary>Whether calls go to the upstream: always, or where the tape has no answer.</summary>
    public bool IsRecording => _deck.Writer is not null;

    /// <summary>Entries recorded so far.</summary>
    public long Recorded => _deck.Writer?.Count ?? 0;

    /// <summary>What was remarkable about reading the tape.</summary>
    public IReadOnlyList<string> Notes => _deck.Notes;

    /// <exception cref="TapeException">The tape cannot be read or written.</exception>
    /// <exception cref="FormatException">A rule of what to ignore is none.</exception>
    public static Task<PlaybackServer> StartAsync(PlaybackServerOptions options, CancellationToken cancellationToken) => StartAsync(options, TimeProvider.System, cancellationToken);

    internal static async Task<PlaybackServer> StartAsync(PlaybackServerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var deck = await TapeDeck.OpenAsync(options.Deck, time, cancellationToken);
        WebApplication? app = null;
        try
        {
            app = Build(options, deck, time);
            await app.StartAsync(cancellationToken);
            return new PlaybackServer(app, deck);
        }
        catch
        {
            if (app is not null) await app.DisposeAsync();
            await deck.DisposeAsync();
            throw;
        }
    }

    public PlaybackSummary Summarise() => _deck.Player.Summarise();

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
        await _deck.DisposeAsync();
    }

    private static WebApplication Build(PlaybackServerOptions options, TapeDeck deck, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddRepriseConfiguration(new ServeOptions { DataFolder = options.DataFolder, Settings = options.Settings }.Arguments);
        ConfigureHost(builder);
        builder.Services.AddProblemDetails().AddLocalOnly(builder.Configuration);
        builder.Services
            .AddSingleton(time)
            .AddSingleton(options)
            .AddSingleton(deck)
            .AddSingleton<PlaybackWriter>()
            .AddSingleton<FaultWriter>();
        // Playing needs no provider, so a mistake in their settings does not matter.
        if (deck.Writer is not null) builder.Services.AddSingleton<CaptureOptions>().AddSingleton<ProviderDirectory>().AddSingleton<UpstreamClient>().AddSingleton<TapeRelay>();

        var app = builder.Build();
        foreach (var url in options.Urls) app.Urls.Add(url);
        app.UseLocalOnly();
        app.UseMiddleware<PlaybackEndpoints>();
        app.UseMiddleware<PlaybackMiddleware>();
        app.Run(PlaybackEndpoints.NotFoundAsync);
        return app;
    }

    private static void ConfigureHost(WebApplicationBuilder builder)
    {
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        // An answer that broke off is broken off again by an exception, which the server would report as a fault of ours.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.None).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinResponseDataRate = null;
            // Bounded where it is read, so that the refusal has the provider's shape.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
            kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        });
    }
}
