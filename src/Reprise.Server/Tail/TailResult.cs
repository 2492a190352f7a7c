using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Reprise.Capture;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Server.Tail;

/// <summary>Writes what a live feed brings until the client goes away or the server stops.</summary>
internal sealed class TailResult(LiveFeed feed, string project, Filter filter, TimeProvider time, CancellationToken stopping) : IResult
{
    /// <summary>Below the idle limits of common proxies.</summary>
    private static readonly TimeSpan _heartbeat = TimeSpan.FromSeconds(15);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        using var subscription = feed.Subscribe(project, filter);
        try
        {
            await WriteAsync(response, subscription, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client went away or the server stops; both end a tail.
        }
    }

    private async Task WriteAsync(HttpResponse response, LiveFeed.Subscription subscription, CancellationToken cancellationToken)
    {
        await response.WriteAsync(": watching\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
        long toldDropped = 0;
        while (await WaitAsync(subscription, response, cancellationToken))
        {
            while (subscription.TryRead(out var interaction)) await WriteAsync(response, interaction, cancellationToken);
            if (subscription.Dropped is var dropped && dropped > toldDropped)
            {
                await response.WriteAsync($"event: lagging\ndata: {{\"dropped\":{dropped}}}\n\n", cancellationToken);
                toldDropped = dropped;
            }

            await response.Body.FlushAsync(cancellationToken);
        }
    }

    /// <summary>Waits for an item and writes a comment whenever that takes long, so that proxies keep the connection and a lost client is noticed.</summary>
    private async Task<bool> WaitAsync(LiveFeed.Subscription subscription, HttpResponse response, CancellationToken cancellationToken)
    {
        var wait = subscription.WaitAsync(cancellationToken).AsTask();
        while (!wait.IsCompleted)
        {
            try
            {
                await wait.WaitAsync(_heartbeat, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                await response.WriteAsync(": still here\n\n", cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
            }
        }

        return await wait;
    }

    private static async Task WriteAsync(HttpResponse response, Interaction interaction, CancellationToken cancellationToken)
    {
        var summary = DocumentWriter.Summarise(interaction, []);
        await response.WriteAsync($"event: interaction\nid: {interaction.Id}\ndata: ", cancellationToken);
        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(summary, DocumentJson.Relaxed.SummaryDocument), cancellationToken);
        await response.WriteAsync("\n\n", cancellationToken);
    }
}
