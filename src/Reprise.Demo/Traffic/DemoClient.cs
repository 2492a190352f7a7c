using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Reprise.Demo.Upstream;

namespace Reprise.Demo.Traffic;

/// <summary>The demo's HTTP: plain calls, as any program would make them. Errors of models are part of the play; only an unreachable server counts as refused.</summary>
internal sealed class DemoClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly DemoOptions _options;
    private long _scenes;
    private long _calls;
    private long _refused;

    public DemoClient(Uri server, DemoOptions options)
    {
        _options = options;
        _http = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60) };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("reprise-demo/1.0");
        if (options.Project is { } project) _http.DefaultRequestHeaders.Add("Reprise-Project", project);
    }

    public DemoProgress Progress => new(Interlocked.Read(ref _scenes), Interlocked.Read(ref _calls), Interlocked.Read(ref _refused));

    /// <summary>Calls a model through the gateway and reads the answer to its end.</summary>
    /// <returns>The recorded id, or null when the call failed.</returns>
    public async Task<string?> CallAsync(ModelCall call, CallLabel label, CancellationToken cancellationToken)
    {
        using var request = Request(call, label);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await response.Content.CopyToAsync(Stream.Null, cancellationToken);
            return response.IsSuccessStatusCode && response.Headers.TryGetValues("Reprise-Id", out var ids) ? ids.First() : null;
        }
        catch (HttpRequestException e)
        {
            // A broken answer is one of the scenes; no connection at all means that there is no server.
            if (e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError) Interlocked.Increment(ref _refused);
            return null;
        }
        catch (IOException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The client's own limit; nobody waits longer than that.
            return null;
        }
        finally
        {
            Count();
        }
    }

    /// <summary>Calls, and hangs up after a while, as people do who close the window.</summary>
    public async Task HangUpAsync(ModelCall call, CallLabel label, TimeSpan after, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = _options.Time.CreateTimer(_ => patience.Cancel(), null, after, Timeout.InfiniteTimeSpan);
        try
        {
            await CallAsync(call, label, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // That was the point.
        }
    }

    /// <summary>Sends a record of something that is no model call.</summary>
    public Task RecordAsync(JsonObject record, CancellationToken cancellationToken) => PostAsync("/api/interactions", record, cancellationToken);

    /// <summary>Says something about a recorded interaction afterwards.</summary>
    public Task FactAsync(string? interactionId, JsonObject fact, CancellationToken cancellationToken) =>
        interactionId is null ? Task.CompletedTask : PostAsync($"/api/interactions/{interactionId}/facts", fact, cancellationToken);

    public void SceneEnded()
    {
        Interlocked.Increment(ref _scenes);
        _options.Progress?.Report(Progress);
    }

    public void Dispose() => _http.Dispose();

    private async Task PostAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(Frames.Json(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
            if (response.StatusCode is HttpStatusCode.NotFound) return;
        }
        catch (HttpRequestException)
        {
            Interlocked.Increment(ref _refused);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Interlocked.Increment(ref _refused);
        }
        finally
        {
            Count();
        }
    }

    private static HttpRequestMessage Request(ModelCall call, CallLabel label)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/{call.Provider}{call.Path}", UriKind.Relative))
        {
            Content = new StringContent(Frames.Text(call.Body), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "demo-key-that-is-never-stored");
        Add("Reprise-Session", label.Session);
        Add("Reprise-User", label.User);
        Add("Reprise-Prompt-Type", label.PromptType);
        Add("Reprise-Tags", label.Tags);
        Add("Reprise-Metadata", label.Metadata);
        Add("traceparent", label.TraceParent);
        Add("Reprise-Cache", label.Cache);
        Add("Reprise-Cache-Policy", label.CachePolicy);
        Add(Behaviour.Header, label.Behaviour);
        return request;

        void Add(string name, string? value)
        {
            if (value is not null) request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private void Count()
    {
        Interlocked.Increment(ref _calls);
        _options.Progress?.Report(Progress);
    }
}
