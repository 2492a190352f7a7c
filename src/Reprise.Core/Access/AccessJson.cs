using System.Text.Json;
using System.Text.Json.Serialization;
using Reprise.Settings;

namespace Reprise.Access;

/// <summary>Settings of this capability as they are kept.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UserValue))]
[JsonSerializable(typeof(KeyValue))]
[JsonSerializable(typeof(MemberValue))]
[JsonSerializable(typeof(ProjectValue))]
[JsonSerializable(typeof(SignInValue))]
[JsonSerializable(typeof(AccessDetails))]
internal sealed partial class AccessJson : JsonSerializerContext
{
    public static Setting Write(User user) => new()
    {
        Project = "", Kind = User.SettingKind, Key = user.Name,
        Value = JsonSerializer.Serialize(
            new UserValue(user.DisplayName, user.PasswordHash, user.External, user.IsAdministrator, user.IsDisabled, user.Granted.ToDictionary(static g => g.Key, static g => AccessWords.Of(g.Value)), user.CreatedAt, user.ValidFrom),
            Default.UserValue),
    };

    /// <summary>Null for what another version wrote and this one cannot read: it lets nobody in.</summary>
    public static User? ReadUser(Setting setting) => Read(setting, Default.UserValue) is not { } value ? null : new User
    {
        Name = setting.Key, DisplayName = value.DisplayName, PasswordHash = value.PasswordHash, External = value.External, IsAdministrator = value.Administrator, IsDisabled = value.Disabled,
        Granted = (value.Granted ?? []).Select(static g => (g.Key, Role: AccessWords.RoleOf(g.Value))).Where(static g => g.Role is not null).ToDictionary(static g => g.Key, static g => g.Role!.Value),
        CreatedAt = value.CreatedAt, ValidFrom = value.ValidFrom, Version = setting.Version,
    };

    public static Setting Write(ApiKey key) => new()
    {
        Project = key.Project, Kind = ApiKey.SettingKind, Key = key.Id,
        Value = JsonSerializer.Serialize(
            new KeyValue(key.Name, AccessWords.Of(key.Role), key.Permissions.Count == 0 ? null : [.. key.Permissions.Select(AccessWords.Of)], key.IsAdministrator, key.SecretHash, key.CreatedBy, key.CreatedAt, key.ExpiresAt, key.RevokedAt, key.LastUsedAt, key.Limits),
            Default.KeyValue),
    };

    /// <inheritdoc cref="ReadUser"/>
    public static ApiKey? ReadKey(Setting setting)
    {
        if (Read(setting, Default.KeyValue) is not { SecretHash.Length: 64 } value) return null;
        var permissions = (value.Permissions ?? []).Select(AccessWords.PermissionOf).ToList();
        // A restriction that cannot be read must not become none.
        if (permissions.Contains(null) || value.Limits?.Mistakes().Any() == true) return null;
        return new ApiKey
        {
            Id = setting.Key, Project = setting.Project, Name = value.Name ?? setting.Key, Role = AccessWords.RoleOf(value.Role) ?? Role.None, Permissions = [.. permissions.Select(static p => p!.Value)],
            IsAdministrator = value.Administrator && setting.Project.Length == 0, SecretHash = value.SecretHash, CreatedBy = value.CreatedBy ?? "", CreatedAt = value.CreatedAt,
            ExpiresAt = value.ExpiresAt, RevokedAt = value.RevokedAt, LastUsedAt = value.LastUsedAt, Limits = value.Limits, Version = setting.Version,
        };
    }

    public static Setting Write(Membership member) => new()
    {
        Project = member.Project, Kind = Membership.SettingKind, Key = member.User,
        Value = JsonSerializer.Serialize(new MemberValue(AccessWords.Of(member.Role), member.By, member.At), Default.MemberValue),
    };

    /// <inheritdoc cref="ReadUser"/>
    public static Membership? ReadMember(Setting setting) => Read(setting, Default.MemberValue) is { } value && AccessWords.RoleOf(value.Role) is { } role
        ? new Membership { Project = setting.Project, User = setting.Key, Role = role, By = value.By ?? "", At = value.At }
        : null;

    public static Setting Write(ProjectEntry project) => new()
    {
        Project = project.Name, Kind = ProjectEntry.SettingKind, Key = ProjectEntry.SettingKind,
        Value = JsonSerializer.Serialize(new ProjectValue(project.Description, project.By, project.At), Default.ProjectValue),
    };

    public static ProjectEntry ReadProject(Setting setting)
    {
        var value = Read(setting, Default.ProjectValue);
        return new ProjectEntry { Name = setting.Project, Description = value?.Description, By = value?.By ?? "", At = value?.At ?? setting.ChangedAt };
    }

    public static Setting Write(SignIn signIn) => new()
    {
        Project = "", Kind = SignIn.SettingKind, Key = signIn.Hash,
        Value = JsonSerializer.Serialize(new SignInValue(signIn.User, signIn.At, signIn.SeenAt, signIn.Address, signIn.Agent), Default.SignInValue),
    };

    /// <inheritdoc cref="ReadUser"/>
    public static SignIn? ReadSignIn(Setting setting) => Read(setting, Default.SignInValue) is { User.Length: > 0 } value
        ? new SignIn { Hash = setting.Key, User = value.User, At = value.At, SeenAt = value.SeenAt, Address = value.Address, Agent = value.Agent, Version = setting.Version }
        : null;

    private static T? Read<T>(Setting setting, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(setting.Value, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record UserValue(string? DisplayName, string? PasswordHash, string? External, bool Administrator, bool Disabled, Dictionary<string, string>? Granted, DateTimeOffset CreatedAt, DateTimeOffset ValidFrom);

internal sealed record KeyValue(
    string? Name, string? Role, IReadOnlyList<string>? Permissions, bool Administrator, string SecretHash, string? CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt,
    KeyLimits? Limits = null);

internal sealed record MemberValue(string? Role, string? By, DateTimeOffset At);

internal sealed record ProjectValue(string? Description, string? By, DateTimeOffset At);

internal sealed record SignInValue(string User, DateTimeOffset At, DateTimeOffset SeenAt, string? Address, string? Agent);
