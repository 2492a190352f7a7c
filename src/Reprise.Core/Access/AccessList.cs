using System.Collections.Frozen;

namespace Reprise.Access;

/// <summary>Who there is and what each may do, at one moment.</summary>
public sealed class AccessList
{
    private readonly FrozenDictionary<string, User> _users;
    private readonly FrozenDictionary<string, ApiKey> _keys;
    private readonly FrozenDictionary<string, FrozenDictionary<string, Role>> _roles;

    internal AccessList(IEnumerable<User> users, IEnumerable<ApiKey> keys, IReadOnlyList<Membership> members, IReadOnlyList<ProjectEntry> projects)
    {
        _users = users.ToFrozenDictionary(static user => user.Name, StringComparer.Ordinal);
        _keys = keys.ToFrozenDictionary(static key => key.Id, StringComparer.Ordinal);
        Members = members;
        Projects = projects;
        _roles = members.Where(member => _users.ContainsKey(member.User)).GroupBy(static member => member.User, StringComparer.Ordinal)
            .ToFrozenDictionary(static of => of.Key, static of => of.ToFrozenDictionary(static member => member.Project, static member => member.Role, StringComparer.Ordinal), StringComparer.Ordinal);
    }

    public IEnumerable<User> Users => _users.Values.OrderBy(static user => user.Name, StringComparer.Ordinal);
    public IEnumerable<ApiKey> Keys => _keys.Values.OrderBy(static key => key.CreatedAt).ThenBy(static key => key.Id, StringComparer.Ordinal);
    public IReadOnlyList<Membership> Members { get; }
    public IReadOnlyList<ProjectEntry> Projects { get; }

    /// <summary>Whether anybody could sign in and decide who else may.</summary>
    public bool HasAdministrator => _users.Values.Any(static user => user is { IsAdministrator: true, IsDisabled: false, PasswordHash: not null });

    public User? FindUser(string name) => _users.GetValueOrDefault(name);

    public User? FindExternal(string external) => _users.Values.FirstOrDefault(user => user.External == external);

    public ApiKey? FindKey(string id) => _keys.GetValueOrDefault(id);

    /// <summary>The role of a user in each project where it has one: what was decided here, or what its provider says where that is more.</summary>
    public IReadOnlyDictionary<string, Role> RolesOf(User user)
    {
        ArgumentNullException.ThrowIfNull(user);
        var decided = _roles.GetValueOrDefault(user.Name) ?? FrozenDictionary<string, Role>.Empty;
        if (user.Granted.Count == 0) return decided;
        var roles = new Dictionary<string, Role>(decided, StringComparer.Ordinal);
        foreach (var (project, role) in user.Granted) roles[project] = Higher(roles.GetValueOrDefault(project), role);
        return roles;
    }

    /// <summary>Roles have no order of their own, since recorders read nothing: whoever has two of them and one is not more than the other keeps the one that reads.</summary>
    private static Role Higher(Role one, Role other) => one > other ? one : other;
}
