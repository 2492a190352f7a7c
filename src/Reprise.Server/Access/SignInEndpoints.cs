using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Server.Api;
using Microsoft.Extensions.Options;

namespace Reprise.Server.Access;

/// <summary>Signs people in and out, and tells them who they are.</summary>
internal static class SignInEndpoints
{
    private const string NotForKeys = "Only somebody who has signed in has sign-ins and a password.";

    public static IEndpointRouteBuilder MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/sign-in/providers", WaysAsync).WithTags("access").WithName("listSignInWays").Needs(Permission.Public).WithSummary("The ways to sign in, and whether one must").Problems(503);
        routes.MapPost("/api/sign-in", SignInAsync).WithTags("access").WithName("signIn").Needs(Permission.Public).WithSummary("Sign in with a name and a password")
            .WithDescription($"Sets a cookie that scripts cannot read. With it, changes need the header `{Entrance.PageHeader}: 1`.").Problems(400, 401, 415, 429, 503);
        routes.MapPost("/api/sign-out", SignOutAsync).WithTags("access").WithName("signOut").Needs(Permission.SignedIn).WithSummary("Sign out here").Problems(401, 503);
        var me = routes.MapGroup("/api/me").WithTags("access");
        me.MapGet("", MeAsync).WithName("getMe").Needs(Permission.SignedIn).WithSummary("Who asks, and what it may do").Problems(401, 503);
        me.MapPost("password", ChangePasswordAsync).WithName("changeMyPassword").Needs(Permission.SignedIn).WithSummary("Change one's own password; all other sign-ins end").Problems(400, 401, 409, 415, 429, 503);
        me.MapGet("sign-ins", ListAsync).WithName("listMySignIns").Needs(Permission.SignedIn).WithSummary("Where one is signed in").Problems(401, 409, 503);
        me.MapDelete("sign-ins/{id}", EndAsync).WithName("endMySignIn").Needs(Permission.SignedIn).WithSummary("End a sign-in, here or elsewhere").Problems(401, 404, 409, 503);
        return routes;
    }

    private static async Task<Ok<SignInWaysDocument>> WaysAsync(HttpContext http, AccessBook book, IOptions<AccessOptions> options, CancellationToken cancellationToken)
    {
        var list = await book.GetAsync(cancellationToken);
        var providers = options.Value.Providers.OrderBy(static provider => provider.Key, StringComparer.Ordinal)
            .Select(static provider => new SignInProviderDocument { Name = provider.Key, Title = provider.Value.Title ?? provider.Key, Url = $"/api/sign-in/{provider.Key}" });
        var isRequired = Entrance.AsksForLogin(http);
        return TypedResults.Ok(new SignInWaysDocument { Required = isRequired, Password = list.Users.Any(static user => user.PasswordHash is not null), Providers = [.. providers] });
    }

    private static async Task<Ok<MeDocument>> SignInAsync(HttpContext http, PasswordSignIn door, AccessBook book, IOptions<AccessOptions> options, SignInDocument request, CancellationToken cancellationToken)
    {
        var (user, token) = await door.BeginAsync(http, request.User, request.Password, cancellationToken);
        SessionCookie.Set(http, token, options.Value.SignInLifetime);
        var list = await book.GetAsync(cancellationToken);
        return TypedResults.Ok(Of(new Caller { Actor = $"user:{user.Name}", User = user.Name, IsAdministrator = user.IsAdministrator, Projects = list.RolesOf(user) }, user));
    }

    private static async Task<NoContent> SignOutAsync(HttpContext http, SignIns signIns, CancellationToken cancellationToken)
    {
        if (http.Caller() is { SignIn: { } signIn, Actor: var actor }) await signIns.EndAsync(signIn, actor, cancellationToken);
        SessionCookie.Clear(http);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<MeDocument>> MeAsync(HttpContext http, AccessBook book, CancellationToken cancellationToken)
    {
        var caller = http.Caller();
        return TypedResults.Ok(Of(caller, caller.User is { } name ? (await book.GetAsync(cancellationToken)).FindUser(name) : null));
    }

    private static async Task<NoContent> ChangePasswordAsync(
        HttpContext http, PasswordSignIn door, Users users, SignIns signIns, Passwords passwords, IOptions<AccessOptions> options, PasswordChangeDocument request, CancellationToken cancellationToken)
    {
        var name = Signed(http).User;
        await door.CheckAsync(http, name, request.Current, cancellationToken);
        if (PasswordRule.MistakeIn(request.New, name) is { } mistake) throw ApiProblem.InvalidParameter("new", mistake);
        await users.SetPasswordAsync(name, passwords.Hash(name, request.New), http.Caller().Actor, cancellationToken);
        await signIns.EndAllAsync(name, null, http.Caller().Actor, cancellationToken);
        var (_, token) = await signIns.BeginAsync(name, "password", http.Connection.RemoteIpAddress?.ToString(), http.Request.Headers.UserAgent.ToString(), cancellationToken);
        SessionCookie.Set(http, token, options.Value.SignInLifetime);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<ActiveSignInListDocument>> ListAsync(HttpContext http, SignIns signIns, CancellationToken cancellationToken)
    {
        var current = Signed(http);
        return TypedResults.Ok(new ActiveSignInListDocument { Items = [.. (await signIns.ListAsync(current.User, cancellationToken)).Select(signIn => ActiveSignInDocument.Of(signIn, current))] });
    }

    private static async Task<NoContent> EndAsync(HttpContext http, SignIns signIns, [Description("The sign-in's id.")] string id, CancellationToken cancellationToken) =>
        await signIns.EndAsync(Signed(http).User, id, http.Caller().Actor, cancellationToken) ? TypedResults.NoContent() : throw NotFound(id);

    internal static ApiProblem NotFound(string id) => new(404, "sign-in-not-found", "Sign-in not found", $"There is no sign-in '{ApiProblem.Short(id)}', or it is over.");

    private static SignIn Signed(HttpContext http) => http.Caller().SignIn ?? throw new ApiProblem(409, "not-signed-in", "Nobody has signed in", NotForKeys);

    private static MeDocument Of(Caller caller, User? user) => new()
    {
        Actor = caller.Actor, User = caller.User, DisplayName = user?.DisplayName, Administrator = caller.IsAdministrator, HasPassword = user?.PasswordHash is not null,
        Projects = ProjectRoleDocument.Of(caller.Projects), SignedInAt = caller.SignIn?.At,
    };
}
