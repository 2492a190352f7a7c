using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Server.Api;

namespace Reprise.Server.Access;

/// <summary>Makes and changes users; for administrators.</summary>
internal static class UserEndpoints
{
    private const string NameHelp = "The user's name.";

    public static IEndpointRouteBuilder MapUsers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/users").WithTags("access");
        group.MapGet("", ListAsync).WithName("listUsers").Needs(Permission.Administer).WithSummary("Users with their roles").Problems(503);
        group.MapPost("", CreateAsync).WithName("createUser").Needs(Permission.Administer).WithSummary("Make a user").Problems(400, 409, 415, 503);
        group.MapGet("{name}", GetAsync).WithName("getUser").Needs(Permission.Administer).WithSummary("One user").Problems(404, 503);
        group.MapPatch("{name}", ChangeAsync).WithName("changeUser").Needs(Permission.Administer).WithSummary("Disable a user, make it an administrator, or give it a new password").Problems(400, 404, 409, 415, 503);
        group.MapDelete("{name}", RemoveAsync).WithName("removeUser").Needs(Permission.Administer).WithSummary("Remove a user with its roles; what it did stays on the audit log").Problems(404, 409, 503);
        group.MapGet("{name}/sign-ins", SignInsAsync).WithName("listSignIns").Needs(Permission.Administer).WithSummary("Where a user is signed in").Problems(404, 503);
        group.MapDelete("{name}/sign-ins/{id}", EndAsync).WithName("endSignIn").Needs(Permission.Administer).WithSummary("End a user's sign-in").Problems(404, 503);
        return routes;
    }

    private static async Task<Ok<UserListDocument>> ListAsync(AccessBook book, CancellationToken cancellationToken)
    {
        var list = await book.GetAsync(cancellationToken);
        return TypedResults.Ok(new UserListDocument { Items = [.. list.Users.Select(user => UserDocument.Of(user, list))] });
    }

    private static async Task<Created<UserDocument>> CreateAsync(HttpContext http, Users users, AccessBook book, Passwords passwords, NewUserDocument request, CancellationToken cancellationToken)
    {
        if (!AccessNames.IsUser(request.Name)) throw ApiProblem.InvalidParameter("name", $"'{ApiProblem.Short(request.Name)}' is no name of a user; expected {AccessNames.UserRule}.");
        CheckDisplayName(request.DisplayName);
        if (PasswordRule.MistakeIn(request.Password, request.Name) is { } mistake) throw ApiProblem.InvalidParameter("password", mistake);
        var user = new User { Name = request.Name, DisplayName = request.DisplayName, IsAdministrator = request.Administrator, PasswordHash = passwords.Hash(request.Name, request.Password) };
        var made = await users.CreateAsync(user, http.Caller().Actor, cancellationToken) ?? throw new ApiProblem(409, "user-exists", "There is a user of that name", $"There is a user '{request.Name}'. Choose another name.");
        return TypedResults.Created($"/api/users/{Uri.EscapeDataString(made.Name)}", UserDocument.Of(made, await book.GetAsync(cancellationToken)));
    }

    private static async Task<Ok<UserDocument>> GetAsync(AccessBook book, [Description(NameHelp)] string name, CancellationToken cancellationToken)
    {
        var list = await book.GetAsync(cancellationToken);
        return TypedResults.Ok(UserDocument.Of(list.FindUser(name) ?? throw NotFound(name), list));
    }

    private static async Task<Ok<UserDocument>> ChangeAsync(
        HttpContext http, Users users, SignIns signIns, AccessBook book, Passwords passwords, TimeProvider time, [Description(NameHelp)] string name, UserChangeDocument request, CancellationToken cancellationToken)
    {
        var list = await book.GetAsync(cancellationToken);
        var user = list.FindUser(name) ?? throw NotFound(name);
        CheckDisplayName(request.DisplayName);
        if (request.Password is { } password && PasswordRule.MistakeIn(password, name) is { } mistake) throw ApiProblem.InvalidParameter("password", mistake);
        if (request is { Administrator: false } or { Disabled: true }) KeepOne(list, user);
        var actor = http.Caller().Actor;
        var hash = request.Password is { } given ? passwords.Hash(name, given) : null;
        var changed = await users.ChangeAsync(
            name,
            now => now with
            {
                DisplayName = request.DisplayName ?? now.DisplayName,
                IsAdministrator = request.Administrator ?? now.IsAdministrator,
                IsDisabled = request.Disabled ?? now.IsDisabled,
                PasswordHash = hash ?? now.PasswordHash,
                ValidFrom = hash is not null || request.Disabled == true ? time.GetUtcNow() : now.ValidFrom,
            },
            hash is null ? "user.change" : "user.password", actor, cancellationToken) ?? throw NotFound(name);
        if (hash is not null || request.Disabled == true) await signIns.EndAllAsync(name, null, actor, cancellationToken);
        return TypedResults.Ok(UserDocument.Of(changed, await book.GetAsync(cancellationToken)));
    }

    private static async Task<NoContent> RemoveAsync(HttpContext http, Users users, SignIns signIns, AccessBook book, [Description(NameHelp)] string name, CancellationToken cancellationToken)
    {
        var list = await book.GetAsync(cancellationToken);
        KeepOne(list, list.FindUser(name) ?? throw NotFound(name));
        var actor = http.Caller().Actor;
        if (!await users.RemoveAsync(name, actor, cancellationToken)) throw NotFound(name);
        await signIns.EndAllAsync(name, null, actor, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<ActiveSignInListDocument>> SignInsAsync(HttpContext http, AccessBook book, SignIns signIns, [Description(NameHelp)] string name, CancellationToken cancellationToken)
    {
        if ((await book.GetAsync(cancellationToken)).FindUser(name) is null) throw NotFound(name);
        return TypedResults.Ok(new ActiveSignInListDocument { Items = [.. (await signIns.ListAsync(name, cancellationToken)).Select(signIn => ActiveSignInDocument.Of(signIn, http.Caller().SignIn))] });
    }

    private static async Task<NoContent> EndAsync(HttpContext http, SignIns signIns, [Description(NameHelp)] string name, [Description("The sign-in's id.")] string id, CancellationToken cancellationToken) =>
        await signIns.EndAsync(name, id, http.Caller().Actor, cancellationToken) ? TypedResults.NoContent() : throw SignInEndpoints.NotFound(id);

    /// <summary>Somebody must be left who can let others in.</summary>
    private static void KeepOne(AccessList list, User user)
    {
        if (!user.IsAdministrator || user.IsDisabled || user.PasswordHash is null) return;
        if (list.Users.Count(static other => other is { IsAdministrator: true, IsDisabled: false, PasswordHash: not null }) == 1)
            throw new ApiProblem(409, "last-administrator", "The last administrator", $"'{user.Name}' is the last administrator with a password. Make another one first.");
    }

    private static void CheckDisplayName(string? name)
    {
        if (name is not null && (name.Length > 200 || name.Any(char.IsControl))) throw ApiProblem.InvalidParameter("display_name", "A name for people has at most 200 characters, none of them a control character.");
    }

    private static ApiProblem NotFound(string name) => new(404, "user-not-found", "User not found", $"There is no user '{ApiProblem.Short(name)}'.");
}
