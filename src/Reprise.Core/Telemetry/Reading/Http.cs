namespace Reprise.Telemetry;

/// <summary>Calls over HTTP that are no calls of models, in the names of both generations.</summary>
internal static class Http
{
    public static string Operation(string method, AttributeReader attributes)
    {
        var path = attributes.PeekText("url.path", "http.target", "http.route") ?? Path(attributes.PeekText("url.full", "http.url"));
        var operation = $"{method.ToUpperInvariant()} {path ?? "/"}";
        // The query of a call may hold secrets; the record has a place of its own for what of it may be kept.
        return operation.Split('?')[0] is { Length: <= 1024 } whole ? whole : operation[..1024];
    }

    public static int? Status(AttributeReader attributes) => attributes.Count("http.response.status_code", "http.status_code") is >= 100 and <= 999 and var status ? (int)status : null;

    private static string? Path(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.AbsolutePath : null;
}
