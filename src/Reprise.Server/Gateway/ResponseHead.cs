using Microsoft.Extensions.Primitives;

namespace Reprise.Server.Gateway;

/// <summary>Passes status and headers of an answer on, and notes what is worth recording.</summary>
internal static class ResponseHead
{
    private const int KeptMax = 32;

    public static void Copy(HttpResponseMessage source, HttpResponse target, RelayedCall call)
    {
        var kept = new List<KeyValuePair<string, string>>();
        target.StatusCode = (int)source.StatusCode;
        foreach (var header in source.Headers.NonValidated)
        {
            if (HeaderRules.IsHopByHop(header.Key)) continue;
            var values = ValuesOf(header.Value);
            target.Headers[header.Key] = values;
            if (kept.Count < KeptMax && HeaderRules.IsKept(header.Key)) kept.Add(new(header.Key.ToLowerInvariant(), values.ToString()));
        }

        foreach (var header in source.Content.Headers.NonValidated) target.Headers[header.Key] = ValuesOf(header.Value);
        var contentType = target.ContentType;
        call.Captured.ResponseHeaders = kept;
        call.SetResponse(target.StatusCode, contentType, target.Headers.ContentEncoding is { Count: > 0 } encoding ? encoding.ToString() : null);
        call.Recording.IsStream = IsStream(contentType);
    }

    public static void CopyTrailers(HttpResponseMessage source, HttpResponse target)
    {
        if (!target.SupportsTrailers()) return;
        foreach (var trailer in source.TrailingHeaders.NonValidated) target.AppendTrailer(trailer.Key, ValuesOf(trailer.Value));
    }

    private static bool IsStream(string? contentType) =>
        contentType is not null
        && (contentType.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase)
            || contentType.StartsWith("application/x-ndjson", StringComparison.OrdinalIgnoreCase)
            || contentType.StartsWith("application/stream+json", StringComparison.OrdinalIgnoreCase)
            || contentType.StartsWith("application/vnd.amazon.eventstream", StringComparison.OrdinalIgnoreCase));

    private static StringValues ValuesOf(System.Net.Http.Headers.HeaderStringValues values) => values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);
}
