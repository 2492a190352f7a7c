using Reprise.Interactions;

namespace Reprise.Settings;

/// <summary>What somebody, or Reprise itself, did to the record or its settings. Appended, never changed.</summary>
public sealed record AuditEntry
{
    /// <summary>Its id; ids sort by time.</summary>
    public required InteractionId Id { get; init; }
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The project; empty for the whole installation.</summary>
    public required string Project { get; init; }

    /// <summary>Who: <c>reprise</c> for the server itself, <c>local</c> for whoever sits at the machine.</summary>
    public required string Actor { get; init; }

    /// <summary>What, as <c>noun.verb</c>: <c>retention.delete</c>, <c>hold.create</c> …</summary>
    public required string Action { get; init; }

    /// <summary>To what: an id, a key, a filter; null where the action says enough.</summary>
    public string? Subject { get; init; }

    /// <summary>Counts and reasons: a JSON object as text, or null. Never content of interactions.</summary>
    public string? Details { get; init; }
}

/// <summary>Which entries, and which page of them.</summary>
public sealed record AuditQuery
{
    public const int MaxLimit = 1000;

    /// <summary>Null for all projects.</summary>
    public string? Project { get; init; }

    /// <summary>An action, or the beginning of some with a <c>*</c> behind it; null for all.</summary>
    public string? Action { get; init; }

    /// <summary>What the action must begin with; null when it is a whole action or none.</summary>
    public string? ActionPrefix => Action is { } action && action.EndsWith('*') ? action[..^1] : null;

    /// <summary>Who, as entries name it; null for everybody.</summary>
    public string? Actor { get; init; }

    /// <summary>To what, exactly; null for everything.</summary>
    public string? Subject { get; init; }
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }

    /// <summary>1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>The last entry of the page before, or null for the first page.</summary>
    public InteractionId? Before { get; init; }
}

/// <param name="Entries">At most the limit, newest first.</param>
/// <param name="HasMore">Whether older ones follow.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, bool HasMore);
