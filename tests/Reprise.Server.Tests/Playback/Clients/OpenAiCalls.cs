using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Moderations;
using OpenAI.Responses;
using Reprise.Server.Tests.Cassettes;

namespace Reprise.Server.Tests.Playback.Clients;

/// <summary>Recorded calls made again with the official .NET package of OpenAI: by its typed methods where it has them, else through its pipeline.</summary>
internal static class OpenAiCalls
{
    public static async Task<ClientCall> MakeAsync(Cassette cassette, Uri endpoint, HttpClient http)
    {
        var results = new List<string>();
        var way = "typed";
        try
        {
            await foreach (var result in CallAsync(cassette, endpoint, http, generic => way = generic)) results.Add(result);
        }
        catch (ClientResultException e)
        {
            results.Add($"{e.GetType().Name} {e.Status} {e.Message}");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException)
        {
            // What the package cannot parse it cannot parse twice.
            results.Add($"{e.GetType().Name} {e.Message}");
        }

        return new ClientCall(way, string.Join('\n', results), results.Count);
    }

    private static IAsyncEnumerable<string> CallAsync(Cassette cassette, Uri endpoint, HttpClient http, Action<string> says) => (cassette.Method, cassette.Target) switch
    {
        ("POST", "/v1/chat/completions") => ChatAsync(cassette, endpoint, http, says),
        ("POST", "/v1/responses") => RespondAsync(cassette, endpoint, http, says),
        ("POST", "/v1/embeddings") => EmbedAsync(cassette, endpoint, http),
        ("POST", "/v1/moderations") => ModerateAsync(cassette, endpoint, http),
        _ => PipeAsync(cassette, endpoint, http, says),
    };

    private static async IAsyncEnumerable<string> ChatAsync(Cassette cassette, Uri endpoint, HttpClient http, Action<string> says)
    {
        ChatCompletionOptions options;
        List<ChatMessage> messages;
        string model;
        try
        {
            using var body = JsonDocument.Parse(cassette.Request);
            model = body.RootElement.GetProperty("model").GetString()!;
            messages = [.. body.RootElement.GetProperty("messages").EnumerateArray().Select(m => ModelReaderWriter.Read<ChatMessage>(BinaryData.FromString(m.GetRawText()))!)];
            options = ModelReaderWriter.Read<ChatCompletionOptions>(BinaryData.FromBytes(cassette.Request))!;
            ModelReaderWriter.Write(options);
            foreach (var message in messages) ModelReaderWriter.Write(message);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            says($"generic: {e.GetType().Name} when the request is read into its types");
            options = null!;
            messages = null!;
            model = "";
        }

        if (options is null)
        {
            await foreach (var result in PipeAsync(cassette, endpoint, http, static _ => { })) yield return result;
            yield break;
        }

        var client = new ChatClient(model, Key, Options(endpoint, http));
        if (!cassette.IsStream)
        {
            ChatCompletion answer = await client.CompleteChatAsync(messages, options);
            yield return ModelReaderWriter.Write(answer).ToString();
            yield break;
        }

        await foreach (var update in client.CompleteChatStreamingAsync(messages, options)) yield return ModelReaderWriter.Write(update).ToString();
    }

    private static async IAsyncEnumerable<string> RespondAsync(Cassette cassette, Uri endpoint, HttpClient http, Action<string> says)
    {
        CreateResponseOptions? options;
        try
        {
            options = ModelReaderWriter.Read<CreateResponseOptions>(BinaryData.FromBytes(cassette.Request))!;
            ModelReaderWriter.Write(options);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            says($"generic: {e.GetType().Name} when the request is read into its types");
            options = null;
        }

        if (options is null)
        {
            await foreach (var result in PipeAsync(cassette, endpoint, http, static _ => { })) yield return result;
            yield break;
        }

        var client = new ResponsesClient(Key, new ResponsesClientOptions { Endpoint = endpoint, Transport = new HttpClientPipelineTransport(http), RetryPolicy = new ClientRetryPolicy(0) });
        if (!cassette.IsStream)
        {
            ResponseResult answer = await client.CreateResponseAsync(options);
            yield return ModelReaderWriter.Write(answer).ToString();
            yield break;
        }

        options.StreamingEnabled = true;
        await foreach (var update in client.CreateResponseStreamingAsync(options)) yield return ModelReaderWriter.Write(update).ToString();
    }

    private static async IAsyncEnumerable<string> EmbedAsync(Cassette cassette, Uri endpoint, HttpClient http)
    {
        using var content = BinaryContent.Create(BinaryData.FromBytes(cassette.Request));
        var answer = (OpenAIEmbeddingCollection)await new EmbeddingClient("m", Key, Options(endpoint, http)).GenerateEmbeddingsAsync(content);
        foreach (var embedding in answer) yield return $"{embedding.Index} {string.Join(',', embedding.ToFloats().ToArray())}";
    }

    private static async IAsyncEnumerable<string> ModerateAsync(Cassette cassette, Uri endpoint, HttpClient http)
    {
        using var content = BinaryContent.Create(BinaryData.FromBytes(cassette.Request));
        var answer = (ModerationResultCollection)await new ModerationClient("m", Key, Options(endpoint, http)).ClassifyTextAsync(content);
        foreach (var result in answer) yield return $"{result.Flagged} {result.Violence.Score} {result.Hate.Score} {answer.Model}";
    }

    /// <summary>Through the client's pipeline, as its methods without types do it.</summary>
    private static async IAsyncEnumerable<string> PipeAsync(Cassette cassette, Uri endpoint, HttpClient http, Action<string> says)
    {
        says("generic: no typed method taken");
        var pipeline = new OpenAIClient(Key, Options(endpoint, http)).Pipeline;
        using var message = pipeline.CreateMessage();
        message.Request.Method = cassette.Method;
        message.Request.Uri = new Uri(endpoint.AbsoluteUri.TrimEnd('/') + cassette.Target["/v1".Length..]);
        if (cassette.Request.Length > 0 || cassette.Method == "POST")
        {
            message.Request.Content = BinaryContent.Create(BinaryData.FromBytes(cassette.Request));
            message.Request.Headers.Set("Content-Type", cassette.RequestType);
        }

        await pipeline.SendAsync(message);
        var response = message.Response!;
        yield return $"{response.Status} {response.Content}";
    }

    private static ApiKeyCredential Key => new("sk-test");

    private static OpenAIClientOptions Options(Uri endpoint, HttpClient http) => new() { Endpoint = endpoint, Transport = new HttpClientPipelineTransport(http), RetryPolicy = new ClientRetryPolicy(0) };
}
