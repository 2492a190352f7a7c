using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Cache.Entries;
using Reprise.Server.Cache;
using Reprise.Server.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache;

/// <summary>The real server with its cache ready, before a provider whose answers and calls a test can see.</summary>
internal sealed class CacheStage : IAsyncDisposable
{
    public const string Path = "/openai/v1/chat/completions";

    private readonly RawUpstream _upstream;
    private readonly TempFolder _folder;
    private readonly string[] _settings;
    private Action<IServiceCollection>? _replace;
    private int _calls;

    private CacheStage(RawUpstream upstream, TempFolder folder, string[] settings, Action<IServiceCollection>? replace) =>
        (_upstream, _folder, _settings, _replace) = (upstream, folder, settings, replace);

    public TestServer Server { get; private set; } = null!;

    /// <summary>Requests that reached the provider.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public CacheIndex Index => Server.Services.GetRequiredService<CacheIndex>();

    public CacheCounters Counters => Server.Services.GetRequiredService<CacheCounters>();

    /// <param name="answer">What the provider does; null answers a chat completion that tells the number of the call.</param>
    /// <param name="replace">Changes what the server is made of.</param>
    /// <param name="settings">Of the server; all requests take part unless they say otherwise.</param>
    public static async Task<CacheStage> StartAsync(Func<HttpContext, int, Task>? answer = null, Action<IServiceCollection>? replace = null, params string[] settings)
    {
        CacheStage? stage = null;
        var upstream = await RawUpstream.StartAsync(context =>
        {
            var number = Interlocked.Increment(ref stage!._calls);
            return answer is null ? AnswerAsync(context, number) : answer(context, number);
        });
        stage = new CacheStage(upstream, new TempFolder(), [.. TestServer.All(upstream.Url), "Cache:Use=always", .. settings], replace);
        await stage.StartServerAsync();
        return stage;
    }

    /// <summary>Starts the server again, in the same folder.</summary>
    /// <param name="between">Is given the folder while no server runs.</param>
    /// <param name="replace">Changes what the server is made of, from now on; null leaves that as it was.</param>
    /// <param name="isOpen">Whether to wait until the cache is open.</param>
    public async Task RestartAsync(Action<string>? between = null, Action<IServiceCollection>? replace = null, bool isOpen = true)
    {
        await Server.DisposeAsync();
        between?.Invoke(_folder.Path);
        _replace = replace ?? _replace;
        await StartServerAsync(isOpen);
    }

    public static string Question(string text, string more = "") => $$"""{"model":"gpt-4o","messages":[{"role":"user","content":"{{text}}"}]{{more}}}""";

    /// <summary>The same question, whose answer is wanted as a stream that ends with its token counts.</summary>
    public static string Streamed(string text) => Question(text, ",\"stream\":true,\"stream_options\":{\"include_usage\":true}");

    public static string Completion(int number) =>
        $$$"""{"id":"c{{{number}}}","object":"chat.completion","created":1,"model":"gpt-4o-2024-08-06","choices":[{"index":0,"message":{"role":"assistant","content":"answer {{{number}}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":500,"total_tokens":1500}}""";

    public static string Stream(int number, bool counts = false) =>
        $$$"""
        data: {"id":"c{{{number}}}","object":"chat.completion.chunk","created":1,"model":"gpt-4o-2024-08-06","choices":[{"index":0,"delta":{"role":"assistant","content":"answer "},"finish_reason":null}]}

        data: {"id":"c{{{number}}}","object":"chat.completion.chunk","created":1,"model":"gpt-4o-2024-08-06","choices":[{"index":0,"delta":{"content":"{{{number}}}"},"finish_reason":null}]}

        data: {"id":"c{{{number}}}","object":"chat.completion.chunk","created":1,"model":"gpt-4o-2024-08-06","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
        {{{(counts ? "\ndata: {\"id\":\"c" + number + "\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4o-2024-08-06\",\"choices\":[],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":500,\"total_tokens\":1500}}\n" : "")}}}
        data: [DONE]


        """.ReplaceLineEndings("\n");

    /// <summary>A chat completion, as a stream when asked for.</summary>
    public static async Task AnswerAsync(HttpContext context, int number)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = await reader.ReadToEndAsync();
        var isStream = request.Contains("\"stream\":true", StringComparison.Ordinal);
        context.Response.ContentType = isStream ? "text/event-stream" : "application/json";
        await context.Response.WriteAsync(isStream ? Stream(number, request.Contains("include_usage", StringComparison.Ordinal)) : Completion(number));
    }

    public Task<Reply> AskAsync(string text, params (string Name, string Value)[] headers) => SendAsync(Question(text), headers);

    public async Task<Reply> SendAsync(string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await SendAsync(request);
    }

    public async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        using var response = await Server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Reply.OfAsync(response);
    }

    /// <summary>Asks, and waits until the answer is an entry.</summary>
    public async Task<Reply> KeepAsync(string body, params (string Name, string Value)[] headers)
    {
        var before = Counters.Added;
        var reply = await SendAsync(body, headers);
        reply.Cache.ShouldBe("miss");
        await Eventually.HoldsAsync("the answer is an entry", () => Counters.Added > before);
        return reply;
    }

    /// <summary>Waits until whatever was answered is on record and the cache has looked at it.</summary>
    public async Task SettleAsync()
    {
        await Eventually.HoldsAsync("all is stored", () => Server.Counters.Queued == 0 && Server.Services.GetRequiredService<CacheFill>().Queued == 0);
        await Eventually.HoldsAsync("all was looked at", () => Server.Services.GetRequiredService<PendingKeys>().Count == 0);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _upstream.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StartServerAsync(bool isOpen = true)
    {
        Server = await TestServer.StartInAsync(_folder.Path, _settings, _replace);
        if (!isOpen) return;
        await Eventually.HoldsAsync("the cache is open", () => Server.Services.GetRequiredService<CacheOpening>().IsOpen);
    }
}

/// <summary>What a client got.</summary>
internal sealed record Reply(HttpStatusCode Status, string Body, byte[] Bytes, Dictionary<string, string> Headers)
{
    public string? Cache => Headers.GetValueOrDefault("Reprise-Cache");

    public string? Reason => Headers.GetValueOrDefault("Reprise-Cache-Reason");

    public string? Source => Headers.GetValueOrDefault("Reprise-Cache-Source");

    public string Id => Headers["Reprise-Id"];

    public static async Task<Reply> OfAsync(HttpResponseMessage response)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        return new Reply(response.StatusCode, Encoding.UTF8.GetString(bytes), bytes, headers);
    }
}
