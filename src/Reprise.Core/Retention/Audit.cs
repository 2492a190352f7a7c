using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Retention;

/// <summary>Makes entries of the audit log.</summary>
internal static class Audit
{
    public static AuditEntry Entry(TimeProvider time, string project, string actor, string action, string? subject, AuditDetails? details)
    {
        var now = time.GetUtcNow();
        return new AuditEntry { Id = InteractionId.At(now), Timestamp = now, Project = project, Actor = actor, Action = action, Subject = subject, Details = details?.ToJson() };
    }
}
