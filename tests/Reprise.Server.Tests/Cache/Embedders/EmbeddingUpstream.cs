using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reprise.Server.Cache.Embedders;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.Cache.Embedders;

/// <summary>An endpoint that speaks as OpenAI's and answers with vectors of three values, or with what the test says instead.</summary>
internal sealed class EmbeddingUpstream : IAsyncDisposable
{
    public const string Key = "sk-secret-of-the-test";

    private RawUpstream? _upstream;

    /// <summary>What came, in order: path, authorization and body.</summary>
    public List<(string Path, string Authorization, JsonElement Body)> Requests { get; } = [];

    /// <summary>Asked before anything is answered; true when it has answered itself.</summary>
    public Func<HttpContext, Task<bool>> Instead { get; set; } = static _ => Task.FromResult(false);

    public string Url => _upstream!.Url;

    public static async Task<EmbeddingUpstream> StartAsync()
    {
        var upstream = new EmbeddingUpstream();
        upstream._upstream = await RawUpstream.StartAsync(upstream.AnswerAsync);
        return upstream;
    }

    public static async Task<EmbeddingUpstream> StartAsync(string body, int status = 200)
    {
        var upstream = await StartAsync();
        upstream.Instead = async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(body);
            return true;
        };
        return upstream;
    }

    public EmbedderOptions Options() => new() { Kind = EmbedderOptions.OpenAi, BaseUrl = $"{Url}/v1/", Model = "test-embedding", ApiKey = Key, Dimensions = 3 };

    public ValueTask DisposeAsync() => _upstream!.DisposeAsync();

    /// <summary>Its vector of a text: the number of letters first, the rest the same for all.</summary>
    public static float[] VectorOf(string text) => [text.Length, 2, 1];

    private async Task AnswerAsync(HttpContext context)
    {
        var body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
        lock (Requests) Requests.Add((context.Request.Path, context.Request.Headers.Authorization.ToString(), body));
        if (await Instead(context)) return;
        var data = body.GetProperty("input").EnumerateArray().Select((text, index) => new { @object = "embedding", index, embedding = VectorOf(text.GetString()!) });
        // Backwards, as no order is promised.
        await context.Response.WriteAsJsonAsync(new { @object = "list", data = data.Reverse(), model = "test-embedding", usage = new { prompt_tokens = 1, total_tokens = 1 } });
    }
}
