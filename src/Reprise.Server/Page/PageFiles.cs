using Microsoft.Extensions.FileProviders;

namespace Reprise.Server.Page;

/// <summary>Serves the page: its built files, and <c>index.html</c> for every address that is one of the page's own.</summary>
internal static class PageFiles
{
    /// <summary>Everything comes from this server, and no script that is not a file of the page runs, whatever a recorded text holds.</summary>
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static readonly string[] s_ours = ["/api", "/health", "/metrics", "/openapi", "/schemas", "/problems", "/v1", "/mcp"];

    /// <summary>Stands behind the gateway and before routing. Without built files there is no page, and <c>/</c> says how to get one.</summary>
    public static IApplicationBuilder UsePage(this WebApplication app)
    {
        var folder = app.Configuration["Page"] is { Length: > 0 } configured ? Path.GetFullPath(configured) : Path.Combine(AppContext.BaseDirectory, "wwwroot");
        var index = Path.Combine(folder, "index.html");
        if (!File.Exists(index)) return app.Use(WithoutPageAsync);
        var files = new StaticFileOptions { FileProvider = new PhysicalFileProvider(folder), OnPrepareResponse = static response => Protect(response.Context.Response, response.Context.Request.Path.StartsWithSegments("/assets")) };
        app.UseStaticFiles(files);
        return app.Use((context, next) => IsPageAddress(context.Request) ? SendIndexAsync(context, index) : next(context));
    }

    private static bool IsPageAddress(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) return false;
        foreach (var prefix in s_ours)
            if (request.Path.StartsWithSegments(prefix)) return false;
        // A missing file must not look like the page.
        return !Path.HasExtension(request.Path.Value) && (request.Headers.Accept.Count == 0 || request.Headers.Accept.ToString() is var accept && (accept.Contains("text/html", StringComparison.Ordinal) || accept.Contains("*/*", StringComparison.Ordinal)));
    }

    private static Task SendIndexAsync(HttpContext context, string index)
    {
        Protect(context.Response, isImmutable: false);
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.SendFileAsync(index, context.RequestAborted);
    }

    private static Task WithoutPageAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path != "/" || !HttpMethods.IsGet(context.Request.Method)) return next(context);
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("Reprise is running. Its page is not built: start it with ./reprise, or run 'npm ci && npm run build' in web/ and set Page to web/dist.\nThe API is at /api, its description at /openapi/v1.json.\n", context.RequestAborted);
    }

    private static void Protect(HttpResponse response, bool isImmutable)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = isImmutable ? "public, max-age=31536000, immutable" : "no-cache";
    }
}
