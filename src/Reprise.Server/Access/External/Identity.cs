using System.Text.Json;
using Reprise.Access;

namespace Reprise.Server.Access.External;

/// <summary>Whom a provider vouches for, and what that makes of them here.</summary>
internal sealed record Identity
{
    public required string Subject { get; init; }
    public string? Name { get; init; }
    public string? DisplayName { get; init; }
    public bool IsAdministrator { get; init; }

    /// <summary>Whether the address is of a domain that is let in.</summary>
    public bool IsOfAllowedDomain { get; init; }
    public IReadOnlyDictionary<string, Role> Roles { get; init; } = new Dictionary<string, Role>();

    /// <summary>Whether the token left something out that the provider may tell when asked.</summary>
    public bool IsIncomplete { get; init; }

    public bool IsWelcome => IsAdministrator || IsOfAllowedDomain || Roles.Count > 0;

    public static Identity Of(JsonElement claims, IdentityProviderOptions options)
    {
        var subject = IdentityToken.Text(claims, "sub") is { Length: > 0 and <= 255 } text ? text : throw new RefusedIdentityException("The identity token says not who it is for.");
        var groups = IdentityToken.Texts(claims, options.GroupsClaim);
        var email = IsVerified(claims) ? IdentityToken.Text(claims, "email") : null;
        var name = options.NameClaim == "email" ? email : IdentityToken.Text(claims, options.NameClaim);
        var roles = new Dictionary<string, Role>(StringComparer.Ordinal);
        foreach (var granted in options.Roles.Where(role => groups.Contains(role.Group, StringComparer.Ordinal)))
        {
            var role = AccessWords.RoleOf(granted.Role)!.Value;
            if (!roles.TryGetValue(granted.Project, out var other) || other < role) roles[granted.Project] = role;
        }

        return new Identity
        {
            Subject = subject,
            Name = name?.ToLowerInvariant(),
            DisplayName = IdentityToken.Text(claims, "name") is { Length: <= 200 } display && !display.Any(char.IsControl) ? display : null,
            IsAdministrator = options.Administrators.Any(group => groups.Contains(group, StringComparer.Ordinal)),
            IsOfAllowedDomain = email is not null && options.AllowedDomains.Contains(email[(email.LastIndexOf('@') + 1)..], StringComparer.OrdinalIgnoreCase),
            Roles = roles,
            IsIncomplete = name is null || groups.Count == 0,
        };
    }

    /// <summary>With what the provider told beyond the token, which must be of the same person.</summary>
    public Identity With(JsonElement told, IdentityProviderOptions options)
    {
        if (IdentityToken.Text(told, "sub") is null) return this;
        var more = Of(told, options);
        if (more.Subject != Subject) throw new RefusedIdentityException("The provider speaks of two different users.");
        return more with
        {
            Name = Name ?? more.Name, DisplayName = DisplayName ?? more.DisplayName, IsAdministrator = IsAdministrator || more.IsAdministrator,
            IsOfAllowedDomain = IsOfAllowedDomain || more.IsOfAllowedDomain, Roles = Roles.Count > 0 ? Roles : more.Roles,
        };
    }

    /// <summary>An address counts when the provider has checked it, and says so.</summary>
    private static bool IsVerified(JsonElement claims) =>
        claims.ValueKind == JsonValueKind.Object && claims.TryGetProperty("email_verified", out var verified) && (verified.ValueKind == JsonValueKind.True || (verified.ValueKind == JsonValueKind.String && verified.GetString() == "true"));
}
