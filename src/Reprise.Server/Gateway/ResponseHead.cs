using Microsoft.Extensions.Primitives;

namespace Reprise.Server.Gateway;

/// <summary>Passes status and headers of an answer on, and notes what is worth recording.</summary>
internal static class ResponseHead
{
    private const int KeptMax = 32;

    /// <summary>Why the head cannot be passed on; null when it can.</summary>
    public static string? MistakeOf(HttpResponseMessage source)
    {
        if ((int)source.StatusCode is < 200 or > 999) return $"answered with status {(int)source.StatusCode}";
        if (IsChunked(source) || !source.Content.Headers.NonValidated.TryGetValues("Content-Length", out var lengths)) return null;
        return lengths.Count != 1 || source.Content.Headers.ContentLength is null ? "answered with a Content-Length that is none" : null;
    }

    public static void Copy(HttpResponseMessage source, HttpResponse target, RelayedCall call)
    {
        // Ours, if there are any, go first.
        var kept = new List<KeyValuePair<string, string>>(call.Captured.ResponseHeaders);
        target.StatusCode = (int)source.StatusCode;
        foreach (var header in source.Headers.NonValidated)
        {
            if (HeaderRules.IsHopByHop(header.Key) || HeaderRules.IsOurs(header.Key)) continue;
            var values = ValuesOf(header.Value);
            if (!TrySet(target, header.Key, values, call)) continue;
            if (kept.Count < KeptMax && HeaderRules.IsKept(header.Key)) kept.Add(new(header.Key.ToLowerInvariant(), values.ToString()));
        }

        foreach (var header in source.Content.Headers.NonValidated)
            if (!header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)) TrySet(target, header.Key, ValuesOf(header.Value), call);
        SetLength(source, target, call);
        var contentType = target.ContentType;
        call.Captured.ResponseHeaders = kept;
        call.SetResponse(target.StatusCode, contentType, target.Headers.ContentEncoding is { Count: > 0 } encoding ? encoding.ToString() : null);
        call.Recording.IsStream = IsStream(contentType);
    }

    /// <summary>Whether HTTP lets an answer of this status have a body at all.</summary>
    public static bool CanHaveBody(int status) => status is not (204 or 205 or 304);

    public static void CopyTrailers(HttpResponseMessage source, HttpResponse target)
    {
        if (!target.SupportsTrailers()) return;
        foreach (var trailer in source.TrailingHeaders.NonValidated)
        {
            try
            {
                target.AppendTrailer(trailer.Key, ValuesOf(trailer.Value));
            }
            catch (InvalidOperationException)
            {
                // The record is closed by now, and the answer is whole without it.
            }
        }
    }

    /// <summary>A length that chunks contradict is no length (RFC 9112, section 6.3), and one without a body would be refused by our own server.</summary>
    private static void SetLength(HttpResponseMessage source, HttpResponse target, RelayedCall call)
    {
        if (IsChunked(source) || source.Content.Headers.ContentLength is not { } length) return;
        if (CanHaveBody(target.StatusCode) || target.StatusCode == StatusCodes.Status304NotModified) target.ContentLength = length;
        else if (length > 0) call.Recording.Remark($"the answer of status {target.StatusCode} had a body, which HTTP does not allow; it was not passed on");
    }

    private static bool IsChunked(HttpResponseMessage source) => source.Headers.TransferEncodingChunked == true;

    /// <summary>Sets a header; one with characters that our server would not write is left out and named on the record.</summary>
    private static bool TrySet(HttpResponse target, string name, StringValues values, RelayedCall call)
    {
        try
        {
            target.Headers[name] = values;
            return true;
        }
        catch (InvalidOperationException)
        {
            call.Recording.Remark($"header {name.ToLowerInvariant()} of the answer has characters that HTTP does not allow and was left out");
            return false;
        }
    }

    public static bool IsStream(string? contentType) =>
        contentType is not null
        && (contentType.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase)
            || contentType.StartsWith("application/x-ndjson", StringComparison.OrdinalIgnoreCase)
            || contentType.StartsWith("application/stream+json", StringComparison.OrdinalIgnoreCase)
            || contentType.StartsWith("application/vnd.amazon.eventstream", StringComparison.OrdinalIgnoreCase));

    private static StringValues ValuesOf(System.Net.Http.Headers.HeaderStringValues values) => values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);
}
