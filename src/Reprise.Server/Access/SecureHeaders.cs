using Microsoft.Extensions.Options;

namespace Reprise.Server.Access;

/// <summary>Headers by which browsers keep what we answer from being run, framed, guessed or told about. What a provider answers keeps the provider's own.</summary>
internal static class SecureHeaders
{
    private const string Policy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>Stands behind the gateway. What an answer says itself stays.</summary>
    public static IApplicationBuilder UseSecureHeaders(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            Apply((HttpContext)state);
            return Task.CompletedTask;
        }, context);
        return next(context);
    });

    public static void Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.TryAdd("Content-Security-Policy", Policy);
        headers.TryAdd("Referrer-Policy", "no-referrer");
        headers.TryAdd("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()");
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)) headers.TryAdd("Cache-Control", "no-store");
        if (IsTls(context)) headers.TryAdd("Strict-Transport-Security", "max-age=31536000");
    }

    /// <summary>Whether the browser speaks TLS, to us or to a proxy in front of us.</summary>
    public static bool IsTls(HttpContext context) => context.Request.IsHttps || context.RequestServices.GetRequiredService<IOptions<AccessOptions>>().Value.IsTls;
}
