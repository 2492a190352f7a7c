using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Reprise.Client;

/// <summary>
/// Talks to a Reprise server, in one project. Safe for use from many threads.
/// </summary>
/// <remarks>
/// A call the server refuses throws <see cref="RepriseApiException"/>; a server that cannot be reached, or an answer that breaks off, throws
/// <see cref="HttpRequestException"/> or <see cref="IOException"/>. Nothing is retried here: only the caller knows what may be sent twice.
/// </remarks>
public sealed partial class RepriseClient : IDisposable
{
    public const string ProjectHeader = "Reprise-Project";
    public const string KeyHeader = "Reprise-Key";
    public const string DefaultProject = "default";

    private readonly HttpClient _http;
    private readonly bool _owned;

    /// <param name="server">Its address, such as <c>http://127.0.0.1:5080</c>.</param>
    /// <param name="project">The project all calls are about.</param>
    /// <param name="key">A key of the server (<c>rpr_…</c>), where it asks for one. It says the project itself, unless it is an administrator's.</param>
    public RepriseClient(Uri server, string project = DefaultProject, string? key = null) : this(Connect(server), project) => (_owned, Key) = (true, key);

    /// <param name="http">With the server as its base address; not disposed by this client. Must not decompress, or bodies lose their exact bytes.</param>
    /// <param name="project">The project all calls are about.</param>
    public RepriseClient(HttpClient http, string project = DefaultProject)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentException.ThrowIfNullOrEmpty(project);
        _http = http;
        Project = project;
    }

    public string Project { get; }

    /// <summary>Shown to the server with every call; null for none.</summary>
    public string? Key { get; init; }

    public void Dispose()
    {
        if (_owned) _http.Dispose();
    }

    private static HttpClient Connect(Uri server)
    {
        ArgumentNullException.ThrowIfNull(server);
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            UseCookies = false,

            // A proxy set for the whole machine must not take calls to this very machine.
            UseProxy = !server.IsLoopback,
        };

        // Calls that only stream end when the caller says so; this bounds the wait for an answer to begin, and pricing a large store anew takes its time.
        return new HttpClient(handler) { BaseAddress = WithSlash(server), Timeout = TimeSpan.FromMinutes(10) };
    }

    private static Uri WithSlash(Uri server) =>
        server.AbsolutePath.EndsWith('/') ? server : new Uri(server.GetLeftPart(UriPartial.Path) + "/");

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken, string? accept = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        return await SendAsync(request, new MediaTypeWithQualityHeaderValue(accept ?? "application/json"), cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, MediaTypeWithQualityHeaderValue accept, CancellationToken cancellationToken)
    {
        if (Key is { Length: > 0 }) request.Headers.TryAddWithoutValidation(KeyHeader, Key);
        // A key is for one project; to name the default beside it would be to ask for another one.
        if (Key is null or "" || Project != DefaultProject) request.Headers.TryAddWithoutValidation(ProjectHeader, Project);
        request.Headers.Accept.Add(accept);
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode) return response;
        using (response) throw await Problem.ReadAsync(response, cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> ReadAsync<T>(HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(method, path, content, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, type, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            try
            {
                return await JsonSerializer.DeserializeAsync(stream, type, cancellationToken).ConfigureAwait(false)
                    ?? throw new JsonException("it is null");
            }
            catch (JsonException e)
            {
                var path = response.RequestMessage?.RequestUri?.AbsolutePath;
                throw new RepriseApiException($"The server's answer to {path} cannot be read: {e.Message} Is this a Reprise server?", e) { Status = response.StatusCode };
            }
        }
    }

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        ReadAsync(HttpMethod.Get, path, null, type, cancellationToken);

    private static ByteArrayContent Json<T>(T value, JsonTypeInfo<T> type) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, type)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
