using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Server.Api;

namespace Reprise.Server.Access;

/// <summary>Makes and revokes keys, in the request's project.</summary>
internal static class KeyEndpoints
{
    private const string ScopeHelp = "`project` (the default), or `installation` for keys of administrators.";

    public static IEndpointRouteBuilder MapKeys(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/keys").WithTags("access");
        group.MapGet("", ListAsync).WithName("listKeys").Needs(Permission.Own).WithSummary("The keys of a project, without their secrets").Problems(400, 503);
        group.MapPost("", CreateAsync).WithName("createKey").Needs(Permission.Own).WithSummary("Make a key; it is told once").Problems(400, 409, 415, 503);
        group.MapGet("{id}", GetAsync).WithName("getKey").Needs(Permission.Own).WithSummary("One key, without its secret").Problems(400, 404, 503);
        group.MapPut("{id}/limits", LimitAsync).WithName("limitKey").Needs(Permission.Own).WithSummary("Set what a key may do at the gateway: whom it may ask, for how much and how often")
            .WithDescription("Takes the place of the limits it had, from the next call on; empty limits take them away. What was spent stays spent. It is on the audit log.").Problems(400, 404, 415, 503);
        group.MapDelete("{id}", RevokeAsync).WithName("revokeKey").Needs(Permission.Own).WithSummary("End a key for good").Problems(400, 404, 503);
        return routes;
    }

    private static async Task<Ok<KeyListDocument>> ListAsync(HttpContext http, ApiKeys keys, TimeProvider time, CancellationToken cancellationToken, [Description(ScopeHelp)] string? scope = null)
    {
        var now = time.GetUtcNow();
        return TypedResults.Ok(new KeyListDocument { Items = [.. (await keys.ListAsync(http.ProjectOrInstallation(scope), cancellationToken)).OrderBy(static key => key.CreatedAt).Select(key => KeyDocument.Of(key, now))] });
    }

    private static async Task<Created<MadeKeyDocument>> CreateAsync(HttpContext http, ApiKeys keys, TimeProvider time, NewKeyDocument request, CancellationToken cancellationToken)
    {
        var project = http.ProjectOrInstallation(request.Administrator ? "installation" : null);
        if (!AccessNames.IsKey(request.Name)) throw ApiProblem.InvalidParameter("name", $"'{ApiProblem.Short(request.Name)}' is no name of a key; expected {AccessNames.KeyRule}.");
        var now = time.GetUtcNow();
        if (request.ExpiresAt <= now) throw ApiProblem.InvalidParameter("expires_at", "That time is over.");
        var wanted = KeyOf(request, project);
        if (ApiKeys.MistakeOf(wanted) is { } mistake) throw ApiProblem.InvalidParameter("limits", mistake);
        if ((await keys.ListAsync(project, cancellationToken)).Any(key => key.Name == request.Name && key.IsValid(now)))
            throw new ApiProblem(409, "key-exists", "There is a key of that name", $"There is a valid key '{request.Name}'. Choose another name, or revoke that one first.");
        var (key, text) = await keys.CreateAsync(wanted, http.Caller().Actor, cancellationToken);
        return TypedResults.Created($"/api/keys/{key.Id}", new MadeKeyDocument { Details = KeyDocument.Of(key, now), Key = text.Reveal() });
    }

    private static ApiKey KeyOf(NewKeyDocument request, string project)
    {
        if (request.Role is not null && request.Permissions is not null) throw ApiProblem.InvalidParameter("permissions", "A role and single permissions do not go together; leave one of them out.");
        if (request.Administrator && (request.Role ?? request.Permissions as object) is not null) throw ApiProblem.InvalidParameter("administrator", "A key of an administrator may do everything; leave role and permissions out.");
        if (request.Permissions is { Count: 0 }) throw ApiProblem.InvalidParameter("permissions", "There are none; give at least one, or a role.");
        var permissions = (request.Permissions ?? []).Select(static name =>
            AccessWords.PermissionOf(name) ?? throw ApiProblem.InvalidParameter("permissions", $"'{ApiProblem.Short(name ?? "")}' is no permission; expected {string.Join(", ", AccessWords.PermissionNames)}.")).Distinct().ToList();
        var role = request.Administrator || permissions.Count > 0 ? Role.None
            : request.Role is null ? Role.Recorder
            : AccessWords.RoleOf(request.Role) ?? throw ApiProblem.InvalidParameter("role", $"'{ApiProblem.Short(request.Role)}' is no role; expected {string.Join(", ", AccessWords.RoleNames)}.");
        return new ApiKey { Id = "", SecretHash = "", CreatedBy = "", Name = request.Name, Project = project, Role = role, Permissions = permissions, IsAdministrator = request.Administrator, ExpiresAt = request.ExpiresAt?.ToUniversalTime(), Limits = request.Limits is { SayNothing: false } limits ? limits : null };
    }

    private static async Task<Ok<KeyDocument>> RevokeAsync(
        HttpContext http, ApiKeys keys, TimeProvider time, [Description("The key's id, the part between the underscores.")] string id, CancellationToken cancellationToken, [Description(ScopeHelp)] string? scope = null) =>
        await keys.RevokeAsync(http.ProjectOrInstallation(scope), id, http.Caller().Actor, cancellationToken) is { } key
            ? TypedResults.Ok(KeyDocument.Of(key, time.GetUtcNow()))
            : throw NotFound(id);

    private static async Task<Ok<KeyDocument>> GetAsync(
        HttpContext http, ApiKeys keys, TimeProvider time, [Description("The key's id.")] string id, CancellationToken cancellationToken, [Description(ScopeHelp)] string? scope = null) =>
        await keys.FindAsync(http.ProjectOrInstallation(scope), id, cancellationToken) is { } key ? TypedResults.Ok(KeyDocument.Of(key, time.GetUtcNow())) : throw NotFound(id);

    private static async Task<Ok<KeyDocument>> LimitAsync(HttpContext http, ApiKeys keys, TimeProvider time, [Description("The key's id.")] string id, KeyLimits limits, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        if (await keys.FindAsync(project, id, cancellationToken) is not { } key) throw NotFound(id);
        if (ApiKeys.MistakeOf(key with { Limits = limits }) is { } mistake) throw ApiProblem.InvalidParameter("limits", mistake);
        return await keys.LimitAsync(project, id, limits, http.Caller().Actor, cancellationToken) is { } limited ? TypedResults.Ok(KeyDocument.Of(limited, time.GetUtcNow())) : throw NotFound(id);
    }

    internal static ApiProblem NotFound(string id) => new(404, "key-not-found", "Key not found", $"There is no key '{ApiProblem.Short(id)}' here.");
}
