using System.Net;
using System.Text;
using System.Text.Json;
using Reprise.Client.AI;
using Reprise.Interactions;

namespace Reprise.Client.Tools;

/// <summary>Sends requests to an API and to nowhere else: an answer that leads to another server is the answer.</summary>
#pragma warning disable CA1001 // The handler is shared, or the caller's; the invoker around it holds nothing.
internal sealed class OpenApiCaller(OpenApiTool tool)
#pragma warning restore CA1001
{
    private const int MostRedirects = 5;
    private static readonly HttpMessageHandler s_plain = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
    private readonly HttpMessageInvoker _http = new(tool.Handler ?? s_plain, disposeHandler: false);

    /// <summary>Headers that are not a parameter's to set.</summary>
    public static bool IsReserved(string name) =>
        name.ToLowerInvariant() is "authorization" or "proxy-authorization" or "cookie" or "host" or "accept" or "content-type" or "content-length" or "transfer-encoding" or "connection" or "upgrade" or "te" or "trailer" or "expect";

    public async Task<(int Status, ToolAnswer Answer)> CallAsync(OpenApiOperation operation, JsonElement arguments, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(tool.TimeLimit, time);
        using var all = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            Uri? next = null;
            for (var redirects = 0; ; redirects++)
            {
                using var request = next is null ? OpenApiRequests.Of(operation, arguments) : new HttpRequestMessage(new HttpMethod(operation.Method), next);
                foreach (var (name, value) in tool.Headers) request.Headers.TryAddWithoutValidation(name, value);
                if (tool.Authorize is { } authorize) await authorize(request, all.Token).ConfigureAwait(false);
                using var response = await _http.SendAsync(request, all.Token).ConfigureAwait(false);
                next = redirects < MostRedirects && operation.IsSafe ? NextOf(operation, request, response) : null;
                if (next is null) return await ReadAsync(operation, response, all.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The API {tool.Id} took longer than {tool.TimeLimit.TotalSeconds} s.", e);
        }
    }

    private static Uri? NextOf(OpenApiOperation operation, HttpRequestMessage request, HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)) return null;
        if (response.Headers.Location is not { } location) return null;
        var next = new Uri(request.RequestUri!, location);
        return OpenApiRequests.IsSameServer(operation.Server, next) && next.UserInfo.Length == 0 ? next : null;
    }

    private async Task<(int Status, ToolAnswer Answer)> ReadAsync(OpenApiOperation operation, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var (bytes, isCut) = await ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
        var status = (int)response.StatusCode;
        var type = response.Content.Headers.ContentType?.MediaType;
        var content = JsonValues.Object(writer =>
        {
            writer.WriteNumber("status", status);
            if (response.Headers.Location is { } location && status is >= 300 and < 400) writer.WriteString("location", location.OriginalString);
            if (isCut) writer.WriteBoolean("truncated", true);
            WriteBody(writer, bytes, type, isCut);
        }).GetRawText();
        var answer = new ToolAnswer(content) { KeepOut = isCut ? "truncated" : null };
        return (status, status is >= 200 and < 300 ? answer : answer with
        {
            Status = InteractionStatus.Error, ErrorCode = FormattableString.Invariant($"http_{status}"), ErrorMessage = FormattableString.Invariant($"{operation.Method} {operation.Path} was answered with {status}"),
        });
    }

    private static void WriteBody(Utf8JsonWriter writer, byte[] bytes, string? type, bool isCut)
    {
        if (bytes.Length == 0) return;
        if (!isCut && (type is null || OpenApiReader.IsJson(type)))
        {
            try
            {
                var json = JsonElement.Parse(bytes);
                writer.WritePropertyName("body");
                json.WriteTo(writer);
                return;
            }
            catch (JsonException)
            {
                // Text then.
            }
        }

        if (isCut || System.Text.Unicode.Utf8.IsValid(bytes)) writer.WriteString("body", Encoding.UTF8.GetString(bytes));
        else writer.WriteString("body", FormattableString.Invariant($"({type ?? "unknown"}, {bytes.Length} bytes)"));
    }

    private async Task<(byte[] Bytes, bool IsCut)> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var kept = new MemoryStream();
            var piece = new byte[16 * 1024];
            int count;
            while ((count = await stream.ReadAsync(piece, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (kept.Length + count > tool.KeptBytes)
                {
                    kept.Write(piece, 0, tool.KeptBytes - (int)kept.Length);
                    return (kept.ToArray(), true);
                }

                kept.Write(piece, 0, count);
            }

            return (kept.ToArray(), false);
        }
    }
}
