using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Interactions;
using Reprise.Server.Api;

namespace Reprise.Server.Access;

/// <summary>Gives users roles in the request's project, and sets projects up.</summary>
internal static class MemberEndpoints
{
    private const int MostDescription = 1000;
    private const string UserHelp = "The user's name.";

    public static IEndpointRouteBuilder MapMembers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/members").WithTags("access");
        group.MapGet("", ListAsync).WithName("listMembers").Needs(Permission.Own).WithSummary("Who has which role in a project").Problems(400, 503);
        group.MapPut("{user}", SetAsync).WithName("setMember").Needs(Permission.Own).WithSummary("Give a user a role in a project").Problems(400, 404, 415, 503);
        group.MapDelete("{user}", RemoveAsync).WithName("removeMember").Needs(Permission.Own).WithSummary("Take a user's role in a project away").Problems(400, 404, 503);
        routes.MapPut("/api/projects/{name}", DescribeAsync).WithTags("access").WithName("setProject").Needs(Permission.Administer).WithSummary("Set a project up, or describe it anew")
            .WithDescription("Recording needs none of it: a project is there as soon as something is on record in it.").Problems(400, 415, 503);
        routes.MapDelete("/api/projects/{name}", ForgetAsync).WithTags("access").WithName("removeProject").Needs(Permission.Administer).WithSummary("Forget a project's description, members and keys; its record stays")
            .Problems(400, 404, 503);
        return routes;
    }

    private static async Task<Ok<MemberListDocument>> ListAsync(HttpContext http, AccessBook book, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        var list = await book.GetAsync(cancellationToken);
        var decided = list.Members.Where(member => member.Project == project).ToDictionary(static member => member.User, StringComparer.Ordinal);
        var items = list.Users.Select(user => (user.Name, Role: list.RolesOf(user).GetValueOrDefault(project))).Where(static member => member.Role != Role.None)
            .Select(member => decided.TryGetValue(member.Name, out var by) && by.Role == member.Role ? MemberDocument.Of(by) : new MemberDocument { User = member.Name, Role = AccessWords.Of(member.Role) });
        return TypedResults.Ok(new MemberListDocument { Items = [.. items] });
    }

    private static async Task<Ok<MemberDocument>> SetAsync(HttpContext http, Members members, AccessBook book, [Description(UserHelp)] string user, MemberRoleDocument request, CancellationToken cancellationToken)
    {
        var role = AccessWords.RoleOf(request.Role) ?? throw ApiProblem.InvalidParameter("role", $"'{ApiProblem.Short(request.Role)}' is no role; expected {string.Join(", ", AccessWords.RoleNames)}.");
        if ((await book.GetAsync(cancellationToken)).FindUser(user) is null) throw new ApiProblem(404, "user-not-found", "User not found", $"There is no user '{ApiProblem.Short(user)}'.");
        return TypedResults.Ok(MemberDocument.Of(await members.SetAsync(RequestProject.ProjectOf(http), user, role, http.Caller().Actor, cancellationToken)));
    }

    private static async Task<NoContent> RemoveAsync(HttpContext http, Members members, [Description(UserHelp)] string user, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        return await members.RemoveAsync(project, user, http.Caller().Actor, cancellationToken)
            ? TypedResults.NoContent()
            : throw new ApiProblem(404, "member-not-found", "Member not found", $"'{ApiProblem.Short(user)}' has no role in project '{project}' that was given here.");
    }

    private static async Task<NoContent> DescribeAsync(HttpContext http, Members members, [Description("The project.")] string name, ProjectSettingDocument request, CancellationToken cancellationToken)
    {
        if (request.Description is { } text && (text.Length > MostDescription || text.Any(char.IsControl))) throw ApiProblem.InvalidParameter("description", $"A description has at most {MostDescription:N0} characters, none of them a control character.");
        await members.DescribeAsync(Named(name), request.Description, http.Caller().Actor, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ForgetAsync(HttpContext http, Members members, ApiKeys keys, [Description("The project.")] string name, CancellationToken cancellationToken)
    {
        var (project, actor) = (Named(name), http.Caller().Actor);
        var wasThere = false;
        foreach (var key in await keys.ListAsync(project, cancellationToken))
        {
            if (key.RevokedAt is not null) continue;
            wasThere = true;
            await keys.RevokeAsync(project, key.Id, actor, cancellationToken);
        }

        return await members.ForgetAsync(project, actor, cancellationToken) || wasThere
            ? TypedResults.NoContent()
            : throw new ApiProblem(404, "project-not-found", "Project not found", $"Nothing is set up for a project '{project}'.");
    }

    private static string Named(string name) => Projects.IsValid(name) ? name : throw ApiProblem.InvalidParameter("name", $"'{ApiProblem.Short(name)}' is no project name; expected 1 to {Projects.NameLength} of a-z, 0-9, '-', '_' and '.'.");
}
