using Reprise.Access;

namespace Reprise.Server.Access;

/// <summary>Who makes a request.</summary>
internal sealed record Caller
{
    /// <summary>Whoever sits at the machine, where no login is asked for: may do everything.</summary>
    public static Caller Local { get; } = new() { Actor = "local", IsAdministrator = true, IsPerson = true };

    /// <summary>Whoever reaches a server that was opened to everybody.</summary>
    public static Caller Anybody { get; } = new() { Actor = "anybody", IsAdministrator = true, IsPerson = true };

    /// <summary>Who has shown nothing, or nothing that counts: may do nothing.</summary>
    public static Caller Nobody { get; } = new() { Actor = "nobody", IsPerson = true };

    /// <summary>The server itself, in calls that it makes of its own accord.</summary>
    public static Caller Reprise { get; } = new() { Actor = "reprise", IsAdministrator = true };

    /// <summary>As the audit log names it: <c>local</c>, <c>user:ann</c>, <c>key:ci</c>.</summary>
    public required string Actor { get; init; }
    public bool IsAdministrator { get; init; }

    /// <summary>A person rather than a program: what it reads goes on the audit log.</summary>
    public bool IsPerson { get; init; }

    /// <summary>The role in each project that it has one in.</summary>
    public IReadOnlyDictionary<string, Role> Projects { get; init; } = new Dictionary<string, Role>();

    /// <summary>What alone it may do, in its projects; empty for all that its role may.</summary>
    public IReadOnlyList<Permission> Only { get; init; } = [];

    /// <summary>The one project that it is for, whatever the request says; null when the request says it.</summary>
    public string? FixedProject { get; init; }

    /// <summary>The user's name; null for others.</summary>
    public string? User { get; init; }

    /// <summary>The key it showed; null for others.</summary>
    public ApiKey? Key { get; init; }

    /// <summary>The sign-in it came with; null for others.</summary>
    public SignIn? SignIn { get; init; }

    public bool IsNobody => ReferenceEquals(this, Nobody);

    public Role RoleIn(string project) => IsAdministrator ? Role.Owner : Projects.GetValueOrDefault(project, Role.None);

    public bool May(Permission permission, string project)
    {
        if (permission == Permission.Public || IsAdministrator) return true;
        if (IsNobody || permission == Permission.Administer) return false;
        if (permission == Permission.SignedIn) return true;
        return Only.Count > 0 ? project == FixedProject && Only.Contains(permission) : RoleIn(project).May(permission);
    }

    public static Caller Of(User user, AccessList list, SignIn signIn) => new()
    {
        Actor = $"user:{user.Name}", IsAdministrator = user.IsAdministrator, IsPerson = true, Projects = list.RolesOf(user), User = user.Name, SignIn = signIn,
    };

    public static Caller Of(ApiKey key) => key.IsAdministrator
        ? new Caller { Actor = $"key:{key.Name}", IsAdministrator = true, Key = key }
        : new Caller { Actor = $"key:{key.Name}", Projects = new Dictionary<string, Role>(StringComparer.Ordinal) { [key.Project] = key.Role }, Only = key.Permissions, FixedProject = key.Project, Key = key };
}
