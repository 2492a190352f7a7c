namespace Reprise.Access;

/// <summary>What each role may do: the one table.</summary>
public static class Roles
{
    /// <summary>Whether a role in a project is enough. Administrators are asked for elsewhere; they may do everything.</summary>
    public static bool May(this Role role, Permission permission) => permission switch
    {
        Permission.Public or Permission.SignedIn => true,
        Permission.Record => role is Role.Recorder or Role.Analyst or Role.Owner,
        Permission.Read => role is Role.Reviewer or Role.Analyst or Role.Owner,
        Permission.Review => role is Role.Recorder or Role.Reviewer or Role.Analyst or Role.Owner,
        Permission.Analyse => role is Role.Analyst or Role.Owner,
        Permission.Own => role is Role.Owner,
        _ => false,
    };
}
