using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reprise.Cli.Backup;

namespace Reprise.EndToEnd.Tests.Backup;

/// <summary>A store that speaks S3, strict about signatures, which it computes in its own way from what came over the wire.</summary>
internal sealed class FakeBucket : IAsyncDisposable
{
    public const string Region = "eu-central-1";
    private const string KeyId = "TESTKEY";
    private const string Secret = "test/secret+with=signs";
    private const string Bucket = "keep";

    private readonly WebApplication _app;
    private readonly int _pageSize;
    private int _failures;
    private HttpStatusCode _failure;
    private int _stalls;

    private FakeBucket(WebApplication app, int pageSize) => (_app, _pageSize) = (app, pageSize);

    /// <summary>Whether the credentials allow to get and to list alone.</summary>
    public bool IsReadOnly { get; set; }

    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);
    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal) { [S3Options.KeyIdVariable] = KeyId, [S3Options.SecretVariable] = Secret };
    public S3Options Options => S3Options.Read($"s3://{Bucket}", Url, Region, name => Environment.GetValueOrDefault(name));

    public static async Task<FakeBucket> StartAsync(int pageSize)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var bucket = new FakeBucket(app, pageSize);
        app.Run(bucket.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return bucket;
    }

    public void FailNext(int times, HttpStatusCode status) => (_failures, _failure) = (times, status);

    /// <summary>So many requests get no answer.</summary>
    public void StallNext(int times) => _stalls = times;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var bytes = body.ToArray();
        if (Interlocked.Decrement(ref _stalls) >= 0)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        if (Interlocked.Decrement(ref _failures) >= 0)
        {
            context.Response.StatusCode = (int)_failure;
            return;
        }

        if (!IsSigned(context, bytes))
        {
            await RefuseAsync(context, 403, "SignatureDoesNotMatch");
            return;
        }

        var key = context.Request.Path.Value![$"/{Bucket}/".Length..];
        if (IsReadOnly && context.Request.Method != "GET")
        {
            await RefuseAsync(context, 403, "AccessDenied");
            return;
        }

        // As with a default retention.
        if (context.Request.Method == "PUT" && context.Request.Headers.ContentMD5 != Convert.ToBase64String(Md5(bytes)))
        {
            await RefuseAsync(context, 400, "InvalidRequest");
            return;
        }

        switch (context.Request.Method)
        {
            case "PUT":
                Objects[key] = bytes;
                break;
            case "GET" when key.Length == 0:
                await ListAsync(context);
                break;
            case "GET" when Objects.TryGetValue(key, out var found):
                await context.Response.Body.WriteAsync(found);
                break;
            default:
                await RefuseAsync(context, 404, "NoSuchKey");
                break;
        }
    }

    private async Task ListAsync(HttpContext context)
    {
        var prefix = context.Request.Query["prefix"].ToString();
        var after = context.Request.Query["continuation-token"].ToString();
        var keys = Objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(key, after) > 0).Order(StringComparer.Ordinal).ToList();
        var page = keys.Take(_pageSize).ToList();
        var items = string.Concat(page.Select(key => $"<Contents><Key>{WebUtility.HtmlEncode(key)}</Key><Size>{Objects[key].Length}</Size></Contents>"));
        var more = keys.Count > page.Count ? $"<IsTruncated>true</IsTruncated><NextContinuationToken>{WebUtility.HtmlEncode(page[^1])}</NextContinuationToken>" : "<IsTruncated>false</IsTruncated>";
        await context.Response.WriteAsync($"<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{more}{items}</ListBucketResult>");
    }

    private static Task RefuseAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync($"<Error><Code>{code}</Code></Error>");
    }

    private static bool IsSigned(HttpContext context, byte[] body)
    {
        var request = context.Request;
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        if (request.Headers["x-amz-content-sha256"] != hash) return false;
        var stamp = request.Headers["x-amz-date"].ToString();
        if (!DateTimeOffset.TryParseExact(stamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return false;
        if ((TimeProvider.System.GetUtcNow() - time).Duration() > TimeSpan.FromMinutes(15)) return false;

        // As it came over the wire, before anything unescaped it.
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var cut = target.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = cut < 0 ? (target, "") : (target[..cut], target[(cut + 1)..]);
        var canonical = new StringBuilder().Append(request.Method).Append('\n').Append(path).Append('\n')
            .AppendJoin('&', query.Split('&', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)).Append('\n')
            .Append("host:").Append(request.Headers.Host).Append('\n').Append("x-amz-content-sha256:").Append(hash).Append('\n').Append("x-amz-date:").Append(stamp).Append('\n')
            .Append("\nhost;x-amz-content-sha256;x-amz-date\n").Append(hash).ToString();
        var scope = $"{stamp[..8]}/{Region}/s3/aws4_request";
        var text = $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Mac(Mac(Mac(Mac(Encoding.UTF8.GetBytes($"AWS4{Secret}"), stamp[..8]), Region), "s3"), "aws4_request");
        return request.Headers.Authorization == $"AWS4-HMAC-SHA256 Credential={KeyId}/{scope},SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature={Convert.ToHexStringLower(Mac(key, text))}";
    }

    [SuppressMessage("Security", "CA5351", Justification = "What the protocol asks for.")]
    private static byte[] Md5(byte[] bytes) => MD5.HashData(bytes);

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
