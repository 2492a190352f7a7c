using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reprise.Embeddings;

namespace Reprise.Server.Cache.Embedders;

/// <summary>Asks an endpoint that speaks as OpenAI's <c>/v1/embeddings</c> does. The key goes to that address alone and into no message.</summary>
/// <remarks>Source: OpenAI API reference, "Create embeddings", read 2026-11-20.</remarks>
internal sealed class OpenAiEmbedder : RemoteEmbedder, IDisposable
{
    private const int AnswerBase = 64 * 1024, BytesPerValue = 40;

    private readonly HttpMessageInvoker _http;
    private readonly Uri _url;
    private readonly string _model;
    private readonly AuthenticationHeaderValue? _key;
    private readonly bool _askForDimensions;

    /// <param name="options">Without mistakes, of this kind.</param>
    public OpenAiEmbedder(EmbedderOptions options) : base(IdentityOf(options), options.LongestText, options.BatchSize)
    {
        _url = new Uri($"{options.BaseUrl!.TrimEnd('/')}/embeddings");
        (_model, _askForDimensions) = (options.Model!, options.AskForDimensions);
        _key = string.IsNullOrEmpty(options.ApiKey) ? null : new AuthenticationHeaderValue("Bearer", options.ApiKey);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseCookies = false,
            // A redirect would carry texts to an address nobody named.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        });
    }

    public void Dispose() => _http.Dispose();

    protected override async Task AskAsync(string[] texts, float[] vectors, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = Content(texts), VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        request.Headers.Authorization = _key;
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode) throw new EmbedderException($"The embedder answered {(int)response.StatusCode}.");
            var limit = AnswerBase + (long)BytesPerValue * vectors.Length;
            OpenAiAnswer.Read(await BodyAsync(response.Content, limit, cancellationToken), texts.Length, vectors);
        }
        catch (HttpRequestException e)
        {
            throw new EmbedderException($"The embedder cannot be reached ({e.HttpRequestError}).", e);
        }
        catch (IOException e)
        {
            throw new EmbedderException("The embedder's answer broke off.", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // The handler says so when connecting takes too long.
            throw new EmbedderException("The embedder cannot be reached in time.", e);
        }
    }

    private ByteArrayContent Content(string[] texts)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("model", _model);
            json.WriteStartArray("input");
            foreach (var text in texts) json.WriteStringValue(text);
            json.WriteEndArray();
            if (_askForDimensions) json.WriteNumber("dimensions", Identity.Dimensions);
            json.WriteEndObject();
        }

        return new ByteArrayContent(bytes.WrittenSpan.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContent content, long limit, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > limit) throw TooLong(limit);
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var body = new ArrayBufferWriter<byte>(16 * 1024);
        while (true)
        {
            var read = await stream.ReadAsync(body.GetMemory(16 * 1024), cancellationToken);
            if (read == 0) return body.WrittenMemory;
            body.Advance(read);
            if (body.WrittenCount > limit) throw TooLong(limit);
        }
    }

    private static EmbedderException TooLong(long limit) => new($"The embedder's answer is longer than {limit} bytes, more than such vectors can take.");

    /// <summary>The address counts too: the same name elsewhere may be another model.</summary>
    private static EmbedderIdentity IdentityOf(EmbedderOptions options)
    {
        var place = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.BaseUrl!.TrimEnd('/'))).AsSpan(0, 4));
        return new EmbedderIdentity($"openai/{options.Model}", $"{options.Model}-{options.Dimensions}-{place}", options.Dimensions!.Value);
    }
}
