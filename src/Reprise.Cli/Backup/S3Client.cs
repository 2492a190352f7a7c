using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Reprise.Cli.Backup;

/// <summary>The three calls of S3 that a backup needs. A call that may succeed when it is made again is made again; all of them can be.</summary>
internal sealed class S3Client : IDisposable
{
    private const int Attempts = 5;
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(200);

    private readonly S3Options _options;
    private readonly S3Signature _signature;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly Uri _root;
    private readonly string _path;

    public S3Client(S3Options options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _signature = new S3Signature(options.AccessKeyId, options.SecretAccessKey, options.Region);
        // An endpoint of one's own rarely has a name for each bucket; Amazon asks for it.
        (_root, _path) = options.Endpoint is { } endpoint ? (endpoint, $"{endpoint.AbsolutePath.TrimEnd('/')}/{S3Signature.Escape(options.Bucket)}") : (new Uri($"https://{options.Bucket}.s3.{options.Region}.amazonaws.com"), "");
        _http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(10) }) { Timeout = options.Timeout };
    }

    /// <summary>The whole object, or null when there is none.</summary>
    public async Task<byte[]?> FindAsync(string key, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, key, [], null, cancellationToken);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    public async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Put, key, [], content, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound) throw Refused(HttpMethod.Put, key, response.StatusCode, "NoSuchBucket");
    }

    /// <summary>Keys below a prefix with their sizes, of all pages.</summary>
    public async Task<IReadOnlyList<KeyValuePair<string, long>>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var found = new List<KeyValuePair<string, long>>();
        string? next = null;
        do
        {
            List<KeyValuePair<string, string>> query = [new("list-type", "2"), new("prefix", prefix)];
            if (next is not null) query.Add(new("continuation-token", next));
            using var response = await SendAsync(HttpMethod.Get, "", query, null, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound) throw Refused(HttpMethod.Get, prefix, response.StatusCode, "NoSuchBucket");
            var page = await XmlOfAsync(response, cancellationToken) ?? throw new IOException("The bucket's answer to a list is no XML. Is this an S3 endpoint?");
            foreach (var item in page.Elements().Where(element => element.Name.LocalName == "Contents"))
                found.Add(new(Value(item, "Key") ?? "", long.TryParse(Value(item, "Size"), out var size) ? size : -1));
            next = Value(page, "IsTruncated") == "true" ? Value(page, "NextContinuationToken") : null;
        }
        while (next is not null);
        return found;
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Sends until there is an answer to keep: a success, or that there is no such thing.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string key, IReadOnlyList<KeyValuePair<string, string>> query, ReadOnlyMemory<byte>? content, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content.GetValueOrDefault().Span));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var request = Request(method, key, query, content, hash);
                var response = await _http.SendAsync(request, cancellationToken);
                if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotFound) return response;
                using (response)
                {
                    var passes = (int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;
                    if (!passes || attempt == Attempts) throw Refused(method, key, response.StatusCode, Value(await XmlOfAsync(response, cancellationToken), "Code"));
                }
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                if (attempt == Attempts) throw new IOException($"The bucket at {_root.Authority} cannot be reached: {e.Message}", e);
            }

            await Task.Delay(s_firstPause * Math.Pow(2, attempt - 1), _time, cancellationToken);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string key, IReadOnlyList<KeyValuePair<string, string>> query, ReadOnlyMemory<byte>? content, string hash)
    {
        var now = _time.GetUtcNow();
        var path = $"{_path}/{string.Join('/', key.Split('/').Select(S3Signature.Escape))}";
        var text = string.Join('&', query.Select(pair => $"{S3Signature.Escape(pair.Key)}={S3Signature.Escape(pair.Value)}"));
        var request = new HttpRequestMessage(method, new Uri(_root, path + (text.Length == 0 ? "" : "?" + text)));
        List<KeyValuePair<string, string>> headers = [new("host", _root.Authority), new("x-amz-content-sha256", hash), new("x-amz-date", S3Signature.Date(now))];
        if (_options.SessionToken is { } token) headers.Add(new("x-amz-security-token", token));
        foreach (var header in headers) request.Headers.TryAddWithoutValidation(header.Key, header.Value);
        request.Headers.TryAddWithoutValidation("Authorization", _signature.Sign(method.Method, path, query, headers, hash, now));
        if (content is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes);
            request.Content.Headers.ContentMD5 = Md5(bytes.Span);
        }

        return request;
    }

    /// <summary>A bucket with object lock asks for it, and it is the one checksum that every store knows.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "It finds damage on the way. What must not be forged is under SHA-256 and the signature.")]
    private static byte[] Md5(ReadOnlySpan<byte> content) => MD5.HashData(content);

    private static async Task<XElement?> XmlOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return XElement.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static string? Value(XElement? element, string name) => element?.Elements().FirstOrDefault(child => child.Name.LocalName == name)?.Value;

    private CommandFailedException Refused(HttpMethod method, string key, HttpStatusCode status, string? code)
    {
        var text = new StringBuilder($"The bucket refused {method.Method} of '{_options.Bucket}/{key}': {(int)status}");
        if (!string.IsNullOrEmpty(code)) text.Append(' ').Append(code);
        if (status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized) text.Append($". Check {S3Options.KeyIdVariable} and its rights, the region and the clock");
        return new CommandFailedException(text.Append('.').ToString());
    }
}
