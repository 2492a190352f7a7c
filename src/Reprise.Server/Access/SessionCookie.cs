using Microsoft.Extensions.Primitives;

namespace Reprise.Server.Access;

/// <summary>The cookie by which a browser is signed in. Scripts cannot read it, other sites cannot send it with changes, and it never goes to a provider.</summary>
internal static class SessionCookie
{
    private const string Plain = "reprise";

    /// <summary>Browsers take a name that begins so only from the host itself, over TLS and for the whole of it.</summary>
    private const string Secure = "__Host-reprise";

    public static void Set(HttpContext context, string token, TimeSpan lifetime)
    {
        var isTls = SecureHeaders.IsTls(context);
        context.Response.Cookies.Append(isTls ? Secure : Plain, token, Options(isTls, lifetime));
    }

    public static void Clear(HttpContext context)
    {
        var isTls = SecureHeaders.IsTls(context);
        context.Response.Cookies.Append(isTls ? Secure : Plain, "", Options(isTls, TimeSpan.Zero));
    }

    /// <summary>The token of a request, whose cookie goes no further; null when there is none.</summary>
    public static string? TakeOut(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.Cookie.Count == 0) return null;
        var wanted = SecureHeaders.IsTls(context) ? Secure : Plain;
        string? token = null;
        var kept = new List<string>();
        foreach (var part in headers.Cookie.SelectMany(static value => value?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? []))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? part : part[..equals];
            if (name is not (Plain or Secure)) kept.Add(part);
            else if (name == wanted) token ??= part[(equals + 1)..];
        }

        if (kept.Count == 0) headers.Remove("Cookie");
        else headers.Cookie = new StringValues(string.Join("; ", kept));
        return token;
    }

    private static CookieOptions Options(bool isTls, TimeSpan lifetime) => new() { HttpOnly = true, Secure = isTls, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = lifetime, IsEssential = true };
}
