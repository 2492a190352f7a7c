using System.ComponentModel;
using System.Text.Encodings.Web;
using Microsoft.Extensions.Options;
using Reprise.Access;
using Reprise.Server.Api;

namespace Reprise.Server.Access.External;

/// <summary>Sends people to who vouches for them, and takes them back.</summary>
internal static class ExternalSignInEndpoints
{
    private const string Cookie = "reprise-sign-in";
    private const string NameHelp = "The provider's name, as `GET /api/sign-in/providers` lists it.";

    public static IEndpointRouteBuilder MapExternalSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/sign-in/{provider}", BeginAsync).WithTags("access").WithName("beginSignIn").Needs(Permission.Public).WithSummary("Go to a provider to sign in").Produces(302).Problems(400, 404, 502);
        routes.MapGet("/api/sign-in/{provider}/return", EndAsync).WithTags("access").WithName("endSignInElsewhere").Needs(Permission.Public).WithSummary("Come back from a provider").Produces<string>(200, "text/html").Problems(401, 404);
        return routes;
    }

    /// <summary>Whether it is an address of our own page and of nothing else, however a browser may read it.</summary>
    public static bool IsOwnPage(string path) =>
        path.Length is > 0 and <= 1000 && path[0] == '/' && (path.Length == 1 || path[1] is not ('/' or '\\')) && path.All(static c => c is > ' ' and <= '~' and not '\\');

    private static async Task<IResult> BeginAsync(
        HttpContext http, ExternalSignIn door, IOptions<AccessOptions> options, [Description(NameHelp)] string provider, CancellationToken cancellationToken,
        [Description("The page to come back to, such as `/sessions`.")] string? @return = null)
    {
        var of = door.Find(provider) ?? throw NotFound(provider);
        var back = string.IsNullOrEmpty(@return) ? "/" : IsOwnPage(@return) ? @return : throw ApiProblem.InvalidParameter("return", "That is no page of this server; expected a path such as /sessions.");
        try
        {
            var (address, secret) = await door.BeginAsync(provider, of, RedirectOf(http, options.Value, provider), back, cancellationToken);
            http.Response.Cookies.Append(Cookie, secret, CookieOf(http, TimeSpan.FromMinutes(10)));
            return Results.Redirect(address);
        }
        catch (RefusedIdentityException e)
        {
            throw new ApiProblem(502, "provider-unusable", "The provider cannot be used", e.Message);
        }
    }

    private static async Task<IResult> EndAsync(
        HttpContext http, ExternalSignIn door, IOptions<AccessOptions> options, [Description(NameHelp)] string provider, CancellationToken cancellationToken,
        [Description("What the provider gave.")] string? code = null, [Description("What we gave the browser.")] string? state = null)
    {
        var of = door.Find(provider) ?? throw NotFound(provider);
        var secret = http.Request.Cookies[Cookie];
        http.Response.Cookies.Append(Cookie, "", CookieOf(http, TimeSpan.Zero));
        try
        {
            var (token, back) = await door.EndAsync(http, provider, of, code, state, secret, cancellationToken);
            SessionCookie.Set(http, token, options.Value.SignInLifetime);
            // Not a redirect: the browser would say that the provider's page asked for ours, and that is refused.
            return Results.Text($"<!doctype html><meta charset=utf-8><meta http-equiv=refresh content=\"0;url={HtmlEncoder.Default.Encode(back)}\"><title>Reprise</title>", "text/html");
        }
        catch (RefusedIdentityException e)
        {
            await door.NoteRefusalAsync(http, provider, cancellationToken);
            throw new ApiProblem(401, "sign-in-refused", "You were not let in", e.Message);
        }
    }

    private static CookieOptions CookieOf(HttpContext http, TimeSpan lifetime) =>
        new() { HttpOnly = true, Secure = SecureHeaders.IsTls(http), SameSite = SameSiteMode.Lax, Path = "/api/sign-in", MaxAge = lifetime, IsEssential = true };

    private static string RedirectOf(HttpContext http, AccessOptions options, string name) =>
        $"{(options.PublicUrl?.TrimEnd('/') ?? $"{http.Request.Scheme}://{http.Request.Host.Value}")}/api/sign-in/{name}/return";

    private static ApiProblem NotFound(string name) => new(404, "provider-not-found", "Provider not found", $"Nobody of the name '{ApiProblem.Short(name)}' vouches for people here.");
}
