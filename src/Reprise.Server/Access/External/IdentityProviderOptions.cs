namespace Reprise.Server.Access.External;

/// <summary>Somebody who vouches for people by OpenID Connect; section <c>Access:Providers:{name}</c>.</summary>
internal sealed class IdentityProviderOptions
{
    /// <summary>For the button; the name when left out.</summary>
    public string? Title { get; set; }

    /// <summary>Its issuer, such as <c>https://login.example.com/realms/team</c>. https, or http on this machine.</summary>
    public string Authority { get; set; } = "";
    public string ClientId { get; set; } = "";
    public string ClientSecret { get; set; } = "";
    public string Scopes { get; set; } = "openid profile email";

    /// <summary>The claim that becomes the user's name here. Default <c>email</c>.</summary>
    public string NameClaim { get; set; } = "email";

    /// <summary>The claim with the groups of a user. Default <c>groups</c>.</summary>
    public string GroupsClaim { get; set; } = "groups";

    /// <summary>Domains of verified addresses that are let in, without any role of their own.</summary>
    public IList<string> AllowedDomains { get; } = [];

    /// <summary>Groups whose members are administrators.</summary>
    public IList<string> Administrators { get; } = [];

    /// <summary>Roles that groups have in projects.</summary>
    public IList<GroupRole> Roles { get; } = [];

    public IEnumerable<string> Mistakes(string name)
    {
        var path = $"Access:Providers:{name}";
        if (name.Length > 32 || !name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_') || name == "providers") yield return $"{path}: a name is 1 to 32 of a-z, 0-9, '-' and '_', and not 'providers'.";
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var authority) || !IsSafe(authority)) yield return $"{path}:Authority must be an https address (http on this machine alone).";
        if (ClientId.Length == 0) yield return $"{path}:ClientId is missing.";
        foreach (var role in Roles)
        {
            if (Reprise.Access.AccessWords.RoleOf(role.Role) is null || role.Group.Length == 0 || !Reprise.Interactions.Projects.IsValid(role.Project)) yield return $"{path}:Roles: each needs Group, Project and Role (recorder, reviewer, analyst or owner).";
        }
    }

    public static bool IsSafe(Uri address) => address.UserInfo.Length == 0 && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}

/// <summary>A role that a group has in a project.</summary>
internal sealed class GroupRole
{
    public string Group { get; set; } = "";
    public string Project { get; set; } = "";
    public string Role { get; set; } = "";
}
