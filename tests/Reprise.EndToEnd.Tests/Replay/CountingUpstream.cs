using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Reprise.EndToEnd.Tests.Replay;

/// <summary>A provider that counts how often each question reaches it, and says what it has to be paid for. It lives in the test, so no kill takes its count.</summary>
internal sealed class CountingUpstream : IAsyncDisposable
{
    /// <summary>Tokens in and out of each call; known prices make money of them.</summary>
    public const int Tokens = 1000;

    private readonly WebApplication _app;

    private CountingUpstream(WebApplication app) => _app = app;

    public string Url { get; private set; } = "";

    /// <summary>How often each question of a user was asked.</summary>
    public ConcurrentDictionary<string, int> Asked { get; } = new(StringComparer.Ordinal);

    public long Calls => Asked.Values.Sum(static count => (long)count);

    /// <summary>How long an answer takes.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.Zero;

    public static async Task<CountingUpstream> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var upstream = new CountingUpstream(app);
        app.Run(upstream.AnswerAsync);
        await app.StartAsync();
        upstream.Url = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        return upstream;
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var request = await JsonDocument.ParseAsync(context.Request.Body);
        var question = request.RootElement.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!;
        var model = request.RootElement.GetProperty("model").GetString();
        // Counted before it is answered: it is to be paid for, whoever is still there to hear the answer.
        Asked.AddOrUpdate(question, 1, static (_, count) => count + 1);
        if (Delay > TimeSpan.Zero) await Task.Delay(Delay);
        var answer = JsonSerializer.Serialize(new
        {
            id = "c", @object = "chat.completion", model, usage = new { prompt_tokens = Tokens, completion_tokens = Tokens, total_tokens = 2 * Tokens },
            choices = new[] { new { index = 0, message = new { role = "assistant", content = "The answer to " + question }, finish_reason = "stop" } },
        });
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer));
    }
}
