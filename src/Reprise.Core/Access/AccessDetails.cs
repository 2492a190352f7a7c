using System.Text.Json;
using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Access;

/// <summary>What the audit log says of who may do what. Never a password, a secret or a token.</summary>
public sealed record AccessDetails
{
    public string? Name { get; init; }
    public string? Role { get; init; }
    public IReadOnlyList<string>? Permissions { get; init; }
    public bool? Administrator { get; init; }
    public bool? Disabled { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What a key may do at the gateway.</summary>
    public KeyLimits? Limits { get; init; }

    /// <summary>From where somebody signed in or tried to.</summary>
    public string? Address { get; init; }

    /// <summary>How: <c>password</c>, or the provider's name.</summary>
    public string? Way { get; init; }

    /// <summary>Why it was refused, in one word.</summary>
    public string? Reason { get; init; }

    /// <summary>How many: sign-ins ended, attempts refused, records read.</summary>
    public long? Count { get; init; }

    /// <summary>What was asked of a list or an export: its filter.</summary>
    public string? Filter { get; init; }

    /// <summary>An entry of the audit log that says this.</summary>
    public static AuditEntry Entry(TimeProvider time, string project, string actor, string action, string? subject, AccessDetails? details)
    {
        ArgumentNullException.ThrowIfNull(time);
        var now = time.GetUtcNow();
        return new AuditEntry
        {
            Id = InteractionId.At(now), Timestamp = now, Project = project, Actor = actor, Action = action, Subject = subject,
            Details = details is null ? null : JsonSerializer.Serialize(details, AccessJson.Default.AccessDetails),
        };
    }
}
