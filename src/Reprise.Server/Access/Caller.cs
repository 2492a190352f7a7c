using Reprise.Access;

namespace Reprise.Server.Access;

/// <summary>Who makes a request.</summary>
internal sealed record Caller
{
    /// <summary>Whoever sits at the machine, where no login is asked for: may do everything.</summary>
    public static Caller Local { get; } = new() { Actor = "local", IsAdministrator = true, IsPerson = true };

    /// <summary>As the audit log names it: <c>local</c>, <c>user:ann</c>, <c>key:ci</c>.</summary>
    public required string Actor { get; init; }
    public bool IsAdministrator { get; init; }

    /// <summary>A person rather than a program: what it reads goes on the audit log.</summary>
    public bool IsPerson { get; init; }

    /// <summary>The role in each project that it has one in.</summary>
    public IReadOnlyDictionary<string, Role> Projects { get; init; } = new Dictionary<string, Role>();

    public Role RoleIn(string project) => IsAdministrator ? Role.Owner : Projects.GetValueOrDefault(project, Role.None);

    public bool May(Permission permission, string project) => IsAdministrator || RoleIn(project).May(permission);
}
