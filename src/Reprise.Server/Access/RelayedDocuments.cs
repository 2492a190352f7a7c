namespace Reprise.Server.Access;

/// <summary>
/// Keeps what a provider answers from acting as a page of ours: when a browser shows it as a document, no script of it runs and it has no origin, so it
/// cannot read the record. Programs get every header as the provider sent it.
/// </summary>
internal static class RelayedDocuments
{
    private static readonly object s_ours = new();

    /// <summary>Stands before the gateway. Every answer is a relayed one until <see cref="UseOwnDocuments"/> has seen the request.</summary>
    public static IApplicationBuilder UseRelayedDocuments(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (IsDocument(context.Request)) context.Response.OnStarting(static state => Confine((HttpContext)state), context);
        return next(context);
    });

    /// <summary>Stands behind the gateway: what comes here is answered by us.</summary>
    public static IApplicationBuilder UseOwnDocuments(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Items[s_ours] = s_ours;
        return next(context);
    });

    private static bool IsDocument(HttpRequest request) => request.Headers["Sec-Fetch-Dest"].ToString() is "document" or "iframe" or "frame" or "fencedframe" or "object" or "embed";

    private static Task Confine(HttpContext context)
    {
        if (context.Items.ContainsKey(s_ours)) return Task.CompletedTask;
        context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Task.CompletedTask;
    }
}
