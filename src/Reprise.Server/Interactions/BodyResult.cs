using System.Net.Http.Headers;
using Reprise.Interactions;

namespace Reprise.Server.Interactions;

/// <summary>Answers the exact bytes of a recorded body. They are hostile: a browser must neither run, guess nor show them.</summary>
internal sealed class BodyResult(Body body, InteractionId id, string which) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "private, no-store";
        headers.ContentDisposition = $"attachment; filename=\"{id}-{which}{Extension}\"";
        headers.ContentType = ContentType;
        if (IsToken(body.ContentEncoding)) headers.ContentEncoding = body.ContentEncoding;
        httpContext.Response.ContentLength = body.Bytes.Length;
        await httpContext.Response.Body.WriteAsync(body.Bytes, httpContext.RequestAborted);
    }

    /// <summary>As recorded, where it is a media type at all; a header value from the wire is not trusted to be one.</summary>
    private string ContentType => MediaTypeHeaderValue.TryParse(body.ContentType, out var type) ? type.ToString() : "application/octet-stream";

    private string Extension => ContentType switch
    {
        var type when type.Contains("json", StringComparison.OrdinalIgnoreCase) => ".json",
        var type when type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) => ".txt",
        _ => ".bin",
    };

    private static bool IsToken(string? text) =>
        !string.IsNullOrEmpty(text) && text.Length <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or ',' or ' ' or '_');
}
