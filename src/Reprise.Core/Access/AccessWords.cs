namespace Reprise.Access;

/// <summary>Roles and permissions as they are written: in settings, over HTTP, on the command line.</summary>
public static class AccessWords
{
    /// <summary>The roles somebody can be given.</summary>
    public static IReadOnlyList<string> RoleNames { get; } = ["recorder", "reviewer", "analyst", "owner"];

    /// <summary>The single permissions a key can be given.</summary>
    public static IReadOnlyList<string> PermissionNames { get; } = ["record", "read", "review", "analyse", "own"];

    public static string Of(Role role) => role.ToString().ToLowerInvariant();

    public static string Of(Permission permission) => permission switch
    {
        Permission.SignedIn => "signed_in",
        _ => permission.ToString().ToLowerInvariant(),
    };

    /// <summary>The role of that name; null when there is none.</summary>
    public static Role? RoleOf(string? text) => text is not null && RoleNames.Contains(text, StringComparer.Ordinal) ? Enum.Parse<Role>(text, ignoreCase: true) : null;

    /// <summary>The permission of that name that a key can be given; null when there is none.</summary>
    public static Permission? PermissionOf(string? text) => text is not null && PermissionNames.Contains(text, StringComparer.Ordinal) ? Enum.Parse<Permission>(text, ignoreCase: true) : null;
}
