namespace Reprise.Client;

/// <summary>Which entries of the audit log.</summary>
public sealed record AuditSearch
{
    /// <summary>An action, or the beginning of some with a <c>*</c> behind it; null for all.</summary>
    public string? Action { get; init; }

    /// <summary><c>project</c>, <c>installation</c> or <c>all</c>; null for the client's project.</summary>
    public string? Scope { get; init; }

    /// <summary>Who, such as <c>user:ann</c>; null for everybody.</summary>
    public string? Actor { get; init; }

    /// <summary>To what exactly; null for everything.</summary>
    public string? Subject { get; init; }

    /// <summary>From this time on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Entries a page; the server allows up to 1000.</summary>
    public int PageSize { get; init; } = 100;
}
